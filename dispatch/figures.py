"""Frozen figures by project, sector, unit and total. Every page, paper, workbook and command asks here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from dispatch.aggregates import Stated, is_lagging, paired, total
from dispatch.definitions import ALL_DEFINITIONS, DEFINITIONS, Definition
from dispatch.models import FigureRevision, Headcount, PeriodFigure
from dispatch.values import Value
from projects.models import Period
from units.refusals import Refusal

SCOPES = {"total": "全区", "sector": "分领域", "unit": "分单位", "project": "分项目"}


@dataclass
class Scope:
    """A set of frozen rows that a figure is made over: the district, a sector, a unit or one project.

    `rows` are those of the last month; `span_rows` those of all months of the report's span (a month's own rows when
    the span is that month). `revision` and `earlier` name the freezings the rows come from.
    """

    kind: str
    key: str
    name: str
    month: int
    rows: list[PeriodFigure] = field(default_factory=list)
    headcount: Headcount | None = None
    span_rows: list[PeriodFigure] = field(default_factory=list)
    revision: int = 0
    earlier: tuple[int, ...] = ()

    def over(self, made: Definition) -> list[PeriodFigure]:
        """The rows a figure is made of."""
        return self.span_rows if made.spans else self.rows

    def measure(self, made: Definition) -> Stated:
        """A figure's measure over this scope. Distinct people come from the frozen headcount, never from a sum."""
        measure = made.above
        if measure.distinct and self.kind != "project":
            return getattr(self.headcount, measure.distinct) if self.headcount else None
        return total(measure.of(row) for row in self.over(made))

    def value(self, key: str) -> Value:
        """One figure of the definition tables."""
        made = ALL_DEFINITIONS[key]
        above, below = self._pair(made)
        return Value(made, above, below, self.month, self._base_name(made))

    def _pair(self, made: Definition) -> tuple[Stated, Stated]:
        if made.below is None:
            return self.measure(made), None
        below = made.below
        return paired((made.above.of(row), below.of(row)) for row in self.over(made))

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


class Reading:
    """Rows and headcounts of several freezings, read with two queries (three when some are read in part)."""

    def __init__(self, revisions: Iterable[FigureRevision], in_part: Iterable[FigureRevision] = ()) -> None:
        self._rows: dict[int, list[PeriodFigure]] = {}
        self._heads: dict[int, dict[tuple[str, str], Headcount]] = {}
        whole, part = {made.pk: made for made in revisions}, {made.pk: made for made in in_part}
        self._read(whole)
        self._read(part, *IN_PART)
        for head in Headcount.objects.filter(revision__in=[*whole, *part]):
            self._heads.setdefault(head.revision_id, {})[head.scope, head.key] = head

    def _read(self, revisions: dict[int, FigureRevision], *fields: str) -> None:
        if not revisions:
            return
        found = PeriodFigure.objects.filter(revision__in=list(revisions)).order_by("serial", "project_code")
        for row in found.only(*fields) if fields else found:
            row.revision = revisions[row.revision_id]
            self._rows.setdefault(row.revision_id, []).append(row)

    def rows(self, revision: FigureRevision) -> list[PeriodFigure]:
        return self._rows.get(revision.pk, [])

    def heads(self, revision: FigureRevision) -> dict[tuple[str, str], Headcount]:
        return self._heads.get(revision.pk, {})


# What the months before a span's last one are read for; names and texts stay in the database.
IN_PART = (
    "revision_id", "project_id", "project_code", "project_name", "sector_code", "sector_name", "unit_code",
    "unit_name", "serial", "expected", "waived", "received", "returned_times", "filed", "on_time", "by_office",
    "is_nil", "plan_fen", "invested_fen", "invested_new_fen", "roll_count", "roll_centidays", "roll_net_fen",
    "roll_paid_fen",
)  # fmt: skip


class FigureBook:
    """All scopes of one revision, read with two queries.

    Args:
        earlier: the freezings of the span's other months, oldest first; sums over the span take them in.
        reading: rows that are read already.
    """

    def __init__(
        self, revision: FigureRevision, *, earlier: Sequence[FigureRevision] = (), reading: Reading | None = None
    ) -> None:
        reading = reading or Reading([*earlier, revision])
        self.revision = revision
        self.earlier = tuple(earlier)
        self.period: Period = revision.period
        self.month = self.period.month.month
        self.rows = reading.rows(revision)
        self.span_rows = [row for made in (*earlier, revision) for row in reading.rows(made)]
        self._heads = reading.heads(revision)
        self.total = self._scope("total", "", SCOPES["total"], self.span_rows)
        self.sectors = self._grouped("sector", lambda row: (row.sector_code, row.sector_name))
        self.units = self._grouped("unit", lambda row: (row.unit_code, row.unit_name))
        self.projects = self._listed()

    def _scope(self, kind: str, key: str, name: str, span_rows: list[PeriodFigure]) -> Scope:
        return Scope(
            kind=kind,
            key=key,
            name=name,
            month=self.month,
            rows=[row for row in span_rows if row.revision_id == self.revision.pk],
            headcount=self._heads.get((kind, key)),
            span_rows=span_rows,
            revision=self.revision.pk,
            earlier=tuple(made.pk for made in self.earlier),
        )

    def _grouped(self, kind: str, group_of: Callable[[PeriodFigure], tuple[str, str]]) -> list[Scope]:
        """One scope a code, under its latest name; a project that moved is counted where it was each month."""
        names: dict[str, str] = {}
        groups: dict[str, list[PeriodFigure]] = {}
        for row in self.span_rows:
            key, names[key] = group_of(row)[0], group_of(row)[1]
            groups.setdefault(key, []).append(row)
        return [self._scope(kind, key, names[key], rows) for key, rows in sorted(groups.items())]

    def _listed(self) -> list[Scope]:
        """The projects of the last month's list, each with its own rows of the span."""
        spans: dict[str, list[PeriodFigure]] = {}
        for row in self.span_rows:
            spans.setdefault(row.project_code, []).append(row)
        return [
            self._scope("project", row.project_code, row.project_name, spans[row.project_code]) for row in self.rows
        ]

    def scope(self, kind: str, key: str) -> Scope | None:
        """Find a scope by its kind and code; None when there is no such."""
        scopes = {"total": [self.total], "sector": self.sectors, "unit": self.units, "project": self.projects}
        return next((scope for scope in scopes.get(kind, []) if scope.key == key), None)

    def lagging(self) -> list[Scope]:
        """进度滞后项目: LAG_POINTS or more behind the pace, the furthest behind first."""
        behind = [scope for scope in self.projects if _lags(scope)]
        return sorted(behind, key=lambda scope: (scope.value("lead").exact, scope.key))

    def unfiled(self) -> list[PeriodFigure]:
        """未报: owed for the last month and not accepted by the close."""
        return [row for row in self.rows if row.is_owed and not row.filed]

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
        "projects": [_project_said(scope) for scope in book.projects],
    }


def _project_said(scope: Scope) -> dict[str, Any]:
    """A project's figures and what it is counted by: its department's code, township, kind and floor (%)."""
    row = scope.rows[0]
    floor = None if row.floor_share is None else str(row.floor_share)
    counted_by = {"unit": row.unit_code, "township": row.township_name, "kind": row.kind, "floor_percent": floor}
    return {**scope.as_dict(), **counted_by}
