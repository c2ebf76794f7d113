"""Frozen figures by project, sector, unit and total. Every page, paper, workbook and command asks here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from dispatch.aggregates import Stated, is_lagging, paired, total
from dispatch.definitions import DEFINITIONS, Definition
from dispatch.measures import Measure
from dispatch.models import FigureRevision, Headcount, PeriodFigure
from dispatch.values import Value
from projects.models import Period
from units.refusals import Refusal

SCOPES = {"total": "全区", "sector": "分领域", "unit": "分单位", "project": "分项目"}


@dataclass
class Scope:
    """A set of frozen rows that a figure is made over: the district, a sector, a unit or one project."""

    kind: str
    key: str
    name: str
    month: int
    rows: list[PeriodFigure] = field(default_factory=list)
    headcount: Headcount | None = None

    def measure(self, measure: Measure) -> Stated:
        """The measure over this scope. Distinct people come from the frozen headcount, never from a sum."""
        if measure.distinct and self.kind != "project":
            return getattr(self.headcount, measure.distinct) if self.headcount else None
        return total(measure.of(row) for row in self.rows)

    def value(self, key: str) -> Value:
        """One figure of the definition table."""
        made = DEFINITIONS[key]
        above, below = self._pair(made)
        return Value(made, above, below, self.month, self._base_name(made))

    def _pair(self, made: Definition) -> tuple[Stated, Stated]:
        if made.below is None:
            return self.measure(made.above), None
        below = made.below
        return paired((made.above.of(row), below.of(row)) for row in self.rows)

    def _base_name(self, made: Definition) -> str:
        if made.below is not None and made.below.key == "floor_base_fen":
            names = dict.fromkeys(row.floor_base_name for row in self.rows if row.floor_base_fen is not None)
            return "、".join(name for name in names if name)
        return ""

    def values(self) -> dict[str, Value]:
        return {key: self.value(key) for key in DEFINITIONS}

    def as_dict(self) -> dict[str, Any]:
        return {
            "scope": self.kind,
            "key": self.key,
            "name": self.name,
            "figures": {key: value.as_dict() for key, value in self.values().items()},
        }


class FigureBook:
    """All scopes of one revision, read with two queries."""

    def __init__(self, revision: FigureRevision) -> None:
        self.revision = revision
        self.period: Period = revision.period
        self.month = self.period.month.month
        self.rows = list(revision.figures.order_by("serial", "project_code"))
        self._heads = {(head.scope, head.key): head for head in revision.headcounts.all()}
        self.total = self._scope("total", "", SCOPES["total"], self.rows)
        self.sectors = self._grouped("sector", lambda row: (row.sector_code, row.sector_name))
        self.units = self._grouped("unit", lambda row: (row.unit_code, row.unit_name))
        self.projects = [self._scope("project", row.project_code, row.project_name, [row]) for row in self.rows]

    def _scope(self, kind: str, key: str, name: str, rows: Iterable[PeriodFigure]) -> Scope:
        return Scope(kind, key, name, self.month, list(rows), self._heads.get((kind, key)))

    def _grouped(self, kind: str, group_of: Any) -> list[Scope]:
        groups: dict[tuple[str, str], list[PeriodFigure]] = {}
        for row in self.rows:
            groups.setdefault(group_of(row), []).append(row)
        return [self._scope(kind, key, name, rows) for (key, name), rows in sorted(groups.items())]

    def scope(self, kind: str, key: str) -> Scope | None:
        """Find a scope by its kind and code; None when there is no such."""
        scopes = {"total": [self.total], "sector": self.sectors, "unit": self.units, "project": self.projects}
        return next((scope for scope in scopes.get(kind, []) if scope.key == key), None)

    def lagging(self) -> list[Scope]:
        """进度滞后项目: LAG_POINTS or more behind the pace, the furthest behind first."""
        behind = [scope for scope in self.projects if _lags(scope)]
        return sorted(behind, key=lambda scope: (scope.value("lead").exact, scope.key))

    def unfiled(self) -> list[PeriodFigure]:
        return [row for row in self.rows if not row.filed]

    def not_started(self) -> list[PeriodFigure]:
        """应开工未开工: planned to start by this month and not started."""
        return [row for row in self.rows if row.should_have_started and not row.started]


def _lags(scope: Scope) -> bool:
    value = scope.value("lead")
    return is_lagging(value.numerator, value.denominator, value.month)


def latest_revision(period: Period) -> FigureRevision:
    """The figures now in force.

    Raises:
        Refusal: the month is not closed yet.
    """
    revision = period.revisions.select_related("period", "frozen_by").order_by("-number").first()
    if revision is None:
        raise Refusal(f"{period.label}还没有关账，没有定稿数字。请先关账。")
    return revision


def json_figures(period: Period, revision: FigureRevision | None = None) -> dict[str, Any]:
    """Every frozen figure of a month, ready for JSON: values as printed, with numerator, denominator and unit."""
    book = FigureBook(revision or latest_revision(period))
    return {
        "month": period.key,
        "revision": book.revision.number,
        "frozen_at": timezone.localtime(book.revision.frozen_at).isoformat(),
        "pace": f"{book.month}/12",
        "total": book.total.as_dict(),
        "sectors": [scope.as_dict() for scope in book.sectors],
        "units": [scope.as_dict() for scope in book.units],
        "projects": [scope.as_dict() for scope in book.projects],
    }
