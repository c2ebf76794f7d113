"""The rows a frozen figure was made of, each with where it came from: rolls' rows, or a declared total."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from dispatch.definitions import Definition, Shape
from dispatch.figures import SCOPES, Scope
from dispatch.measures import MEASURES, Measure, Provenance, Raw
from dispatch.models import PeriodFigure
from documents.formats import MISSING, days, rounded, wan
from labor.models import WageRoll
from projects.models import ProgressFiling
from projects.pace import pace
from units.models import User

Cut = Callable[[list[PeriodFigure]], Iterable[PeriodFigure]]
PARTLY, WHOLLY = "部分有明细", "有明细"


@dataclass(frozen=True)
class Behind:
    """One project's part in a figure. Links are None where this person may not look."""

    row: PeriodFigure
    month: str
    above: str
    below: str
    share: str
    source: str
    tone: str
    filing_id: int | None
    rolls: list[WageRoll]


def printed(measure: Measure, value: int | None) -> str:
    """A raw measure as people read it, unit included."""
    if value is None:
        return MISSING
    if measure.raw is Raw.FEN:
        return f"{wan(value)}万元"
    return f"{days(value)}工日" if measure.raw is Raw.CENTIDAYS else f"{value}{measure.raw.value}"


def rows_behind(user: User, scope: Scope, made: Definition, cut: Cut = list) -> dict[str, Any]:
    """Everything the page of one figure shows; five queries at most, however many rows.

    Args:
        cut: the rows to be shown of all, such as a page of them; sums are always over all.
    """
    value = scope.value(made.key)
    rows = scope.over(made)
    page = cut(rows)
    links = _Links(user, rows, list(page), scope.month, over_span=made.spans)
    return {
        "made": made,
        "value": value,
        "scope_label": scope.name if scope.kind != "total" else SCOPES["total"],
        "above": printed(made.above, value.numerator),
        "below": printed(made.below, value.denominator) if made.below else "",
        "arithmetic": _arithmetic(scope, made),
        "page": page,
        "rows": [_behind(row, made, links) for row in page],
        "is_span": len(links.periods) > 1,
        "span_label": links.span_label,
        "is_distinct": bool(made.above.distinct) and scope.kind != "project",
        "counted": printed(made.above, sum(made.above.of(row) or 0 for row in rows)),
        "left_out": [row for row in rows if made.below and made.below.of(row) is None],
    }


class _Links:
    """Which filings and rolls behind the rows shown this person may open."""

    def __init__(
        self, user: User, rows: list[PeriodFigure], shown: list[PeriodFigure], month: int, *, over_span: bool
    ) -> None:
        self.month, self.over_span = month, over_span
        self.periods = {row.revision.period_id: row.revision.period for row in rows}
        ids = {row.project_id for row in shown}
        filings = ProgressFiling.objects.visible_to(user).filter(period__in=list(self.periods), project__in=ids)
        self._filings = {
            (project, period): pk for project, period, pk in filings.values_list("project", "period", "pk")
        }
        self._rolls: dict[int, list[WageRoll]] = {}
        for roll in self._found(user, ids):
            self._rolls.setdefault(roll.project_id, []).append(roll)

    def _found(self, user: User, ids: set[int]) -> Iterable[WageRoll]:
        """Rolls of the year up to the month; those of the span's months alone for a sum over them."""
        if not self.periods:
            return []
        last = max(period.month for period in self.periods.values())
        first = min(period.month for period in self.periods.values()) if self.over_span else last.replace(month=1)
        rolls = WageRoll.objects.visible_to(user).in_force().filter(period__month__range=(first, last))
        return rolls.filter(project__in=ids).select_related("period").order_by("period__month", "pk")

    @property
    def span_label(self) -> str:
        """2026年7月至2026年9月."""
        months = sorted(self.periods.values(), key=lambda period: period.month)
        return f"{months[0]}至{months[-1]}" if len(months) > 1 else ""

    def filing(self, row: PeriodFigure) -> int | None:
        return self._filings.get((row.project_id, row.revision.period_id))

    def rolls(self, row: PeriodFigure) -> list[WageRoll]:
        found = self._rolls.get(row.project_id, [])
        return [roll for roll in found if roll.period_id == row.revision.period_id] if self.over_span else found


def _behind(row: PeriodFigure, made: Definition, links: _Links) -> Behind:
    above = made.above.of(row)
    below = made.below.of(row) if made.below else None
    source, tone = source_of(row, made.above)
    single = Scope("project", row.project_code, row.project_name, links.month, [row], span_rows=[row])
    return Behind(
        row=row,
        month=row.revision.period.label,
        above=printed(made.above, above),
        below=printed(made.below, below) if made.below else "",
        share=single.value(made.key).text if made.below else "",
        source=source,
        tone=tone,
        filing_id=links.filing(row),
        rolls=links.rolls(row),
    )


def source_of(row: PeriodFigure, measure: Measure) -> tuple[str, str]:
    """(来源, tone) of one project's number: whether rows of a wage roll stand behind it."""
    value = measure.of(row)
    if measure.provenance is not Provenance.DECLARED:
        return measure.provenance.value, "good" if measure.provenance is Provenance.ROLL else "neutral"
    if value is None:
        return "未填", "neutral"
    rows = MEASURES[measure.behind].of(row) if measure.behind else 0
    mark = "（代填）" if row.by_office else ""
    if not rows:
        return f"{Provenance.DECLARED.value}{mark}", "warn"
    return (f"{WHOLLY}{mark}", "good") if rows >= value else (f"{PARTLY}{mark}", "info")


def _arithmetic(scope: Scope, made: Definition) -> str:
    """The figure's sum in numbers: "82827.14万元÷111220.00万元＝74.5%"."""
    value = scope.value(made.key)
    if made.below is None or value.exact is None:
        return ""
    above, below = printed(made.above, value.numerator), printed(made.below, value.denominator)
    if made.shape is Shape.LEAD:
        done = scope.value("completion_rate")
        return f"{above}÷{below}－{value.pace_text}＝{done.text}－{_pace(value.month)}，{value.said}（先算后舍入）"
    return f"{above}÷{below}＝{value.said}"


def _pace(month: int) -> str:
    return f"{rounded(pace(month) * 100, 1)}%"
