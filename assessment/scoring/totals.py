"""总分: points got ÷ applicable points × 100, then bonus and deduction; sum first, divide, round once (◇).

An indicator that does not apply to a unit (no base) leaves both sides, so it neither helps nor harms.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assessment.models import Indicator, IndicatorKind
from assessment.scoring.points import centi

COUNTED = frozenset({IndicatorKind.FORMULA, IndicatorKind.JUDGED})
TOTAL_RULE = (
    "总分＝得分合计÷适用指标分值合计×100＋加分－扣分，先合计、再相除、最后舍入一次；不适用的指标不计入分值；"
    "总分不低于0分；一票否决的不合格、不排名次。计分办法由办公室自定（◇）。"
)
Mark = tuple[Indicator, int | None]


@dataclass(frozen=True)
class Total:
    """A unit's total. `points_centi` None: nothing applied to it."""

    points_centi: int | None
    got_centi: int
    applicable_centi: int
    bonus_centi: int
    deducted_centi: int
    vetoed: bool


def total(marks: Iterable[Mark]) -> Total:
    """Add up one unit's marks: (indicator, hundredths of points).

    None is 不适用 (or not judged yet) and counts nowhere. Deductions are positive numbers, taken off; a veto applies
    when its mark is above zero.
    """
    given = [(indicator, mark) for indicator, mark in marks if mark is not None]
    counted = [(indicator.points_centi, mark) for indicator, mark in given if indicator.kind in COUNTED]
    got, applicable = sum(mark for _, mark in counted), sum(most for most, _ in counted)
    bonus, deducted = _sum(given, IndicatorKind.BONUS), _sum(given, IndicatorKind.DEDUCTION)
    points = max(0, centi(Fraction(got * 10_000, applicable) + bonus - deducted)) if applicable else None
    return Total(points, got, applicable, bonus, deducted, _sum(given, IndicatorKind.VETO) > 0)


def _sum(given: Iterable[tuple[Indicator, int]], kind: IndicatorKind) -> int:
    return sum(mark for indicator, mark in given if indicator.kind == kind)


def places(totals: Mapping[int, Total]) -> dict[int, int]:
    """Unit → place; equal totals share one, the next is left out. Vetoed units and those without a total have none."""
    ranked = {
        unit: made.points_centi for unit, made in totals.items() if made.points_centi is not None and not made.vetoed
    }
    ordered: Sequence[int] = sorted(ranked.values(), reverse=True)
    return {unit: ordered.index(points) + 1 for unit, points in ranked.items()}
