"""The sheet of a project's month: found, or opened by the first day written into it."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from labor.models import AttendanceSheet
from labor.pay.moves import BEFORE_PAY
from projects.models import Period, Project
from projects.periods import due_day, require_begun
from units.audit import record
from units.models import User
from units.refusals import WrongState


def period_of(month: date, at: datetime) -> Period:
    """The month's period, or a new unsaved one that the first save opens.

    Raises:
        Refusal: the month has not begun yet.
    """
    first = month.replace(day=1)
    require_begun(first, at)
    known = Period.objects.select_related("closed_by").filter(month=first).first()
    return known or Period(month=first, due_on=due_day(first))


def sheet_of(project: Project, period: Period) -> AttendanceSheet:
    """Return the month's sheet, or an unsaved one of version 0 that `save_days` opens when it is needed."""
    kept = AttendanceSheet.objects.select_related("locked_by", "roll").filter(
        project=project, period__month=period.month
    )
    return kept.first() or AttendanceSheet(project=project, period=period)


def why_locked(sheet: AttendanceSheet) -> str:
    """The sentence why a sheet takes no change any more; "" while it does."""
    if sheet.locked_at is None:
        return ""
    on = timezone.localdate(sheet.locked_at)
    return (
        f"“{sheet.project}”{sheet.period.label}考勤台账已由{sheet.locked_by}于{on.year}年{on.month}月{on.day}日"
        f"随发放表锁定，不能再改。确需更正，{_way_out(sheet)}"
    )


def _way_out(sheet: AttendanceSheet) -> str:
    """A roll that was sent opens its attendance when it is handed back; any other when it is voided."""
    if sheet.roll is not None and sheet.roll.state in BEFORE_PAY:
        return "请先把该月发放表退回编制，考勤随即解锁。"
    return "请先作废该月发放表并写明原因。" if sheet.period.is_open else "本月已关账，请联系办公室。"


def open_sheet(*, project: Project, period: Period, by: User, at: datetime) -> AttendanceSheet:
    """Return the month's sheet, held for the rest of the transaction; the first to need it opens it.

    Raises:
        WrongState: it is locked with the month's 发放表.
    """
    sheet, is_new = AttendanceSheet.objects.select_for_update(of=("self",)).get_or_create(
        project=project, period=period, defaults={"opened_at": at, "opened_by": by}
    )
    if locked := why_locked(sheet):
        raise WrongState(locked)
    if is_new:
        record(act="建立考勤台账", subject=f"{project.code} {project.name} {period.label}", by=by, at=at)
    return sheet
