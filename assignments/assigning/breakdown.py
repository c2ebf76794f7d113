"""按条款分解: a year's tasks proposed from the duties, one for each lead unit, and drafted at one stroke."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from assignments.assigning.actions import DRAFTS
from assignments.assigning.checking import YEARS
from assignments.assigning.numbering import numbered, with_serials
from assignments.models import (
    Assignment,
    AssignmentAct,
    AssignmentState,
    AssignmentStep,
    Cadence,
    Duty,
)
from units.audit import record
from units.models import Unit, User
from units.permissions import require
from units.refusals import Refusal
from units.scope import scope_of

LONGEST_TITLE = 120


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """One task proposed for a year; `last` is last year's it was taken from, `there` the one that stands already."""

    duty: Duty
    lead: Unit
    supports: Sequence[Unit]
    title: str
    demand: str
    cadence: Cadence
    starts_on: date
    due_on: date
    measure: str
    target: int | None
    last: Assignment | None
    there: Assignment | None


def proposals(year: int, *, duty: Duty | None = None) -> list[Proposal]:
    """What `break_down` would draft, and what stands already; a constant number of queries."""
    duties = Duty.objects.prefetch_related("leads", "supports").order_by("number")
    chosen = duties.filter(pk=duty.pk) if duty else duties
    known = _known(year, year - 1)
    return [_proposal(year, one, lead, known) for one in chosen for lead in one.leads.all()]


@transaction.atomic
def break_down(*, year: int, by: User, at: datetime, duty: Duty | None = None) -> list[Assignment]:
    """Draft the tasks of a year that are missing, for all duties or one; return them. Again drafts nothing.

    Raises:
        NotAllowed: `by` is not of the office.
        Refusal: the year is over, or too far away, or nothing is missing.
    """
    require(scope_of(by).is_office, DRAFTS)
    this_year = timezone.localdate(at).year
    if year not in YEARS or not this_year <= year <= this_year + 1:
        raise Refusal(f"只能分解今年（{this_year}年）或明年的任务，{year}年不能分解。")

    def make(first: int) -> list[Assignment]:
        missing = [one for one in proposals(year, duty=duty) if one.there is None]
        return _save(missing, first, by=by, at=at) if missing else []

    made = with_serials(year, make)
    if not made:
        raise Refusal(f"{duty or '各条款'}的{year}年任务都已分解，没有缺的。")
    record(act="按条款分解任务", subject=str(duty or f"{year}年"), by=by, at=at, rows=len(made), detail={"year": year})
    return made


Known = dict[tuple[int, int, int], Assignment]


def _known(*years: int) -> Known:
    """(year, duty, lead) → the task that stands for it; a cancelled one stands for nothing."""
    found = Assignment.objects.filter(year__in=years, duty__isnull=False).exclude(state=AssignmentState.CANCELLED)
    rows = found.select_related("lead").prefetch_related("supports").order_by("-serial")
    return {(one.year, one.duty_id or 0, one.lead_id): one for one in rows}


def _proposal(year: int, duty: Duty, lead: Unit, known: Known) -> Proposal:
    last = known.get((year - 1, duty.pk, lead.pk))
    fresh = Assignment(title=duty.text[:LONGEST_TITLE], cadence=Cadence.QUARTERLY, due_on=date(year - 1, 12, 31))
    like = last or fresh
    return Proposal(
        duty=duty,
        lead=lead,
        supports=list((last or duty).supports.all()),
        title=like.title,
        demand=like.demand,
        cadence=Cadence(like.cadence),
        starts_on=date(year, 1, 1),
        due_on=_year_later(like.due_on, year),
        measure=like.measure,
        target=like.target,
        last=last,
        there=known.get((year, duty.pk, lead.pk)),
    )


def _year_later(day: date, year: int) -> date:
    """The same day of the year, or the last of that February."""
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


def _save(missing: Sequence[Proposal], first: int, *, by: User, at: datetime) -> list[Assignment]:
    rows = [_row(one, by, at) for one in missing]
    made = Assignment.objects.bulk_create(numbered(rows, first))
    through = Assignment.supports.through
    through._default_manager.bulk_create(
        through(assignment_id=row.pk, unit_id=unit.pk)
        for row, one in zip(made, missing, strict=True)
        for unit in one.supports
        if unit.pk != row.lead_id
    )
    AssignmentStep.objects.bulk_create(
        AssignmentStep(paper=row, act=AssignmentAct.DRAFT, state=row.state, at=at, by=by, reason=_reason(one))
        for row, one in zip(made, missing, strict=True)
    )
    return made


def _row(one: Proposal, by: User, at: datetime) -> Assignment:
    return Assignment(
        year=one.starts_on.year,
        title=one.title,
        demand=one.demand,
        duty=one.duty,
        lead=one.lead,
        cadence=one.cadence,
        starts_on=one.starts_on,
        due_on=one.due_on,
        measure=one.measure,
        target=one.target,
        created_at=at,
        created_by=by,
    )


def _reason(one: Proposal) -> str:
    return f"沿用{one.last.year}年第{one.last.serial}项" if one.last else "按条款分解"
