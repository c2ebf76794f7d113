"""排名: units by a rate, the highest first; equals share a place, who has no base has none and is named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from dispatch.figures import Scope

TIMELINESS, PROGRESS = "on_time_rate", "completion_rate"
UNRANKED = {TIMELINESS: "期内没有应报，不参加按时率排名", PROGRESS: "没有年度计划投资，不参加完成率排名"}


@dataclass(frozen=True)
class Place:
    """Where a unit stands; `number` None: not ranked."""

    number: int | None
    is_tied: bool = False

    @property
    def text(self) -> str:
        if self.number is None:
            return "不排名"
        return f"并列第{self.number}" if self.is_tied else f"第{self.number}"


def places(scopes: Sequence[Scope], key: str) -> dict[str, Place]:
    """The place of each unit (by its code), judged on the exact rate: what rounds alike need not be a tie.

    A unit with a base of which nothing was reported stands at nought: silence does not take it out of the ranking.
    """
    values = {scope.key: scope.value(key) for scope in scopes}
    rates = {code: value.exact or Fraction(0) for code, value in values.items() if value.denominator}
    ordered = sorted(rates.values(), reverse=True)
    return {code: _place(rates.get(code), ordered) for code in values}


def _place(rate: Fraction | None, ordered: list[Fraction]) -> Place:
    if rate is None:
        return Place(None)
    return Place(ordered.index(rate) + 1, ordered.count(rate) > 1)
