"""排名: units by a rate, the highest first; equals share a place, who has no base has none and is named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from dispatch.figures import Scope
from dispatch.values import Value

TIMELINESS, PROGRESS = "on_time_rate", "completion_rate"
UNRANKED = {TIMELINESS: "期内没有应报，不参加按时率排名", PROGRESS: "没有年度计划投资或没有应报，不参加完成率排名"}


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


def _is_judged(scope: Scope, value: Value) -> bool:
    """There is a base, and what was to be reported was owed: who is exempted is not last for silence."""
    return bool(value.denominator) and (value.numerator is not None or any(row.is_owed for row in scope.rows))


def places(scopes: Sequence[Scope], key: str) -> dict[str, Place]:
    """The place of each unit (by its code), judged on the exact rate: what rounds alike need not be a tie.

    A unit with a base of which nothing was reported stands at nought: silence does not take it out of the ranking.
    """
    values = {scope.key: scope.value(key) for scope in scopes}
    judged = {scope.key for scope in scopes if _is_judged(scope, values[scope.key])}
    rates = {code: value.exact or Fraction(0) for code, value in values.items() if code in judged}
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
