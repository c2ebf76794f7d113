"""What a monitor is told of the service: ages in seconds and counts, nothing of persons or projects."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from dispatch.outputs import missing_outputs
from dispatch.pulse import pulse


def health(*, at: datetime) -> dict[str, Any]:
    """The signs of life as of `at`, read live: they are right although scheduler and workers are down.

    Ages are in seconds, None when the part was never seen; `late` names the parts that are not as they should be.
    """
    seen, missing = pulse(at), len(missing_outputs(at))
    late = [*seen.late, *(["outputs"] if missing else [])]
    return {
        "ok": not late,
        "database": "ok",
        "queue_age": seen.queue,
        "beat_age": seen.beat,
        "worker_age": seen.worker,
        "backup_age": seen.backup,
        "missing_outputs": missing,
        "late": late,
    }
