"""A year's scores as data: `score YEAR --json`. Formulas come from frozen figures; what sheets say stands beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Any

from assessment.explaining import in_full
from assessment.models import (
    Appeal,
    Indicator,
    IndicatorKind,
    Scheme,
    Score,
    Scoresheet,
    SheetState,
    Verdict,
)
from assessment.schemes.boards import Ground, ground_of, totals_of
from assessment.scoring import Scores, Total, applies, places, scores_over
from assessment.sheets.points import standing
from assessment.sheets.totals import total_of
from documents.formats import days
from units.models import Unit
from units.refusals import Refusal

Sheets = Mapping[int, Scoresheet]
Marks = Mapping[tuple[int, int], Score]


def json_scores(year: int) -> dict[str, Any]:
    """Every scored unit with every score, ready for JSON; the shape stands in `manage.py score`'s docstring.

    A unit that has a sheet is listed also when it is no longer among those the year scores.

    Raises:
        Refusal: the year has no scheme.
    """
    scheme = Scheme.objects.filter(year=year).first()
    if scheme is None:
        raise Refusal(f"{year}年还没有考核方案，请先拟订方案。")
    sheets = {sheet.unit_id: sheet for sheet in scheme.sheets.select_related("unit")}
    ground, indicators = _with_sheets(ground_of(scheme), sheets), list(scheme.indicators.all())
    scores = scores_over(ground.months, ground.units, indicators)
    kept = Score.objects.filter(sheet__scheme=scheme).select_related("sheet", "indicator").prefetch_related("appeals")
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


def _with_sheets(ground: Ground, sheets: Sheets) -> Ground:
    units = {unit.pk: unit for unit in (*ground.units, *(sheet.unit for sheet in sheets.values()))}
    return Ground(ground.months, sorted(units.values(), key=attrgetter("code")))


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
            "sheet": _sheet(sheets.get(unit.pk), [mark for key, mark in marks.items() if key[0] == unit.pk]),
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


def _sheet(sheet: Scoresheet | None, marks: Sequence[Score]) -> dict[str, Any] | None:
    """A sheet and what its total is made of; the total is null until the unit is told."""
    if sheet is None:
        return None
    made = total_of(marks)
    return {
        "state": sheet.state,
        "total_centi": sheet.total_centi,
        "place": sheet.place,
        "vetoed": sheet.vetoed,
        "got_centi": made.got_centi,
        "applicable_centi": made.applicable_centi,
        "bonus_centi": made.bonus_centi,
        "deducted_centi": made.deducted_centi,
        "appeal_until": sheet.appeal_until.isoformat() if sheet.appeal_until else None,
    }


def _score(one: Indicator, unit: Unit, scores: Scores, mark: Score | None) -> dict[str, Any]:
    made = scores.get((unit.pk, one.pk))
    return {
        "serial": one.serial,
        "indicator": one.title,
        "dimension": one.dimension,
        "kind": one.kind,
        "points_max_centi": one.points_centi,
        "formula_centi": made.points_centi if made else None,
        "arithmetic": made.arithmetic if made else {},
        "how": in_full(made.arithmetic) if made else one.rule,
        "sheet": _mark(mark) if mark else None,
    }


def _mark(mark: Score) -> dict[str, Any]:
    return {
        "formula_centi": mark.formula_centi,
        "self_centi": mark.self_centi,
        "self_note": mark.self_note,
        "office_centi": mark.office_centi,
        "office_note": mark.office_note,
        "final_centi": mark.final_centi,
        "standing_centi": standing(mark),
        "arithmetic": mark.arithmetic,
        "appeals": [_appeal(one) for one in mark.appeals.all()],
    }


def _appeal(appeal: Appeal) -> dict[str, Any]:
    return {
        "asked_centi": appeal.asked_centi,
        "reason": appeal.reason,
        "verdict": appeal.verdict,
        "decision": appeal.decision,
        "before_centi": appeal.before_centi,
        "after_centi": appeal.after_centi,
    }


def lines_of(said: Mapping[str, Any]) -> list[str]:
    """The same for a person: a line a unit, a line a score."""
    return [line for unit in said["units"] for line in _unit_lines(unit)]


def _unit_lines(unit: Mapping[str, Any]) -> list[str]:
    got, most = days(unit["formula_got_centi"]), days(unit["formula_applicable_centi"])
    final = f"，评分表{_sheet_total(unit['sheet'])}" if unit["sheet"] else ""
    total = days(unit["formula_total_centi"])
    counted = f"公式得分{got}／{most}分，折算{total}分" if unit["formula_applicable_centi"] else "没有适用的公式指标"
    head = f"【{unit['name']}】{counted}{final}"
    return [head, *(f"  {one['serial']}. {one['indicator']}：{_points(one)}" for one in unit["scores"])]


def _sheet_total(sheet: Mapping[str, Any]) -> str:
    if sheet["total_centi"] is None:
        return f"{SheetState(sheet['state']).label}，还没有总分"
    return f"总分{days(sheet['total_centi'])}分（{SheetState(sheet['state']).label}）"


def _points(one: Mapping[str, Any]) -> str:
    """The formula's points with their arithmetic, and where the sheet stands."""
    kept, parts = one["sheet"], []
    if one["kind"] == IndicatorKind.FORMULA:
        got = "不适用" if one["formula_centi"] is None else f"{days(one['formula_centi'])}分"
        parts.append(f"{got}（{one['how'].rstrip('。')}）")
    if kept:
        named = (("自评", "self_centi"), ("复核", "office_centi"), ("最终", "final_centi"))
        parts += [f"{label}{days(kept[key])}" for label, key in named if kept[key] is not None]
        parts += [f"申诉{Verdict(one['verdict']).label if one['verdict'] else '待答复'}" for one in kept["appeals"]]
    return "，".join(parts) or "待评"
