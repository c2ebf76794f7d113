"""退回编制: a roll goes back before it is paid; its notice stops, and what people signed holds no longer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from labor.attendance.locking import unlock_sheet
from labor.models import PublicNotice, RollAct, WageRoll
from labor.pay.moving import held_roll, make_move
from labor.pay.standing_lines import lines_of
from units.models import User
from units.reasons import required_reason


@transaction.atomic
def hand_back_roll(
    *, roll: WageRoll, reason: str, by: User, at: datetime, version: int | None = None
) -> WageRoll:  # fmt: skip
    """Hand a roll back to DRAFT; stop its running notice and clear the signatures: whatever follows is done anew.

    Raises:
        NotAllowed, WrongState, StaleRoll: as every move.
        Refusal: the reason is missing or too long.
    """
    held = held_roll(roll.pk)
    signed, running = lines_of(held).filter(signed_on__isnull=False), running_notices(held)
    changes = _told(signed.count(), [notice.round for notice in running])
    moved = make_move(
        roll=held, act=RollAct.HAND_BACK, by=by, at=at, version=version, reason=reason, changes=changes
    )  # fmt: skip
    stop_notices(held, reason=reason, by=by, at=at)
    signed.update(signed_on=None)
    unlock_sheet(roll=moved, by=by, at=at)  # it was locked when the roll was sent, and may be what was wrong
    return moved


def running_notices(roll: WageRoll) -> list[PublicNotice]:
    """The notices of a roll that have not been stopped: one at most."""
    return list(PublicNotice.objects.filter(roll=roll, stopped_at=None))


def stop_notices(roll: WageRoll, *, reason: str, by: User, at: datetime) -> int:
    """公示中止: stop the roll's running notice, within the caller's transaction; return how many ran."""
    running = PublicNotice.objects.filter(roll=roll, stopped_at=None)
    return running.update(stopped_at=at, stopped_by=by, stop_reason=required_reason(reason))


def _told(signed: int, rounds: list[int]) -> dict[str, Any]:
    said: dict[str, Any] = {f"第{number}次公示": ["公示中", "中止"] for number in rounds}
    return said | ({"签字": [f"{signed}人已签", "作废，须重新签字"]} if signed else {})
