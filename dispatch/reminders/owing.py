"""Who still owes a month: projects expected, not exempted, and neither submitted nor accepted, with their due day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Max
from django.utils import timezone

from projects.calendar import moved
from projects.models import (
    FILED,
    ExpectedFiling,
    FilingAct,
    FilingState,
    FilingStep,
    LockException,
    Period,
    ProgressFiling,
)
from projects.owing import expected_of

RETURN_DAYS = 2  # working days a returned filing has before it counts as overdue, the office's own (◇)
STATES = {
    None: "未填报",
    FilingState.DRAFT: "草稿，未送审",
    FilingState.REVIEWING: "待单位审核报送",
    FilingState.RETURNED: "退回待改",
}


@dataclass(frozen=True, slots=True)
class Owed:
    """One project whose month is not filed; `due_on` counts an extension of its unit, and the time after a return."""

    project_id: int
    code: str
    name: str
    unit_id: int
    unit_name: str
    owner_id: int | None
    due_on: date
    is_extended: bool
    filing_id: int | None = None
    state: str | None = None

    @property
    def said(self) -> str:
        return STATES[FilingState(self.state) if self.state else None]

    @property
    def waits_for_reviewer(self) -> bool:
        return self.state == FilingState.REVIEWING

    @property
    def is_returned(self) -> bool:
        return self.state == FilingState.RETURNED

    @property
    def kept(self) -> dict[str, object]:
        """What a reminder and a letter keep of it."""
        told = {"project": self.project_id, "code": self.code, "name": self.name}
        return told | {"state": self.said, "due": f"{self.due_on}"}


def owing(period: Period, expected: Iterable[ExpectedFiling] | None = None) -> list[Owed]:
    """Every project that still owes a month, by unit and code; a constant number of queries.

    Args:
        expected: what `expected_of` answers, or some rows of it, where it is at hand already.
    """
    found = ProgressFiling.objects.filter(period=period).values_list("project_id", "pk", "state")
    filings = {project: (pk, state) for project, pk, state in found}
    extended, returned = _extended(period), _returned(period)
    owed = []
    for row in expected_of(period) if expected is None else expected:
        pk, state = filings.get(row.project_id, (None, None))
        if not row.is_due or state in FILED:
            continue
        days = [period.due_on, extended.get(row.unit_id, period.due_on), returned.get(pk or 0, period.due_on)]
        owed.append(_owed(row, pk, state, due_on=max(days), is_extended=row.unit_id in extended))
    return owed


def _owed(row: ExpectedFiling, filing: int | None, state: str | None, *, due_on: date, is_extended: bool) -> Owed:
    return Owed(
        project_id=row.project_id,
        code=row.project.code,
        name=row.project.name,
        unit_id=row.unit_id,
        unit_name=row.unit_name,
        owner_id=row.project.owner_id,
        due_on=due_on,
        is_extended=is_extended,
        filing_id=filing,
        state=state,
    )


def _extended(period: Period) -> dict[int, date]:
    """Unit → the last day of its extension (个别放开), or the day it was taken back."""
    days: dict[int, date] = {}
    for one in LockException.objects.filter(period=period):
        ends = min(
            one.expires_at - timedelta(seconds=1), one.ended_at or one.expires_at
        )  # midnight ends the day before
        days[one.unit_id] = max(timezone.localdate(ends), days.get(one.unit_id, date.min))
    return days


def _returned(period: Period) -> dict[int, date]:
    """Filing that was returned → the day by which it should be back."""
    steps = FilingStep.objects.filter(
        filing__period=period, filing__state=FilingState.RETURNED, act=FilingAct.RETURN
    ).order_by()
    last = steps.values_list("filing").annotate(last=Max("at"))
    return {filing: moved(timezone.localdate(at), RETURN_DAYS) for filing, at in last}
