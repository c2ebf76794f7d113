"""The points of one score: what they are written as, how many there can be, and which of them stand."""

from __future__ import annotations

from decimal import Decimal

from assessment.models import Indicator, IndicatorKind, Score
from documents.formats import MISSING, days

BY_UNIT = frozenset({IndicatorKind.JUDGED, IndicatorKind.BONUS, IndicatorKind.DEDUCTION})
VETO = 100  # what a veto that applies is kept as; 0: it does not


def is_formula(indicator: Indicator) -> bool:
    """Whether the points come from figures: nobody types them."""
    return indicator.kind == IndicatorKind.FORMULA


def is_claimed(indicator: Indicator) -> bool:
    """Whether the unit scores itself on it; a veto is the office's alone."""
    return indicator.kind in BY_UNIT


def most_of(indicator: Indicator) -> int:
    """The most points (hundredths) that can be given or taken."""
    return VETO if indicator.kind == IndicatorKind.VETO else indicator.points_centi


def standing(score: Score) -> int | None:
    """The points as they stand now, in hundredths: what was told or decided, else counted, given, or claimed."""
    if score.final_centi is not None:
        return score.final_centi
    if is_formula(score.indicator):
        return score.formula_centi
    return score.self_centi if score.office_centi is None else score.office_centi


def given(score: Score) -> int | None:
    """What the office's review leaves, in hundredths: the formula's points, or the office's own."""
    return score.formula_centi if is_formula(score.indicator) else score.office_centi


def why_not_points(indicator: Indicator, centi: int | None) -> str:
    """The sentence why an indicator cannot have so many points; "" when it can."""
    if centi is None or 0 <= centi <= most_of(indicator):
        return ""
    return f"“{indicator.title}”应在0到{said(most_of(indicator))}分之间，现在填的是{said(centi)}分。"


def said(centi: int | None) -> str:
    """Hundredths of a point as written: 850 → "8.5"; None → "—"."""
    return days(centi)  # written like hundredths of a day: no idle zeros


def decimal(centi: int | None) -> Decimal | None:
    """Hundredths as a number of points for a workbook's cell; None stays empty."""
    return None if centi is None else Decimal(centi).scaleb(-2)


def told(indicator: Indicator, centi: int | None) -> str:
    """The points in words that say their direction: "扣2", "加1.5", "不合格"; "不适用" where there is no base."""
    if centi is None:
        return "不适用" if is_formula(indicator) else MISSING
    if indicator.kind == IndicatorKind.VETO:
        return "触发，不合格" if centi else "未触发"
    sign = {IndicatorKind.DEDUCTION: "扣", IndicatorKind.BONUS: "加"}.get(IndicatorKind(indicator.kind), "")
    return f"{sign}{said(centi)}" if centi else "0"
