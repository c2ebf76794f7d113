"""A sheet locks with the 发放表 made from it, and opens again when that roll is voided."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from labor.models import AttendanceSheet, RollKind, WageRoll
from units.audit import record
from units.models import User


@transaction.atomic
def lock_sheet(*, roll: WageRoll, by: User, at: datetime) -> bool:
    """Lock the sheet of the roll's project and month; say whether there was one to lock.

    Called where the roll is saved, which has asked who may; a 补发 locks nothing.
    """
    if roll.kind != RollKind.REGULAR:
        return False
    free = AttendanceSheet.objects.filter(project=roll.project_id, period=roll.period_id, locked_at=None)
    locked = free.update(locked_at=at, locked_by=by, roll=roll, version=F("version") + 1)
    return _recorded("锁定考勤台账", roll, locked, by, at)


@transaction.atomic
def unlock_sheet(*, roll: WageRoll, by: User, at: datetime) -> bool:
    """Open the sheet this roll locked; say whether there was one. Called where the roll is voided."""
    held = AttendanceSheet.objects.filter(roll=roll, locked_at__isnull=False)
    opened = held.update(locked_at=None, locked_by=None, roll=None, version=F("version") + 1)
    return _recorded("解锁考勤台账", roll, opened, by, at)


def _recorded(act: str, roll: WageRoll, sheets: int, by: User, at: datetime) -> bool:
    if sheets:
        subject = f"{roll.project.code} {roll.project.name} {roll.period.label}"
        record(act=act, subject=subject, by=by, at=at, detail={"roll": roll.pk})
    return bool(sheets)
