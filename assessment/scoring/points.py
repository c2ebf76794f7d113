"""From a ratio to points: exact fractions, rounded once, to hundredths of a point (ROUND_HALF_UP). Pure functions."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from documents.formats import rounded

RULE = "达到满分目标得满分；没有零分线的按“实际÷目标”得分，有零分线的在零分线与目标之间按比例得分；只在最后舍入一次。"


@dataclass(frozen=True)
class Scored:
    """One unit's score on one indicator. `points_centi` None: 不适用, there is no base to score from."""

    points_centi: int | None
    arithmetic: dict[str, Any]


def centi(exact: Fraction) -> int:
    """Round to a whole number of hundredths, half up."""
    return int(rounded(exact, 0))


def earned(ratio: Fraction, *, points_centi: int, target_bp: int, floor_bp: int | None) -> int:
    """Points for a ratio, in hundredths: none at the floor (or zero) and below, all at the target and above."""
    target, floor = Fraction(target_bp, 10_000), Fraction(floor_bp or 0, 10_000)
    if ratio >= target:
        return points_centi
    if ratio <= floor:
        return 0
    return centi(points_centi * (ratio - floor) / (target - floor))
