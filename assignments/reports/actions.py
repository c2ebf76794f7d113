"""任务报告: filed by the lead unit, accepted or sent back by the office, waived; each with its way back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from assignments.assigning.moves import REPORT_FLOW
from assignments.assigning.rules import rule_on, working_days_after
from assignments.assigning.telling import tell_report
from assignments.enclosures import add_files, sound_files
from assignments.measures import Reading, find
from assignments.models import Assignment, AssignmentReport, AssignmentState, ReportAct
from documents.masking import without_numbers
from projects.keeping_files import atomic_with_files
from units.models import User
from units.refusals import Refusal, WrongState

LONGEST = 2000


def reading_of(assignment: Assignment) -> Reading | None:
    """What the task's measure stands at for its lead unit; None where it has none, or nothing is frozen yet."""
    measure = find(assignment.measure)
    return measure.read(assignment.lead, assignment.year) if measure else None


@atomic_with_files()
def file_report(
    *,
    report: AssignmentReport,
    text: str,
    by: User,
    at: datetime,
    files: Sequence[File[Any]] = (),
    version: int | None = None,
) -> AssignmentReport:
    """报送: the unit's words and files; the measured figure is taken from what is frozen, nobody types it.

    Raises:
        NotAllowed, WrongState, StalePaper: not of the lead unit, or the report is settled, or changed meanwhile.
        Refusal: nothing is written, too much is, or a file is not taken; all of it at once.
    """
    said = without_numbers(text.strip())
    wrong = _wrong_text(said)
    try:
        sound = sound_files(files)
    except Refusal as refusal:
        raise Refusal(*wrong, *refusal.sentences) from None
    if wrong:
        raise Refusal(*wrong)
    _require_in_force(report)
    reading = reading_of(report.assignment)
    made = REPORT_FLOW.make(
        report,
        ReportAct.FILE,
        by=by,
        at=at,
        version=version,
        text=said,
        measured=reading.value if reading else None,
        measured_as_of=reading.as_of if reading else "",
        filed_at=at,
        filed_by=by,
    )
    add_files(place="report", target=made, files=sound, by=by, at=at)
    return made


@transaction.atomic
def accept_report(*, report: AssignmentReport, by: User, at: datetime, version: int | None = None) -> AssignmentReport:
    """认可; not by who filed it."""
    _require_in_force(report)
    made = REPORT_FLOW.make(report, ReportAct.ACCEPT, by=by, at=at, version=version)
    tell_report(made, "已认可", "", at=at, tone="good")
    return made


@transaction.atomic
def return_report(
    *, report: AssignmentReport, reason: str, by: User, at: datetime, version: int | None = None
) -> AssignmentReport:
    """退回补充 with what is lacking; the unit has some working days more (◇)."""
    _require_in_force(report)
    day = timezone.localdate(at)
    due_on = max(report.due_on, working_days_after(day, rule_on(day).return_days))
    made = REPORT_FLOW.make(report, ReportAct.RETURN, by=by, at=at, version=version, reason=reason, due_on=due_on)
    tell_report(made, f"退回补充，请于{due_on:%Y-%m-%d}前重报", reason, at=at, tone="warn")
    return made


@transaction.atomic
def unaccept_report(
    *, report: AssignmentReport, reason: str, by: User, at: datetime, version: int | None = None
) -> AssignmentReport:
    """撤回认可 with its reason."""
    _require_in_force(report)
    made = REPORT_FLOW.make(report, ReportAct.UNACCEPT, by=by, at=at, version=version, reason=reason)
    tell_report(made, "的认可已撤回", reason, at=at, tone="warn")
    return made


@transaction.atomic
def waive_report(
    *, report: AssignmentReport, reason: str, by: User, at: datetime, version: int | None = None
) -> AssignmentReport:
    """免报 with its reason."""
    _require_in_force(report)
    made = REPORT_FLOW.make(report, ReportAct.WAIVE, by=by, at=at, version=version, reason=reason)
    tell_report(made, "免报", reason, at=at)
    return made


@transaction.atomic
def require_report(*, report: AssignmentReport, by: User, at: datetime, version: int | None = None) -> AssignmentReport:
    """恢复应报 after a waiver that was wrong; one whose day has passed is due some working days from now."""
    _require_in_force(report)
    day = timezone.localdate(at)
    due_on = report.due_on if report.due_on > day else working_days_after(day, rule_on(day).return_days)
    made = REPORT_FLOW.make(report, ReportAct.REQUIRE, by=by, at=at, version=version, due_on=due_on)
    tell_report(made, f"恢复应报，请于{due_on:%Y-%m-%d}前报送", "", at=at, tone="warn")
    return made


def _require_in_force(report: AssignmentReport) -> None:
    state = AssignmentState(Assignment.objects.values_list("state", flat=True).get(pk=report.assignment_id))
    if state != AssignmentState.ISSUED:
        raise WrongState(f"这项任务{state.label}，报告不能再办理；需要办理的，请先恢复任务。")


def _wrong_text(said: str) -> list[str]:
    if not said:
        return ["请写明进展情况。"]
    return [f"进展情况有{len(said)}个字，最多{LONGEST}个字，请写得简短些。"] if len(said) > LONGEST else []
