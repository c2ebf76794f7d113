"""Keeping days: everything checked before anything is written, and the database has the last word."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from labor.attendance.marks import HALF
from labor.attendance.permissions import require_may_keep
from labor.attendance.planning import AFTERNOON, MORNING, Change, Days, Fault, Plan, plan_days
from labor.attendance.sheets import open_sheet
from labor.bulk import chunks, insert_rows, sentence_of
from labor.models import Attendance, AttendanceSheet, Engagement
from projects.models import Period, Project
from projects.periods import hold_open, open_period
from units.audit import record
from units.models import User
from units.refusals import Refusal, WrongState

FIELDS = ["sheet", "engagement", "worker", "day", "morning", "afternoon"]


class FaultyDays(Refusal):
    """Days that cannot be kept; `faults` tell which, for pages that mark the cells."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(*dict.fromkeys(fault.sentence for fault in faults))
        self.faults = list(faults)


class StaleSheet(WrongState):
    """Somebody saved the sheet after it was shown; a page can show both and ask again."""


def save_days(
    *,
    project: Project,
    period: Period,
    days: Days,
    version: int | None,
    by: User,
    at: datetime,
    unread: Sequence[Fault] = (),
) -> AttendanceSheet:
    """Keep days of a month and return its sheet, opened when it is new, one version on when anything changed.

    Args:
        days: stay → day → hundredths of a 工日 (0, 50, 100); a day not named stays as it is, 0 takes it back.
            A half day takes the half it had, else the free one.
        version: the sheet's version that was shown (0 before it is opened); None takes it as it stands.
        unread: what was typed and is no mark: told together with all other faults.

    Raises:
        NotAllowed: the person does not keep the project's attendance.
        PeriodClosed: the month is closed (R16).
        WrongState: the sheet is locked with its 发放表; or (StaleSheet) somebody saved meanwhile.
        FaultyDays: every fault of every day at once: not on the roster (R8), outside entry and exit, a day to come,
            another month, the person in another project that day (both named).
    """
    require_may_keep(by, project)
    try:
        with transaction.atomic():
            return _save(project, period, days, version, by, at, unread)
    except IntegrityError as error:
        raise _told(error, project, period, days, by, at) from error


def _save(
    project: Project,
    period: Period,
    days: Days,
    version: int | None,
    by: User,
    at: datetime,
    unread: Sequence[Fault],
) -> AttendanceSheet:
    _hold(days)  # first: whoever leaves holds the stay before the audit trail, and so does this
    held = hold_open(period if period.pk else open_period(month=period.month, by=by, at=at))
    sheet = open_sheet(project=project, period=held, by=by, at=at)
    if version is not None and sheet.version != version:
        raise StaleSheet("这个月的考勤刚才已被别人保存过，请刷新后核对，再保存您的修改。")
    plan = plan_days(project=project, period=held, days=days, by=by, today=timezone.localdate(at))
    if faults := [*unread, *plan.faults]:
        raise FaultyDays(faults)
    if plan.changes:
        _write(sheet, plan, by, at)
    return sheet


def _hold(days: Days) -> None:
    """Nobody leaves, is voided or enters on another day between the check and the writing; in order of the keys."""
    stays = Engagement.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    for part in chunks(sorted(stay.pk for stay in days)):
        list(stays.filter(pk__in=part).values_list("pk"))


def _write(sheet: AttendanceSheet, plan: Plan, by: User, at: datetime) -> None:
    claimed = AttendanceSheet.objects.filter(pk=sheet.pk, version=sheet.version, locked_at=None)
    if claimed.update(version=F("version") + 1) != 1:
        raise StaleSheet("这个月的考勤刚才已被别人保存或锁定，请刷新后再试。")
    sheet.version += 1
    for part in chunks(change.before.pk for change in plan.changes if change.before):
        Attendance.objects.filter(pk__in=part).delete()
    insert_rows(Attendance, FIELDS, [_row(sheet, change) for change in plan.changes if change.halves])
    record(
        act="登记考勤",
        subject=f"{sheet.project.code} {sheet.project.name} {sheet.period.label}",
        by=by,
        at=at,
        rows=len(plan.changes),
        detail={"sheet": sheet.pk, "version": sheet.version, **_said_in_audit(plan)},
    )


def _row(sheet: AttendanceSheet, change: Change) -> tuple[Any, ...]:
    stay = change.engagement
    morning, afternoon = bool(change.halves & MORNING), bool(change.halves & AFTERNOON)
    return sheet.pk, stay.pk, stay.worker_id, change.day, morning, afternoon


def _said_in_audit(plan: Plan) -> dict[str, Any]:
    """How many days are new; each corrected day with what it was and what it is, in hundredths of a 工日."""
    corrected = [
        [change.engagement.pk, f"{change.day}", change.before.centidays, HALF * change.halves.bit_count()]
        for change in plan.changes
        if change.before
    ]
    return {"added": len(plan.changes) - len(corrected), "corrected": corrected}


def _told(
    error: IntegrityError, project: Project, period: Period, days: Days, by: User, at: datetime
) -> Refusal | IntegrityError:
    """What the database refused, in the sentences the check would have used; its own words when there are none."""
    plan = plan_days(project=project, period=period, days=days, by=by, today=timezone.localdate(at))
    if plan.faults:
        return FaultyDays(plan.faults)
    said = sentence_of(error, Attendance, AttendanceSheet)
    return Refusal(f"{said}没有保存任何内容，请刷新后再试。") if said else error
