"""量化指标 of the tasks, read from frozen figures alone: a department its field, a township its territory, else all."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from assignments import measures
from assignments.measures import Measure, Reading
from dispatch.definitions import ALL_DEFINITIONS, Definition, Shape
from dispatch.figures import Reading as FrozenRows
from dispatch.figures import Scope
from dispatch.models import FigureRevision, PeriodFigure
from documents.formats import rounded
from units.models import Unit, UnitKind

OFFERED = (
    "completion_rate",
    "invested_fen",
    "start_rate",
    "allocation_rate",
    "payment_rate",
    "workers_year",
    "workers_plan_rate",
    "remuneration_year_fen",
    "remuneration_plan_rate",
    "remuneration_share",
    "relief_trained",
    "on_time_rate",
)
WHOLE_DISTRICT = "全区"


def register_all() -> None:
    measures.register(_measure(ALL_DEFINITIONS[key]) for key in OFFERED)


def _measure(made: Definition) -> Measure:
    return Measure(key=made.key, label=made.label, unit=made.unit, read=partial(read, made.key))


def read(key: str, unit: Unit, year: int) -> Reading | None:
    """The year's last frozen figure for a unit, in the measure's smallest unit; None before the first close.

    Whoever has a field reads it by 行业主管部门, a township by 责任镇街; the office and the other departments, whose
    duty is the district's, read the district.
    """
    revisions = _last_of_each_month(year)
    if not revisions:
        return None
    made, last = ALL_DEFINITIONS[key], revisions[-1]
    scope = _scope(unit, last, revisions if made.spans else [last])
    exact = scope.value(key).exact
    if exact is None:
        return None
    if made.shape is Shape.SUM:
        return _reading(scope.value(key).numerator or 0, scope, last)
    return _reading(int(rounded(exact * 100, 0)), scope, last)


def _reading(value: int, scope: Scope, last: FigureRevision) -> Reading:
    number = f"第{last.number}次更正" if last.number else ""
    return Reading(value, f"{scope.name}，{last.period.label}定稿{number}")


def _last_of_each_month(year: int) -> list[FigureRevision]:
    """The freezing in force of each closed month of a year, in order."""
    found = FigureRevision.objects.filter(period__month__year=year).select_related("period")
    latest = {one.period_id: one for one in found.order_by("period__month", "number")}
    return list(latest.values())


def _scope(unit: Unit, last: FigureRevision, revisions: Sequence[FigureRevision]) -> Scope:
    frozen = FrozenRows(revisions)
    rows = [row for made in revisions for row in frozen.rows(made) if _is_of(row, unit)]
    return Scope(
        kind="unit",
        key=unit.code,
        name=unit.name if _has_part(unit) else WHOLE_DISTRICT,
        month=last.period.month.month,
        rows=[row for row in rows if row.revision_id == last.pk],
        span_rows=rows,
        revision=last.pk,
    )


def _has_part(unit: Unit) -> bool:
    """Whether a unit answers for a part of the district's projects."""
    return unit.kind == UnitKind.TOWNSHIP or (unit.kind == UnitKind.SECTOR_DEPARTMENT and not unit.is_office)


def _is_of(row: PeriodFigure, unit: Unit) -> bool:
    if not _has_part(unit):
        return True
    return row.township_name == unit.name if unit.kind == UnitKind.TOWNSHIP else row.unit_code == unit.code
