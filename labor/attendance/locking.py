"""A sheet locks with the 发放表 made from it, and opens again when that roll is voided."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from labor.attendance.permissions import require_may_keep
from labor.attendance.sheets import why_locked
from labor.models import AttendanceSheet, RollKind, WageRoll
from projects.models import Period, Project
from projects.periods import hold_open
from units.audit import record
from units.models import User
from units.refusals import Refusal, WrongState

NO_DAYS = "这个月还没有登记考勤，不能锁定；请先补登考勤。"


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
def lock_to_roll(*, project: Project, period: Period, version: int | None, by: User, at: datetime) -> AttendanceSheet:
    """补登完成，锁定: lock a sheet kept after its 发放表 was imported to that roll.

    Raises:
        NotAllowed: the person does not keep the project's attendance.
        PeriodClosed: the month is closed.
        Refusal: no day is kept yet, or there is no roll to lock it to.
        WrongState: it is locked already, or somebody saved since it was shown.
    """
    require_may_keep(by, project, "锁定考勤台账")
    if period.pk is None:
        raise Refusal(NO_DAYS)
    sheet = _held_sheet(project, hold_open(period))
    roll = WageRoll.objects.in_force().filter(project=project, period=period, kind=RollKind.REGULAR).first()
    if roll is None:
        raise Refusal("这个月没有有效的发放表，考勤台账随发放表导入自动锁定，现在不用锁定。")
    if version != sheet.version:
        raise WrongState("这个月的考勤刚才已被别人保存过，没有锁定；请核对现在的台账，再点锁定。")
    lock_sheet(roll=roll, by=by, at=at)
    return AttendanceSheet.objects.get(pk=sheet.pk)


def _held_sheet(project: Project, period: Period) -> AttendanceSheet:
    """The sheet, held for the rest of the transaction, free and with days in it."""
    held = AttendanceSheet.objects.select_for_update(of=("self",)).filter(project=project, period=period)
    sheet = held.select_related("project", "period", "locked_by").first()
    if sheet is not None and (locked := why_locked(sheet)):
        raise WrongState(locked)
    if sheet is None or not sheet.days.exists():
        raise Refusal(NO_DAYS)
    return sheet


@transaction.atomic
def unlock_sheet(*, roll: WageRoll, by: User, at: datetime) -> bool:
    """Open the sheet this roll locked; say whether there was one. Called where the roll is voided."""
    held = AttendanceSheet.objects.filter(roll=roll, locked_at__isnull=False)
    opened = held.update(locked_at=None, locked_by=None, roll=None, version=F("version") + 1)
    return _recorded("解锁考勤台账", roll, opened, by, at)


def _recorded(act: str, roll: WageRoll, sheets: int, by: User, at: datetime) -> bool:
    if sheets:
        record(act=act, subject=roll.subject, by=by, at=at, detail={"roll": roll.pk})
    return bool(sheets)
