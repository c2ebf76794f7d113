"""任务 on its way: drafted, edited, deleted while a draft, issued, put off, closed, cancelled, taken up again.

draft = draft_assignment(origin=decision, lead=unit, supports=[…], title="…", due_on=day, by=clerk, at=now)
issue_assignment(assignment=draft, by=director, at=now)
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from assignments.assigning.checking import Origin, origin_field, require_sound
from assignments.assigning.moves import FLOW, REPORT_FLOW
from assignments.assigning.numbering import with_serials
from assignments.assigning.planning import plan_first, settle_reports, unsettled
from assignments.assigning.telling import tell_issued, tell_moved
from assignments.models import (
    OWED,
    Assignment,
    AssignmentAct,
    AssignmentState,
    AssignmentStep,
    Cadence,
    ReportAct,
    ReportState,
)
from units.audit import record
from units.models import Unit, User
from units.moving import StalePaper
from units.permissions import require
from units.refusals import Refusal, WrongState
from units.scope import scope_of

DRAFTS = "任务由办公室拟订和修改。"
CLOSED_WITH = "任务已办结，以后各期不再报送"
EDITABLE = ("title", "demand", "lead", "cadence", "starts_on", "due_on", "measure", "target", "remark")


@transaction.atomic
def draft_assignment(
    *,
    origin: Origin,
    lead: Unit,
    title: str,
    due_on: date,
    by: User,
    at: datetime,
    supports: Collection[Unit] = (),
    demand: str = "",
    cadence: str = Cadence.ONCE,
    starts_on: date | None = None,
    year: int | None = None,
    measure: str = "",
    target: int | None = None,
    remark: str = "",
) -> Assignment:
    """Draft a task from a duty, a decision, a mandate or an issue; nobody is told before it is issued.

    Args:
        starts_on: today when it is not said; `year` is that day's year when it is not said.
        target: in the measure's smallest unit (分, 人, hundredths of a percent).

    Raises:
        NotAllowed: `by` is not of the office.
        Refusal: all that is wrong with it at once.
    """
    require(scope_of(by).is_office, DRAFTS)
    begins = starts_on or min(timezone.localdate(at), due_on)
    row = Assignment(
        **{origin_field(origin): origin},
        year=year or begins.year,
        lead=lead,
        title=title.strip(),
        demand=demand.strip(),
        cadence=cadence,
        starts_on=begins,
        due_on=due_on,
        measure=measure,
        target=target,
        remark=remark.strip(),
        created_at=at,
        created_by=by,
    )
    require_sound(row, supports)

    def save(serial: int) -> Assignment:
        row.pk, row.serial = None, serial
        row.save()
        return row

    made = with_serials(row.year, save)
    made.supports.set(supports)
    FLOW.tell(made, AssignmentAct.DRAFT, by=by, at=at)
    return made


@transaction.atomic
def edit_assignment(
    *,
    assignment: Assignment,
    values: Mapping[str, Any],
    supports: Collection[Unit],
    by: User,
    at: datetime,
    version: int | None = None,
) -> Assignment:
    """Change a draft; `values` holds some of `EDITABLE`.

    Raises:
        NotAllowed, WrongState, StalePaper: not of the office, or no longer a draft, or changed meanwhile.
        Refusal: all that is wrong with it at once.
    """
    held = Assignment.objects.get(pk=assignment.pk)
    before = {name: str(getattr(held, name) or "") for name in values}
    were = sorted(unit.name for unit in held.supports.all())
    for name, value in values.items():
        setattr(held, name, value)
    require_sound(held, supports)
    changes: dict[str, list[Any]] = {name: [before[name], str(value or "")] for name, value in values.items()}
    changes["supports"] = [were, sorted(unit.name for unit in supports)]
    changed = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
    made = FLOW.make(assignment, AssignmentAct.EDIT, by=by, at=at, version=version, changes=changed, **values)
    made.supports.set(supports)
    return made


@transaction.atomic
def delete_draft(*, assignment: Assignment, by: User, at: datetime) -> None:
    """Throw a draft away; nobody was told of it. The trail keeps what it said.

    Raises:
        NotAllowed, WrongState: not of the office, or it was issued.
    """
    require(scope_of(by).is_office, DRAFTS)
    held = Assignment.objects.select_for_update(of=("self",)).filter(pk=assignment.pk).first()
    if held is None:
        raise WrongState("这项拟订的任务已被删除，请刷新页面。")
    if held.state != AssignmentState.DRAFT:
        raise WrongState(f"这项任务{held.get_state_display()}，不能删除；不再办理的请撤销。")
    told = {"lead": held.lead.name, "due_on": str(held.due_on), "demand": held.demand}
    record(act="删除拟订的任务", subject=str(held), by=by, at=at, detail=told)
    held.steps.all().delete()
    held.delete()


@transaction.atomic
def issue_assignment(*, assignment: Assignment, by: User, at: datetime, version: int | None = None) -> Assignment:
    """下达: plan its reports and tell the lead and the supporting units.

    Raises:
        NotAllowed, WrongState, StalePaper: not an office administrator, or it is no draft.
        Refusal: its due day is past.
    """
    if assignment.due_on < timezone.localdate(at):
        raise Refusal(f"“{assignment.title}”的办结期限{assignment.due_on:%Y-%m-%d}已过，请先修改期限，再下达。")
    made = FLOW.make(assignment, AssignmentAct.ISSUE, by=by, at=at, version=version)
    settle_reports(made, at=at)
    tell_issued([made], at=at)
    return made


@transaction.atomic
def issue_all(*, year: int, by: User, at: datetime) -> list[Assignment]:
    """下达 every draft of a year, whole or not at all, in the same few questions for any number.

    Raises:
        NotAllowed: not an office administrator.
        Refusal: there is no draft, or the due days of some are past; all of them at once.
        StalePaper: somebody issued or deleted one of them meanwhile.
    """
    drafts = _drafts(year)
    if not drafts:
        raise Refusal(f"{year}年没有拟订待下达的任务。")
    require(not (refused := FLOW.why_not(AssignmentAct.ISSUE, drafts[0], by)), refused)
    day = timezone.localdate(at)
    if late := [f"{one}的办结期限{one.due_on:%Y-%m-%d}已过，请先修改期限。" for one in drafts if one.due_on < day]:
        raise Refusal(*late)
    _claim(drafts, at=at, by=by)
    made = list(Assignment.objects.filter(pk__in=[one.pk for one in drafts]).prefetch_related("supports"))
    plan_first(made, at=at)
    tell_issued(made, at=at)
    return made


def _drafts(year: int) -> list[Assignment]:
    return list(Assignment.objects.select_for_update(of=("self",)).filter(year=year, state=AssignmentState.DRAFT))


def _claim(drafts: list[Assignment], *, by: User, at: datetime) -> None:
    """Take all of them or none; a step on each, one entry in the trail."""
    state = AssignmentState.ISSUED
    claimed = Assignment.objects.filter(pk__in=[one.pk for one in drafts], state=AssignmentState.DRAFT)
    if claimed.update(state=state, version=F("version") + 1) != len(drafts):
        raise StalePaper("有任务刚被别人办理过，这次都没有下达。请刷新页面，再下达一遍。")
    AssignmentStep.objects.bulk_create(
        AssignmentStep(paper=one, act=AssignmentAct.ISSUE, state=state, at=at, by=by) for one in drafts
    )
    ids = [one.pk for one in drafts]
    record(act="任务：下达", subject=f"{drafts[0].year}年任务", by=by, at=at, rows=len(ids), detail={"ids": ids})


@transaction.atomic
def extend_assignment(
    *, assignment: Assignment, due_on: date, reason: str, by: User, at: datetime, version: int | None = None
) -> Assignment:
    """调整期限: another due day; reports not filed yet follow it.

    Raises:
        NotAllowed, WrongState, StalePaper, Refusal: as the move table says; or the day is past, before the start, or
        the one in force.
    """
    if wrong := _wrong_day(assignment, due_on, timezone.localdate(at)):
        raise Refusal(*wrong)
    said = {"due_on": [str(assignment.due_on), str(due_on)]}
    _hold_reports(assignment)
    made = FLOW.make(
        assignment, AssignmentAct.EXTEND, by=by, at=at, version=version, reason=reason, changes=said, due_on=due_on
    )
    settle_reports(made, at=at)
    tell_moved(made, f"办结期限由{assignment.due_on:%Y-%m-%d}调整为{due_on:%Y-%m-%d}", reason, at=at)
    return made


@transaction.atomic
def close_assignment(*, assignment: Assignment, by: User, at: datetime, version: int | None = None) -> Assignment:
    """办结: every report that fell due is accepted or waived; those still to come are waived with it.

    Raises:
        NotAllowed, WrongState, StalePaper: as the move table says.
        Refusal: reports are open; names them.
    """
    _hold_reports(assignment)
    made = FLOW.make(assignment, AssignmentAct.CLOSE, by=by, at=at, version=version)
    if open_ones := unsettled(made, on=timezone.localdate(at)):
        named = "、".join(f"{one.span}（{one.get_state_display()}）" for one in open_ones)
        raise Refusal(f"还有{len(open_ones)}份报告没有认可或免报：{named}。请先办理这些报告，再办结任务。")
    for report in made.reports.filter(state__in=OWED).order_by("due_on", "pk"):
        REPORT_FLOW.make(report, ReportAct.WAIVE, by=by, at=at, reason=CLOSED_WITH)
    tell_moved(made, "已办结", "", at=at, tone="good")
    return made


@transaction.atomic
def cancel_assignment(
    *, assignment: Assignment, reason: str, by: User, at: datetime, version: int | None = None
) -> Assignment:
    """撤销 with its reason; its reports are no longer owed."""
    made = FLOW.make(assignment, AssignmentAct.CANCEL, by=by, at=at, version=version, reason=reason)
    tell_moved(made, "已撤销，不再办理", reason, at=at, tone="warn")
    return made


@transaction.atomic
def reopen_assignment(
    *, assignment: Assignment, reason: str, by: User, at: datetime, version: int | None = None
) -> Assignment:
    """重新办理: reports that were waived with the closing are owed again."""
    _hold_reports(assignment)
    made = FLOW.make(assignment, AssignmentAct.REOPEN, by=by, at=at, version=version, reason=reason)
    waived = made.reports.filter(state=ReportState.WAIVED, steps__act=ReportAct.WAIVE, steps__reason=CLOSED_WITH)
    for report in waived.distinct().order_by("due_on", "pk"):
        REPORT_FLOW.make(report, ReportAct.REQUIRE, by=by, at=at)
    tell_moved(made, "恢复办理", reason, at=at, tone="warn")
    return made


def _hold_reports(assignment: Assignment) -> None:
    """Lock what will be moved with the task before the trail is: who files a report takes them in that order too."""
    list(assignment.reports.select_for_update().order_by("pk").values_list("pk", flat=True))


def _wrong_day(assignment: Assignment, due_on: date, today: date) -> list[str]:
    said = []
    if due_on < today:
        said.append("调整后的办结期限不能早于今天。")
    if due_on < assignment.starts_on:
        said.append(f"办结期限不能早于起始日期{assignment.starts_on:%Y-%m-%d}。")
    if due_on == assignment.due_on:
        said.append("办结期限没有变化。")
    return said
