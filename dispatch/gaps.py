"""缺项: what a month still lacks before its figures may be frozen, and who must act."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import models

from projects.models import ExpectedFiling, FilingState, ListEntry, Period, ProgressFiling
from projects.owing import expected_of


class GapKind(models.TextChoices):
    NO_FILING = "filing", "没有通过的填报"
    NO_LEDGER = "ledger", "缺月报数据"


LEDGER = ["invested_fen", "allocated_fen", "workers_on_day", "workers_year", "remuneration_year_fen"]

# What each state of a filing means for the close: (state as people say it, who must act and how).
STATES: dict[str | None, tuple[str, Callable[[str], str]]] = {
    None: ("未填报", lambda unit: f"请{unit}填报人填报并送审"),
    FilingState.DRAFT: ("草稿", lambda unit: f"请{unit}填报人填完并送本单位审核"),
    FilingState.REVIEWING: ("单位审核中", lambda unit: f"请{unit}审核人审核并报送"),
    FilingState.SUBMITTED: ("已报送，待办公室审核", lambda unit: "请办公室审核，通过或退回"),  # noqa: ARG005
    FilingState.RETURNED: ("已退回", lambda unit: f"请{unit}填报人按退回意见改正后重报"),
}


@dataclass(frozen=True)
class Gap:
    """One thing missing from one project's month."""

    project_id: int
    project_code: str
    project_name: str
    unit_name: str
    kind: GapKind
    state: str
    to_do: str
    filing_id: int | None = None

    @property
    def key(self) -> str:
        """Name of the gap in forms: project and kind."""
        return f"{self.project_id}-{self.kind.value}"

    @property
    def sentence(self) -> str:
        return f"{self.project_name}（{self.project_code}）：{self.kind.label}，{self.state}；{self.to_do}。"


def entries_of(period: Period) -> models.QuerySet[ListEntry]:
    """The year's list as it stood at the end of the month, in its order."""
    return (
        ListEntry.objects.in_force(on=period.last_day)
        .filter(project_list__year=period.month.year)
        .select_related("project__sector", "project__department", "project__township")
        .prefetch_related("project__fundings")
        .order_by("serial", "pk")
    )


def gaps(period: Period) -> list[Gap]:
    """Everything missing of what is owed, in the order of the year's list; none means the month may be closed.

    A project that owes nothing (不列入应报) or is let off (免报) lacks nothing.
    """
    filings = {filing.project_id: filing for filing in ProgressFiling.objects.filter(period=period)}
    serials = dict(ListEntry.objects.filter(project_list__year=period.month.year).values_list("project", "serial"))
    due = sorted(
        (row for row in expected_of(period) if row.is_due),
        key=lambda row: (serials.get(row.project_id, 0), row.project_id),
    )
    found = (_gap(row, filings.get(row.project_id)) for row in due)
    return [gap for gap in found if gap is not None]


def _gap(row: ExpectedFiling, filing: ProgressFiling | None) -> Gap | None:
    if filing is None or filing.state != FilingState.ACCEPTED:
        state, to_do = STATES[filing.state if filing else None]
        return _of(row, filing, GapKind.NO_FILING, state, to_do(row.unit_name))
    if not filing.is_nil and all(getattr(filing, field) is None for field in LEDGER):
        advice = f"请{row.unit_name}补报月报，或由办公室导入月报"
        return _of(row, filing, GapKind.NO_LEDGER, "只有调度表数据，投资、用工、报酬均未填", advice)
    return None


def _of(row: ExpectedFiling, filing: ProgressFiling | None, kind: GapKind, state: str, to_do: str) -> Gap:
    project = row.project
    return Gap(
        project_id=project.pk,
        project_code=project.code,
        project_name=project.name,
        unit_name=row.unit_name,
        kind=kind,
        state=state,
        to_do=to_do,
        filing_id=filing.pk if filing else None,
    )
