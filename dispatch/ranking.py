"""排名: units by a rate, the highest first; equals share a place, who has no base has none and is named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
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
    given = _given(rates.values())
    return {code: given[rates[code]] if code in rates else Place(None) for code in values}


def _given(rates: Iterable[Fraction]) -> dict[Fraction, Place]:
    """Each rate's place: one more than there are better ones."""
    found: dict[Fraction, Place] = {}
    better = 0
    for rate, equals in sorted(Counter(rates).items(), reverse=True):
        found[rate] = Place(better + 1, equals > 1)
        better += equals
    return found
