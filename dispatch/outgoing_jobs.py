"""发外发 as background work: the tick only looks whether anything is due; a job sends, so that no tick waits for a
mail server."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from dispatch import jobs
from dispatch.models import JobRun
from units.sending import anything_due, send_due

SEND = "send_outgoing"


def send(job: JobRun, progress: jobs.Progress, at: datetime) -> dict[str, Any]:  # noqa: ARG001
    """Send one batch; what is still due then is the next tick's."""

    def told(done: int) -> None:
        progress(min(99, done), f"已处理 {done} 条")

    outcome = send_due(at=at, told=told)
    return {"sent": outcome.sent, "failed": outcome.failed}


def queue_sending(*, at: datetime) -> JobRun | None:
    """Queue a job when something is due; one that is queued or sending is enough."""
    if not anything_due(at=at):
        return None
    return jobs.enqueue(kind=SEND, key="outgoing", title="发送邮件和工作群消息", by=None, at=at)
