"""随机抽取 that anybody can repeat: the projects are ranked by the SM3 of seed and code, the first ones are drawn."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from math import ceil

from units.secrecy import sm3


def drawn(codes: Iterable[str], share: Decimal | int, seed: str) -> list[str]:
    """The drawn project codes in the order of the draw; ⌈n × share ÷ 100⌉ of the n different codes.

    Args:
        share: percent of the projects to be drawn, above 0 up to 100.
        seed: settled before the draw; the same seed draws the same projects, in whatever order the codes come.
    """
    ranked = sorted(set(codes), key=lambda code: (sm3(seed + code), code))
    return ranked[: ceil(len(ranked) * Fraction(share) / 100)]
