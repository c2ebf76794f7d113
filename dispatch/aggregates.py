"""Arithmetic of the dispatch report (§4 of the rules): sum first, divide next, round last. Pure functions.

Numbers are whole: money 分, heads 人, work hundredths of a 工日. `None` is "nobody stated it", never zero.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from documents.formats import rounded
from projects.pace import lead

Stated = int | None
LAG_POINTS = 10  # ◇ 投资完成率低于序时 10 个百分点及以上 is 滞后 (§10)


def total(values: Iterable[Stated]) -> Stated:
    """Sum of what was stated; None when nobody stated anything."""
    stated = [value for value in values if value is not None]
    return sum(stated) if stated else None


def paired(pairs: Iterable[tuple[Stated, Stated]]) -> tuple[Stated, Stated]:
    """Numerator and denominator of a ratio over several rows, each (numerator, base).

    A row without a base stays out on both sides: money of projects that have no floor must not lift the share of
    those that have one. A row with a base but no numerator keeps its base, so silence never improves a ratio.
    """
    based = [(above, below) for above, below in pairs if below is not None]
    return total(above for above, _ in based), total(below for _, below in based)


def is_lagging(numerator: Stated, denominator: Stated, month: int) -> bool:
    """进度滞后: LAG_POINTS or more behind the pace, judged on the exact number. Unstated is unreported, not late."""
    behind = lead(numerator, denominator, month)
    return behind is not None and behind <= -LAG_POINTS


def backed(stated: Stated, rows: Stated) -> Stated:
    """The part of a stated total that wage-roll rows stand behind: never more than was stated."""
    return None if stated is None else min(stated, rows or 0)


def rounding_gap(parts: Iterable[Stated], whole: Stated, *, unit: int, places: int) -> Decimal:
    """Printed total less the sum of its printed parts, in the printed unit (分项合计≠总数).

    Only a note is made of it; no part is ever changed to hide it.
    """
    printed = [rounded(Fraction(part, unit), places) for part in parts if part is not None]
    return rounded(Fraction(whole or 0, unit), places) - sum(printed, Decimal(0))
