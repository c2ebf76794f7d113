"""A year's scores as data: `score YEAR --json`. Formulas come from frozen figures; what sheets say stands beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from assessment.models import Indicator, IndicatorKind, Scheme, Score, Scoresheet
from assessment.schemes.boards import Ground, ground_of, totals_of
from assessment.scoring import Scores, Total, applies, places, scores_over
from documents.formats import days
from units.models import Unit
from units.refusals import Refusal

Sheets = Mapping[int, Scoresheet]
Marks = Mapping[tuple[int, int], Score]


def json_scores(year: int) -> dict[str, Any]:
    """Every participant's scores, ready for JSON; points are hundredths (`*_centi`), None is 不适用.

    Without sheets the totals are those of the formulas alone. A unit with a sheet also has what it claimed, what the
    office gave and what was settled, with the arithmetic the sheet was scored on.

    Raises:
        Refusal: the year has no scheme.
    """
    scheme = Scheme.objects.filter(year=year).first()
    if scheme is None:
        raise Refusal(f"{year}年还没有考核方案，请先拟订方案。")
    ground, indicators = ground_of(scheme), list(scheme.indicators.all())
    scores = scores_over(ground.months, ground.units, indicators)
    sheets = {sheet.unit_id: sheet for sheet in scheme.sheets.all()}
    kept = Score.objects.filter(sheet__scheme=scheme).select_related("sheet")
    marks = {(score.sheet.unit_id, score.indicator_id): score for score in kept}
    return {
        "year": year,
        "scheme": scheme.title,
        "state": scheme.state,
        "months": [
            {"month": month.key, "revision": month.revision.number, "revision_id": month.revision.pk}
            for month in ground.months
        ],
        "units": _units(ground, indicators, scores, sheets, marks),
    }


def _units(
    ground: Ground, indicators: Sequence[Indicator], scores: Scores, sheets: Sheets, marks: Marks
) -> list[dict[str, Any]]:
    totals, ranks = _formula_totals(ground.units, indicators, scores)
    return [
        {
            "code": unit.code,
            "name": unit.name,
            "kind": unit.kind,
            "formula_total_centi": totals[unit.pk].points_centi,
            "formula_got_centi": totals[unit.pk].got_centi,
            "formula_applicable_centi": totals[unit.pk].applicable_centi,
            "formula_place": ranks.get(unit.pk),
            "sheet": _sheet(sheets.get(unit.pk)),
            "scores": [
                _score(one, unit, scores, marks.get((unit.pk, one.pk))) for one in indicators if applies(one, unit)
            ],
        }
        for unit in ground.units
    ]


def _formula_totals(
    units: Sequence[Unit], indicators: Sequence[Indicator], scores: Scores
) -> tuple[dict[int, Total], dict[int, int]]:
    """Totals of the formulas, and places among units of one kind."""
    totals: dict[int, Total] = {}
    ranks: dict[int, int] = {}
    for kind in dict.fromkeys(unit.kind for unit in units):
        own = [unit for unit in units if unit.kind == kind]
        asked = [one for one in indicators if one.kind == IndicatorKind.FORMULA and applies(one, own[0])]
        made = totals_of(own, asked, scores)
        totals |= made
        ranks |= places(made)
    return totals, ranks


def _sheet(sheet: Scoresheet | None) -> dict[str, Any] | None:
    if sheet is None:
        return None
    return {"state": sheet.state, "total_centi": sheet.total_centi, "place": sheet.place, "vetoed": sheet.vetoed}


def _score(one: Indicator, unit: Unit, scores: Scores, mark: Score | None) -> dict[str, Any]:
    made = scores.get((unit.pk, one.pk))
    said = {
        "serial": one.serial,
        "indicator": one.title,
        "kind": one.kind,
        "points_max_centi": one.points_centi,
        "formula_centi": made.points_centi if made else None,
        "arithmetic": made.arithmetic if made else {},
    }
    return said | {"sheet": _mark(mark)} if mark else said


def _mark(mark: Score) -> dict[str, Any]:
    return {
        "formula_centi": mark.formula_centi,
        "self_centi": mark.self_centi,
        "office_centi": mark.office_centi,
        "final_centi": mark.final_centi,
        "arithmetic": mark.arithmetic,
    }


def lines_of(said: Mapping[str, Any]) -> list[str]:
    """The same for a person: a line a unit, a line a score."""
    return [line for unit in said["units"] for line in _unit_lines(unit)]


def _unit_lines(unit: Mapping[str, Any]) -> list[str]:
    got, most = days(unit["formula_got_centi"]), days(unit["formula_applicable_centi"])
    final = f"，评分表总分{days(unit['sheet']['total_centi'])}分" if unit["sheet"] else ""
    total = days(unit["formula_total_centi"])
    counted = f"公式得分{got}／{most}分，折算{total}分" if unit["formula_applicable_centi"] else "没有适用的公式指标"
    head = f"【{unit['name']}】{counted}{final}"
    scored = [one for one in unit["scores"] if one["kind"] == IndicatorKind.FORMULA]
    return [head, *(f"  {one['serial']}. {one['indicator']}：{_points(one)}" for one in scored)]


def _points(one: Mapping[str, Any]) -> str:
    if one["formula_centi"] is None:
        return "不适用"
    made = one["arithmetic"]
    return f"{days(one['formula_centi'])}分（{made['numerator']}÷{made['denominator']}，{days(made['ratio_bp'])}%）"
