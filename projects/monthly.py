"""One month's filings as a table: rows, and the sums of what is filtered (sum first, divide next, round last)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet, Sum

from documents.formats import completion
from projects.models import FILED, FilingSource, FilingState, ListEntry, Period, ProgressFiling, Project
from projects.owing import DUTIES
from projects.permissions import may_start
from units.models import User

TONES = {
    FilingState.DRAFT: "neutral",
    FilingState.REVIEWING: "info",
    FilingState.SUBMITTED: "info",
    FilingState.RETURNED: "bad",
    FilingState.ACCEPTED: "good",
}


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One listed project in one month."""

    entry: ListEntry
    period: Period
    filing: ProgressFiling | None

    @property
    def project(self) -> Project:
        return self.entry.project

    @property
    def state(self) -> str:
        if self.filing:
            return str(self.filing.get_state_display())
        return DUTIES[self.duty] if self.duty else "未填报"

    @property
    def duty(self) -> str:
        """Why the month is not owed, by its key; "" where it is."""
        return getattr(self.entry, "duty", "")

    @property
    def tone(self) -> str:
        if self.filing is None and self.duty:
            return "neutral"
        if self.filing is None:
            return "warn" if self.period.is_open else "bad"
        return TONES[FilingState(self.filing.state)]

    @property
    def remark(self) -> str:
        """What the state alone does not say."""
        if self.filing is None:
            return ""
        said = ["办公室代填"] if self.filing.source == FilingSource.OFFICE else []
        return "、".join([*said, *(["零报告"] if self.filing.is_nil else [])])

    def may_start(self, user: User) -> bool:
        return self.filing is None and self.period.is_open and may_start(user, self.project)


def month_rows(entries: Iterable[ListEntry], period: Period) -> list[MonthRow]:
    """Rows with their filings, in one query for all of them."""
    held = list(entries)
    filings = ProgressFiling.objects.filter(period=period, project__in=[entry.project_id for entry in held])
    found = filings.select_related("period", "filed_by").prefetch_related("steps")
    by_project = {filing.project_id: filing for filing in found}
    rows = [MonthRow(entry, period, by_project.get(entry.project_id)) for entry in held]
    for row in rows:
        if row.filing is not None:
            row.filing.project = row.entry.project
    return rows


@dataclass(frozen=True, slots=True)
class MonthTotals:
    """Sums over the filtered rows that state a figure, in 分 and 人; heads are summed by project.

    None: no row states it. Drafts count as they stand.
    """

    listed: int
    owed: int
    filed: int
    plan_fen: int | None
    invested_fen: int | None
    allocated_fen: int | None
    workers_year: int | None
    remuneration_year_fen: int | None

    @property
    def completion(self) -> str:
        """投资完成率 of the rows that state their investment, over the plan of the same rows."""
        return completion(self.invested_fen, self.plan_fen)


def month_totals(entries: QuerySet[ListEntry]) -> MonthTotals:
    """Sums in one query; a month not stated is in neither numerator nor base."""
    states_investment = Q(filing__invested_before_fen__isnull=False, filing__invested_new_fen__isnull=False)
    states_allocation = Q(filing__allocated_before_fen__isnull=False, filing__allocated_new_fen__isnull=False)
    sums = entries.order_by().aggregate(
        listed=Count("pk"),
        owed=Count("pk", filter=Q(duty="") | Q(filing_state__in=FILED)),
        filed=Count("pk", filter=Q(filing_state__in=FILED)),
        plan_fen=Sum("plan_fen", filter=states_investment),
        invested_before=Sum(F("filing__invested_before_fen"), filter=states_investment),
        invested_new=Sum(F("filing__invested_new_fen"), filter=states_investment),
        allocated_before=Sum(F("filing__allocated_before_fen"), filter=states_allocation),
        allocated_new=Sum(F("filing__allocated_new_fen"), filter=states_allocation),
        workers_year=Sum(F("filing__workers_year")),
        remuneration_year_fen=Sum(F("filing__remuneration_year_fen")),
    )
    return MonthTotals(
        listed=sums["listed"],
        owed=sums["owed"],
        filed=sums["filed"],
        plan_fen=sums["plan_fen"],
        invested_fen=_both(sums["invested_before"], sums["invested_new"]),
        allocated_fen=_both(sums["allocated_before"], sums["allocated_new"]),
        workers_year=sums["workers_year"],
        remuneration_year_fen=sums["remuneration_year_fen"],
    )


def _both(before: int | None, new: int | None) -> int | None:
    return None if before is None or new is None else before + new
