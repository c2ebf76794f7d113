"""The rows a frozen figure was made of, each with where it came from: rolls' rows, or a declared total."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dispatch.definitions import Definition, Shape
from dispatch.figures import SCOPES, Scope
from dispatch.measures import MEASURES, Measure, Provenance, Raw
from dispatch.models import PeriodFigure
from documents.formats import MISSING, days, rounded, wan
from labor.models import WageRoll
from projects.models import ProgressFiling, Project
from projects.pace import pace
from units.models import User

PARTLY, WHOLLY = "部分有明细", "有明细"


@dataclass(frozen=True)
class Behind:
    """One project's part in a figure. Links are None where this person may not look."""

    row: PeriodFigure
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


def rows_behind(user: User, scope: Scope, made: Definition) -> dict[str, Any]:
    """Everything the page of one figure shows; five queries at most, however many rows."""
    value = scope.value(made.key)
    links = _Links(user, scope)
    return {
        "made": made,
        "value": value,
        "scope_label": scope.name if scope.kind != "total" else SCOPES["total"],
        "above": printed(made.above, value.numerator),
        "below": printed(made.below, value.denominator) if made.below else "",
        "arithmetic": _arithmetic(scope, made),
        "rows": [_behind(row, made, links) for row in scope.rows],
        "is_distinct": bool(made.above.distinct) and scope.kind != "project",
        "counted": printed(made.above, sum(made.above.of(row) or 0 for row in scope.rows)),
        "left_out": [row for row in scope.rows if made.below and made.below.of(row) is None],
        "period": links.period,
    }


class _Links:
    """Which filings and rolls behind the rows this person may open."""

    def __init__(self, user: User, scope: Scope) -> None:
        self.period = scope.rows[0].revision.period
        ids = [row.project_id for row in scope.rows]
        self.mine = set(Project.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))
        filings = ProgressFiling.objects.visible_to(user).filter(period=self.period, project__in=ids)
        self.filings = dict(filings.values_list("project_id", "pk"))
        self.rolls: dict[int, list[WageRoll]] = {}
        year = (self.period.month.replace(month=1), self.period.month)
        rolls = WageRoll.objects.visible_to(user).in_force().filter(period__month__range=year, project__in=ids)
        for roll in rolls.select_related("period").order_by("period__month", "pk"):
            self.rolls.setdefault(roll.project_id, []).append(roll)


def _behind(row: PeriodFigure, made: Definition, links: _Links) -> Behind:
    above = made.above.of(row)
    below = made.below.of(row) if made.below else None
    source, tone = source_of(row, made.above)
    single = Scope("project", row.project_code, row.project_name, links.period.month.month, [row])
    return Behind(
        row=row,
        above=printed(made.above, above),
        below=printed(made.below, below) if made.below else "",
        share=single.value(made.key).text if made.below else "",
        source=source,
        tone=tone,
        filing_id=links.filings.get(row.project_id),
        rolls=links.rolls.get(row.project_id, []),
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
