"""Bringing a 考勤表 workbook in: read, hold against roster and other projects, save the whole month or nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from documents.formats import days as day_count
from documents.masking import masked_problems, without_numbers
from documents.workbooks import Reading, UnreadableWorkbook, read_workbook
from documents.workbooks.opening import Source
from labor.attendance.form import TITLE, form_for
from labor.attendance.grid import roster_of
from labor.attendance.people import Roster
from labor.attendance.permissions import require_may_keep
from labor.attendance.planning import Plan, plan_days
from labor.attendance.reading import Filled, read_days
from labor.attendance.saving import save_days
from labor.attendance.sheets import sheet_of, why_locked
from labor.bulk import collector_paused
from labor.checks import Knowledge
from labor.checks.sheet import check_project, check_title_month
from labor.models import Engagement
from projects.models import Period, Project
from projects.outcome import ImportOutcome, content_of_upload
from units.models import User
from units.refusals import Refusal, WrongState

FILE_NAME_LENGTH = 200
MOST_NAMED = 10


@collector_paused()
def import_attendance(
    *, file: Source, name: str, project: Project, period: Period, by: User, at: datetime, dry_run: bool = False
) -> ImportOutcome:
    """Import one project's 考勤表 of one month; every error stands at its cell, in one pass.

    Every day column of the sheet is taken as it stands, blanks too: they take a kept day back. Days without a column
    and people without a row stay as they are.

    Args:
        file: the workbook (bytes, path or binary file); `name` is what the sender calls it.
        period: the month, open; an unsaved one (`sheets.period_of`) is opened with the sheet.
        at: when, aware; days after its local day are refused.
        dry_run: check alone, save nothing.

    Returns:
        The outcome: people (人) created, updated, unchanged; `facts` hold project, month, `people` (人), `workdays`
        (工日, as text; None while there are errors) and, when saved, `sheet`, its key.

    Raises:
        NotAllowed: the person does not keep the project's attendance.
        PeriodClosed: the month is closed.
        WrongState: the sheet is locked with its 发放表.
        Refusal: the file cannot be read as a 考勤表 at all; one sentence.
    """
    require_may_keep(by, project, "导入考勤表")
    period.require_open()
    if locked := why_locked(sheet_of(project, period)):
        raise WrongState(locked)
    reading = _read(file, period)
    _check_head(reading, project, period, at)
    roster = _roster(project, period, reading.stated("班组"))
    filled = read_days(reading, roster, period)
    plan = plan_days(project=project, period=period, days=filled.days, by=by, today=timezone.localdate(at))
    _mark_faults(plan, filled)
    outcome = _outcome(reading, filled, plan, roster, without_numbers(name)[:FILE_NAME_LENGTH], dry_run)
    outcome.facts = {"project": project.code, "month": period.key, **outcome.facts}
    if outcome.is_saved:
        sheet = save_days(project=project, period=period, days=filled.days, version=None, by=by, at=at)
        outcome.facts["sheet"] = sheet.pk
    return outcome


def _read(file: Source, period: Period) -> Reading:
    try:
        return read_workbook(content_of_upload(file), [form_for(period.month)])
    except UnreadableWorkbook as unreadable:
        raise Refusal(str(unreadable)) from unreadable


def _check_head(reading: Reading, project: Project, period: Period, at: datetime) -> None:
    """Another project's or another month's sheet is told by what stands above the headings."""
    others = frozenset(Project.objects.exclude(pk=project.pk).values_list("name", flat=True))
    known = Knowledge(
        month=period.month,
        today=timezone.localdate(at),
        project_code=project.code,
        project_name=project.name,
        other_projects=others,
    )
    check_project(reading, known)
    check_title_month(reading, known)


def _roster(project: Project, period: Period, team: str) -> Roster:
    touching = list(roster_of(project, period))
    known = Engagement.objects.in_force().filter(project=project).exclude(pk__in=[stay.pk for stay in touching])
    return Roster(project, touching, team, Roster(project, known.select_related("worker"), team))


def _mark_faults(plan: Plan, filled: Filled) -> None:
    for fault in plan.faults:
        row, key = filled.cells[fault.engagement.pk, fault.day]
        row.problem(key, fault.kind, fault.sentence)


def _outcome(reading: Reading, filled: Filled, plan: Plan, roster: Roster, name: str, dry_run: bool) -> ImportOutcome:
    errors = masked_problems(reading.errors)
    fates = [plan.fate_of(stay.pk for stay in person.stays) for person, _ in filled.people.values()]
    counts = {fate: 0 if errors else fates.count(fate) for fate in ("created", "updated", "unchanged")}
    return ImportOutcome(
        file_name=name,
        title=TITLE,
        errors=errors,
        warnings=masked_problems(reading.warnings),
        notes=[*reading.notes, *_taken_back(plan), *_notes(filled, roster)],
        dry_run=dry_run,
        facts={"people": len(filled.people), "workdays": None if errors else day_count(filled.work)},
        **counts,
    )


def _taken_back(plan: Plan) -> list[str]:
    """Days that were kept and stand blank on the sheet."""
    blank = [change for change in plan.changes if change.before and not change.halves]
    heads = len({change.before.worker for change in blank if change.before})
    return [f"请核对：表上空着、原来记有出勤的，有{heads}人共{len(blank)}天，按表取消出勤。"] if blank else []


def _notes(filled: Filled, roster: Roster) -> list[str]:
    """Who stands on one of the two lists alone, when it does no harm."""
    notes = []
    if filled.idle:
        notes.append(f"{_named(filled.idle)}不在名册里，表上没有出勤，已略过。")
    absent = [
        each.stays[-1].name for pk, each in roster.people.items() if pk not in filled.people and _in(each.stays, roster)
    ]
    if absent:
        notes.append(f"名册里的{_named(absent)}不在这张表上，原有考勤保持不变。")
    return notes


def _in(stays: list[Any], roster: Roster) -> bool:
    return not roster.team or any(stay.team == roster.team for stay in stays)


def _named(names: list[str]) -> str:
    more = f"等{len(names)}人" if len(names) > MOST_NAMED else f"（{len(names)}人）"
    return "、".join(names[:MOST_NAMED]) + more
