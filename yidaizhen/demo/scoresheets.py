"""考核评分: the year's sheets go out; two units submit; one is judged, told, appeals on one score and is upheld."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from assessment.models import Indicator, IndicatorKind, Scheme, SchemeState, Score, Scoresheet, SheetAct, Verdict
from assessment.sheets.appealing import Plea, decide, raise_appeal
from assessment.sheets.filling import Claim, save_self
from assessment.sheets.moving import move_sheet
from assessment.sheets.opening import open_sheets
from assessment.sheets.points import is_claimed, is_formula
from assessment.sheets.reviewing import notify, review
from yidaizhen.demo.telling import november, once, the

YEAR = 2026
DONE = "按方案要求开展，台账和会议记录齐全（演示）。"
PLEA = "10月专题会议与镇长办公会合并召开，会议纪要第3项可以证明，请予计入。"


def sheets() -> Iterator[str]:
    scheme = Scheme.objects.filter(year=YEAR, state=SchemeState.IN_FORCE).first()
    if scheme is None:
        yield f"{YEAR}年考核方案没有在施行，不发评分表。"
        return
    told = Scoresheet.objects.filter(scheme=scheme).exists()
    yield from once("考核评分表", told=told, act=partial(_sheets, scheme))


def _sheets(scheme: Scheme) -> str:
    opened = {sheet.unit.name: sheet for sheet in open_sheets(scheme=scheme, by=the("lin"), at=november(17, 15))}
    _submitted(opened["区农业农村委"], "chen", "xu")
    _appealed(_told(_submitted(opened["建胜镇"], "wang", "sun")))
    return f"向{len(opened)}个单位发出评分表；区农业农村委、建胜镇已报送，建胜镇已告知，一项申诉被采纳。"


def _submitted(sheet: Scoresheet, filer: str, reviewer: str) -> Scoresheet:
    claims = {score.pk: _claim(score.indicator) for score in _scores(sheet) if is_claimed(score.indicator)}
    sent = save_self(sheet=sheet, claims=claims, by=the(filer), at=november(18, 9), sends=True)
    return move_sheet(sheet=sent, act=SheetAct.SUBMIT, by=the(reviewer), at=november(18, 11))


def _claim(indicator: Indicator) -> Claim:
    """Nine tenths of what is judged; no bonus, nothing taken off."""
    return Claim(indicator.points_centi * 9 // 10, DONE) if indicator.kind == IndicatorKind.JUDGED else Claim(0)


def _told(sheet: Scoresheet) -> Scoresheet:
    """The clerk takes a point off the first judged indicator; the administrator tells the unit."""
    judged = _first_judged(sheet)
    marks = {score.pk: Claim(score.self_centi or 0) for score in _scores(sheet) if not is_formula(score.indicator)}
    marks[judged.pk] = Claim(max((judged.self_centi or 0) - 100, 0), "专题会议少一次（演示）。")
    reviewed = review(sheet=sheet, marks=marks, by=the("he"), at=november(19, 10))
    return notify(sheet=reviewed, by=the("lin"), at=november(19, 15))


def _appealed(sheet: Scoresheet) -> None:
    judged = _first_judged(sheet)
    appeal = raise_appeal(score=judged, plea=Plea(PLEA, judged.self_centi), by=the("sun"), at=november(20, 9))
    decide(
        appeal=appeal,
        verdict=Verdict.UPHELD,
        points_centi=judged.self_centi,
        decision="经核对会议纪要，情况属实，补计一次。",
        by=the("lin"),
        at=november(20, 16),
    )


def _first_judged(sheet: Scoresheet) -> Score:
    return next(score for score in _scores(sheet) if score.indicator.kind == IndicatorKind.JUDGED)


def _scores(sheet: Scoresheet) -> list[Score]:
    related = ("indicator", "sheet__scheme", "sheet__unit")
    return list(sheet.scores.select_related(*related).order_by("indicator__serial"))
