"""多个项目一起填: one month's filings of many projects as rows, the main columns of one form as cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet, Sum

from projects.carrying import carried_on
from projects.completeness import previous_filings
from projects.fields import BY_NAME, Field, Shape
from projects.filters import month_entries
from projects.locks import Locks, locks_of
from projects.models import FilingAct, ListEntry, Period, ProgressFiling, Project, ProjectKind
from projects.monthly import MonthRow, month_rows
from projects.moves import Post
from projects.permissions import available_moves, posts_of
from projects.rolled import RolledFigures, rolled
from units.models import User
from units.scope import scope_of

LEDGER, OFFICIAL = "ledger", "official"
FORMS = {
    LEDGER: (
        "invested_before_fen", "invested_new_fen", "allocated_before_fen", "allocated_new_fen", "look",
        "workers_on_day", "workers_year", "rural_workers_year", "remuneration_year_fen", "not_started_reason",
        "planned_start", "explanation",
    ),
    OFFICIAL: (
        "relief_issued_fen", "relief_used_fen", "relief_pooled_fen", "relief_paid_fen", "relief_paid_provincial_fen",
        "relief_remuneration_fen", "relief_rural_workers", "relief_posts", "relief_trained", "results", "explanation",
    ),
}  # fmt: skip
ACTS = {
    Post.FILER: frozenset({FilingAct.SAVE, FilingAct.SEND, FilingAct.NIL}),
    Post.OFFICE: frozenset({FilingAct.PROXY}),
}
OF_THE_GRID = ACTS[Post.FILER] | ACTS[Post.OFFICE]


@dataclass(frozen=True, slots=True, kw_only=True)
class GridRow:
    """One project's month: as it is saved, or as it would begin; what this person may do with it, or why nothing."""

    month: MonthRow
    draft: ProgressFiling
    previous: ProgressFiling | None
    rolled: RolledFigures | None
    acts: frozenset[FilingAct]
    why_not: str

    @property
    def project(self) -> Project:
        return self.month.project

    @property
    def filing(self) -> ProgressFiling | None:
        return self.month.filing


def fields_of(form: str) -> list[Field]:
    """The columns of one form's grid."""
    return [BY_NAME[name] for name in FORMS[form]]


def grid_entries(user: User, period: Period, form: str) -> QuerySet[ListEntry]:
    """Rows of the month this person writes: a filer's own projects, for the office all; 调度表 is for 专项 alone."""
    entries = month_entries(user, period)
    if not scope_of(user).is_office:
        entries = entries.filter(project__in=Project.objects.entered_by(user).values("pk"))
    return entries.filter(project__kind=ProjectKind.SPECIAL) if form == OFFICIAL else entries


def grid_rows(entries: Iterable[ListEntry], period: Period, *, user: User, at: datetime) -> list[GridRow]:
    """The rows with what stands beside them, in a constant number of queries."""
    months, locks = month_rows(entries, period), locks_of(period, at)
    keys = [month.entry.project_id for month in months]
    before, told = previous_filings(keys, period.month), rolled(keys, period)
    return [
        _row(month, before.get(month.entry.project_id), told.get(month.entry.project_id), locks, user)
        for month in months
    ]


def _row(
    month: MonthRow, previous: ProgressFiling | None, figures: RolledFigures | None, locks: Locks, user: User
) -> GridRow:
    acts = _acts(month, locks, user)
    return GridRow(
        month=month,
        draft=month.filing or carried_on(month.project, month.period, previous, figures),
        previous=previous,
        rolled=figures,
        acts=acts,
        why_not="" if acts else _why_not(month, locks),
    )


def _acts(month: MonthRow, locks: Locks, user: User) -> frozenset[FilingAct]:
    if month.filing is not None:
        return OF_THE_GRID & {move.act for move in available_moves(month.filing, user, locks)}
    posts = posts_of(user, month.project) if month.period.is_open and not month.duty else set()
    shut = bool(locks.by_date(month.project.department))
    return frozenset().union(*(ACTS.get(post, frozenset()) for post in posts if post is Post.OFFICE or not shut))


def _why_not(month: MonthRow, locks: Locks) -> str:
    """Why nothing can be typed into a row."""
    if month.filing is None and month.duty:
        return f"{month.period.label}{month.state}，不用填。"
    said = locks.why(month.project.department, month.filing)
    return said or f"现在是“{month.state}”，不能在这里改；请点项目名称打开查看。"


def column_totals(entries: QuerySet[ListEntry], fields: Sequence[Field]) -> dict[str, int | None]:
    """Sums of the saved numbers over all filtered rows (分, 人), in one query; None where no row states one."""
    names = [field.name for field in fields if field.shape in (Shape.MONEY, Shape.COUNT)]
    asked: dict[str, Any] = {f"sum_{name}": Sum(F(f"filing__{name}")) for name in names}
    found = entries.order_by().aggregate(**asked)
    return {name: found[f"sum_{name}"] for name in names}
