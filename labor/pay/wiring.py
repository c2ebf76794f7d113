"""The guards of the whole way, put together once when the house starts; each part registers what it knows."""

from __future__ import annotations

from labor.archive import guards as archive
from labor.notices import guards as notices
from labor.pay import sending_out, way_guards
from labor.payments import guards as payments


def register_all() -> None:
    """Called by the front hall; to register twice changes nothing."""
    notices.register_all()
    archive.register_all()
    payments.register_all()
    way_guards.register_all()
    sending_out.register_all()
