"""每一元在哪里: every yuan is in one place: not sent, at the bank, paid or failed; here alone is it said which.

A line with nothing to pay (实发为0) is in none. What was paid outside this system (线下已发补录) counts as paid.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, QuerySet, Sum, Value, When

from labor.models import Payment, PaymentState, RollOrigin, WageLine, WageRoll
from labor.pay.standing_lines import lines_of

UNSENT = "unsent"
ISSUED, SUCCEEDED, FAILED = PaymentState.ISSUED.value, PaymentState.SUCCEEDED.value, PaymentState.FAILED.value
PLACES = {UNSENT: "未发送", ISSUED: "银行处理中", SUCCEEDED: "成功", FAILED: "失败"}


@dataclass(frozen=True, slots=True)
class Share:
    """What lies in one place: 元 in 分, lines (笔), people (人)."""

    fen: int = 0
    lines: int = 0
    people: int = 0


@dataclass(frozen=True, slots=True)
class MoneyStanding:
    """Where the money of some lines is; the four places add up to their net."""

    shares: Mapping[str, Share] = field(default_factory=dict)

    def at(self, place: str) -> Share:
        return self.shares.get(place, Share())

    @property
    def unsent_fen(self) -> int:
        return self.at(UNSENT).fen

    @property
    def issued_fen(self) -> int:
        return self.at(ISSUED).fen

    @property
    def succeeded_fen(self) -> int:
        return self.at(SUCCEEDED).fen

    @property
    def failed_fen(self) -> int:
        return self.at(FAILED).fen

    @property
    def total_fen(self) -> int:
        """分, all places together."""
        return sum(share.fen for share in self.shares.values())

    @property
    def lines(self) -> int:
        """笔, all places together."""
        return sum(share.lines for share in self.shares.values())


def placed(lines: QuerySet[WageLine]) -> QuerySet[Any]:
    """Lines with something to pay, each with its `place`: one of PLACES."""

    def has(state: str) -> Exists:
        return Exists(Payment.objects.filter(line=OuterRef("pk"), state=state))

    outside = Q(roll__origin=RollOrigin.RECORDED, is_paid=True)
    place = Case(
        When(outside | Q(has(SUCCEEDED)), then=Value(SUCCEEDED)),
        When(has(ISSUED), then=Value(ISSUED)),
        When(has(FAILED), then=Value(FAILED)),
        default=Value(UNSENT),
        output_field=CharField(),
    )
    return lines.filter(net_fen__gt=0).annotate(place=place)


def money_of(roll: WageRoll) -> MoneyStanding:
    """Where each yuan of a roll is; one query."""
    return money_of_lines(lines_of(roll))


def money_of_lines(lines: QuerySet[WageLine]) -> MoneyStanding:
    """Where each yuan of these lines is, whatever rolls they stand in; heads are counted once per place."""
    rows = placed(lines).order_by().values_list("place").annotate(*_figures())
    return MoneyStanding({place: Share(*figures) for place, *figures in rows})


def _figures() -> tuple[Sum, Count, Count]:
    return Sum("net_fen"), Count("pk"), Count("worker", distinct=True)
