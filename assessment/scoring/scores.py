"""得分: every unit's score on every formula of a scheme, with the arithmetic that explains each point.

Pure arithmetic over frozen figures: whole numbers and fractions, summed first, divided next, rounded once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from assessment.frozen import FrozenMonth, frozen_year
from assessment.models import Indicator, IndicatorKind, Scheme
from assessment.scoring.formulas import FORMULAS, Formula
from assessment.scoring.participants import CAPACITIES, applies, parted, participants, rows_of
from assessment.scoring.points import Scored, centi, earned
from dispatch.models import PeriodFigure
from documents.formats import ratio
from units.models import Unit, UnitKind

Scores = dict[tuple[int, int], Scored]


def scores_of(scheme: Scheme) -> Scores:
    """(unit id, indicator id) → score, for every formula indicator and every unit it is for; five queries in all.

    Judged indicators, bonuses, deductions and vetoes are the people's and are not here. `points_centi` None is 不适用.
    """
    return scores_over(frozen_year(scheme.year), participants(scheme), scheme.indicators.all())


def scores_over(months: Sequence[FrozenMonth], units: Iterable[Unit], indicators: Iterable[Indicator]) -> Scores:
    """The same from what is read already; the what-if preview asks twice. Nothing is queried here."""
    asked = [indicator for indicator in indicators if indicator.kind == IndicatorKind.FORMULA]
    parts = [(month.revision, parted(month.rows)) for month in months]
    made: Scores = {}
    for unit in units:
        own = [FrozenMonth(revision, rows_of(unit, rows)) for revision, rows in parts]
        for indicator in asked:
            if applies(indicator, unit):
                made[unit.pk, indicator.pk] = scored(indicator, unit, own)
    return made


def scored(indicator: Indicator, unit: Unit, months: Sequence[FrozenMonth]) -> Scored:
    """One score; `months` hold the unit's own rows alone."""
    formula = FORMULAS[indicator.formula]
    used = list(months if formula.spans else months[-1:])
    above, below = formula.pair(row for month in used for row in month.rows)
    share = ratio(above or 0, below)  # silence never improves a ratio: what nobody stated of a base counts as nothing
    target = indicator.target_bp or 0
    points = None
    if share is not None:
        points = earned(share, points_centi=indicator.points_centi, target_bp=target, floor_bp=indicator.floor_bp)
    said = _formula_said(formula, unit) | {
        "numerator": above if below is None else above or 0,
        "denominator": below,
        "ratio_bp": None if share is None else centi(share * 10_000),
        "target_bp": target,
        "floor_bp": indicator.floor_bp,
        "points_max_centi": indicator.points_centi,
        "points_centi": points,
        "months": [_month(month) for month in used],
        "projects": _projects(formula, used),
        "pages": _pages(formula, unit, used),
    }
    return Scored(points, said | {"why": _why(below, months)})


def _formula_said(formula: Formula, unit: Unit) -> dict[str, Any]:
    return {
        "formula": formula.key,
        "label": formula.label,
        "text": formula.text,
        "numerator_label": formula.above_label,
        "denominator_label": formula.below_label,
        "unit": formula.counted.value,
        "capacity": CAPACITIES[UnitKind(unit.kind)],
    }


def _month(month: FrozenMonth) -> dict[str, Any]:
    return {"month": month.key, "revision": month.revision.number, "revision_id": month.revision.pk}


def _why(below: int | None, months: Sequence[FrozenMonth]) -> str:
    """Why an indicator does not apply; "" when it does."""
    if below:
        return ""
    if not months:
        return "这一年还没有关账的月份，没有定稿数字。"
    return "本单位在这项公式里没有基数（没有相应的项目或应报、计划、下达数），不适用，不计入分值。"


def _projects(formula: Formula, used: Iterable[FrozenMonth]) -> list[dict[str, Any]]:
    """Each project's part: numerator and denominator over the months; those without a base stand aside."""
    rows: dict[str, list[PeriodFigure]] = {}
    for row in (row for month in used for row in month.rows):
        rows.setdefault(row.project_code, []).append(row)
    parts = [(own[-1], formula.pair(own)) for own in rows.values()]
    return [
        {"code": row.project_code, "name": row.project_name, "numerator": above or 0, "denominator": below}
        for row, (above, below) in parts
        if below
    ]


def _pages(formula: Formula, unit: Unit, used: Sequence[FrozenMonth]) -> list[dict[str, Any]]:
    """Where the figures can be opened: the words of dispatch's `figure_rows` page.

    A department's figure has one page over all months. Frozen figures have no township scope: each of its projects has
    one, over the months in which it was the township's.
    """
    if not any(month.rows for month in used):
        return []
    if unit.kind == UnitKind.SECTOR_DEPARTMENT:
        return [_page(formula, [month.revision.pk for month in used], "unit", unit.code, unit.name)]
    listed: dict[str, list[PeriodFigure]] = {}
    for row in (row for month in used for row in month.rows):
        listed.setdefault(row.project_code, []).append(row)
    return [
        _page(formula, [row.revision_id for row in own], "project", code, own[-1].project_name)
        for code, own in listed.items()
    ]


def _page(formula: Formula, revisions: Sequence[int], scope: str, key: str, label: str) -> dict[str, Any]:
    *earlier, last = revisions
    months = {"revision": last, "with": ",".join(map(str, earlier))}
    return {"figure": formula.figure, **months, "scope": scope, "key": key, "label": label}
