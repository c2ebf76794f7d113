"""报送情况 of a month, told apart as DHIS2 does: 应报、已收、按时、退回、通过、免报、未报, each made here alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from projects.models import (
    ExpectedFiling,
    FilingAct,
    FilingSource,
    FilingState,
    FilingStep,
    Period,
    ProgressFiling,
    Project,
)
from projects.owing import expected_of

ARRIVALS = (FilingAct.SUBMIT, FilingAct.PROXY)


@dataclass(frozen=True, slots=True)
class Arrival:
    """What came of one project's month: when it first reached the office, and how often the office gave it back.

    按时 is judged by the first arrival: a correction the office asked for does not make a filing late. What the office
    filed itself (代填) is received, and never on time.
    """

    filing: ProgressFiling
    received_at: datetime | None
    returned: int
    on_time: bool

    @property
    def is_accepted(self) -> bool:
        return self.filing.state == FilingState.ACCEPTED


def arrivals(period: Period, among: QuerySet[Project] | None = None) -> dict[int, Arrival]:
    """Project → what came of its month; two queries for any number of projects."""
    filings = ProgressFiling.objects.filter(period=period)
    found = filings if among is None else filings.filter(project__in=among.values("pk"))
    steps: dict[int, list[tuple[str, datetime]]] = {}
    told = FilingStep.objects.filter(filing__in=found.order_by().values("pk"), act__in=[*ARRIVALS, FilingAct.RETURN])
    for key, act, at in told.order_by("at", "pk").values_list("filing", "act", "at"):
        steps.setdefault(key, []).append((act, at))
    return {filing.project_id: _arrival(filing, steps.get(filing.pk, []), period) for filing in found}


def _arrival(filing: ProgressFiling, steps: list[tuple[str, datetime]], period: Period) -> Arrival:
    first = next((at for act, at in steps if act in ARRIVALS), None)
    if first is None and filing.is_filed:
        first = filing.submitted_at or filing.filed_at
    in_time = first is not None and timezone.localdate(first) <= period.due_on
    return Arrival(
        filing=filing,
        received_at=first,
        returned=sum(act == FilingAct.RETURN for act, _ in steps),
        on_time=in_time and filing.source != FilingSource.OFFICE,
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One project's month: what it owes, and what came of it."""

    row: ExpectedFiling
    arrival: Arrival | None

    @property
    def filing(self) -> ProgressFiling | None:
        return self.arrival.filing if self.arrival else None

    @property
    def is_received(self) -> bool:
        return bool(self.arrival and self.arrival.received_at)

    @property
    def is_on_time(self) -> bool:
        return bool(self.arrival and self.arrival.on_time)

    @property
    def is_accepted(self) -> bool:
        return bool(self.arrival and self.arrival.is_accepted)

    @property
    def returned(self) -> int:
        return self.arrival.returned if self.arrival else 0

    @property
    def is_missing(self) -> bool:
        """未报: owed, and never received."""
        return self.row.is_due and not self.is_received


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of projects (个), `returned_times` of returns (次). All but the last two count what is owed (应报)."""

    expected: int
    received: int
    on_time: int
    returned: int
    returned_times: int
    accepted: int
    missing: int
    waived: int
    not_owed: int


def tally(lines: Iterable[Line]) -> Tally:
    held = list(lines)
    due = [line for line in held if line.row.is_due]
    return Tally(
        expected=len(due),
        received=sum(line.is_received for line in due),
        on_time=sum(line.is_on_time for line in due),
        returned=sum(line.returned > 0 for line in due),
        returned_times=sum(line.returned for line in due),
        accepted=sum(line.is_accepted for line in due),
        missing=sum(line.is_missing for line in due),
        waived=sum(line.row.is_owed and not line.row.is_due for line in held),
        not_owed=sum(not line.row.is_owed for line in held),
    )


@dataclass(frozen=True, slots=True)
class UnitStanding:
    """One unit's month."""

    unit_id: int
    unit_name: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class Standing:
    """A month: every project's line, each unit's counts, and all of them together."""

    lines: list[Line]
    units: list[UnitStanding]
    total: Tally


def standing_of(period: Period, among: QuerySet[Project] | None = None) -> Standing:
    """The month's standing, of these projects or of all; the same few queries for any number of units and projects."""
    came = arrivals(period, among)
    lines = [Line(row, came.get(row.project_id)) for row in expected_of(period, among)]
    grouped: dict[int, list[Line]] = {}
    for line in lines:
        grouped.setdefault(line.row.unit_id, []).append(line)
    units = [UnitStanding(key, found[0].row.unit_name, tally(found)) for key, found in grouped.items()]
    return Standing(lines, units, tally(lines))
