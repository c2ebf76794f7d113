"""下达—拨付—支付 in 分: summed first, then divided, then rounded once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import BigIntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from documents.formats import percent
from projects.models import Disbursement, DisbursementStep, Funding, Project


@dataclass(frozen=True, slots=True)
class MoneyLine:
    """Sums of one or many fundings, in 分. `issued_fen` is None while no amount is known.

    `unknown` names the fundings whose amount is not known yet: they are in no base.
    """

    issued_fen: int | None
    allocated_fen: int
    paid_fen: int
    pay_fen: int
    unknown: tuple[str, ...] = ()

    @property
    def allocation_rate(self) -> str:
        """拨付率 = 已拨付 ÷ 已下达, two decimals; "—" without a base."""
        return percent(self.allocated_fen, self.issued_fen)

    @property
    def payment_rate(self) -> str:
        """支付率 = 已支付 ÷ 已下达, two decimals; "—" without a base (§4 of the rules)."""
        return percent(self.paid_fen, self.issued_fen)

    @property
    def to_allocate_fen(self) -> int | None:
        """下达 not yet allocated; below nought when the amount was corrected downwards afterwards."""
        return None if self.issued_fen is None else self.issued_fen - self.allocated_fen

    @property
    def to_pay_fen(self) -> int:
        """拨付 not yet paid."""
        return self.allocated_fen - self.paid_fen

    @property
    def remaining_fen(self) -> int | None:
        """下达 not yet paid."""
        return None if self.issued_fen is None else self.issued_fen - self.paid_fen

    @property
    def is_overdrawn(self) -> bool:
        return self.issued_fen is not None and self.allocated_fen > self.issued_fen


def movements() -> QuerySet[Disbursement]:
    """All 拨付 and 支付, voided ones among them."""
    return QuerySet(Disbursement)


def money_line(subject: Project | Funding) -> MoneyLine:
    """The line of one funding, or of all fundings of a project."""
    fundings = [subject] if isinstance(subject, Funding) else list(subject.fundings.all())
    return summed(fundings, lines_of(fundings).values())


def lines_of(fundings: Iterable[Funding]) -> dict[int, MoneyLine]:
    """The line of each funding by its id, in one question to the database."""
    held = list(fundings)
    moved = _moved([funding.pk for funding in held])
    return {funding.pk: _line(funding, moved) for funding in held}


def summed(fundings: Iterable[Funding], lines: Iterable[MoneyLine]) -> MoneyLine:
    """One line of many: the sums of the parts."""
    parts = list(lines)
    known = [part.issued_fen for part in parts if part.issued_fen is not None]
    return MoneyLine(
        issued_fen=sum(known) if known else None,
        allocated_fen=sum(part.allocated_fen for part in parts),
        paid_fen=sum(part.paid_fen for part in parts),
        pay_fen=sum(part.pay_fen for part in parts),
        unknown=tuple(funding.label for funding in fundings if funding.amount_fen is None),
    )


Moved = Mapping[tuple[int, str], tuple[int, int]]


def _line(funding: Funding, moved: Moved) -> MoneyLine:
    allocated, _ = moved.get((funding.pk, DisbursementStep.ALLOCATED.value), (0, 0))
    paid, for_pay = moved.get((funding.pk, DisbursementStep.PAID.value), (0, 0))
    unknown = () if funding.amount_fen is not None else (funding.label,)
    return MoneyLine(funding.amount_fen, allocated, paid, for_pay, unknown)


def _moved(ids: Sequence[int]) -> Moved:
    """(funding, step) → (moved, of this for remuneration), of what nobody has voided."""
    found = movements().filter(funding__in=ids, voided_at=None).order_by()
    sums = found.values_list("funding", "step").annotate(
        moved=Sum("amount_fen"), pay=Sum("amount_fen", filter=Q(for_pay=True), default=0)
    )
    return {(funding, step): (moved, pay) for funding, step, moved, pay in sums}


def with_sums(fundings: QuerySet[Funding]) -> QuerySet[Funding]:
    """Fundings with `allocated_fen`, `paid_fen` and `pay_fen` (用于劳务报酬) as annotations, for lists."""
    paid = Q(step=DisbursementStep.PAID)
    return fundings.annotate(
        allocated_fen=_sum_of(Q(step=DisbursementStep.ALLOCATED)),
        paid_fen=_sum_of(paid),
        pay_fen=_sum_of(paid & Q(for_pay=True)),
    )


def _sum_of(which: Q) -> Coalesce:
    of_one = movements().filter(which, funding=OuterRef("pk"), voided_at=None).order_by()
    summed = of_one.values("funding").annotate(moved=Sum("amount_fen")).values("moved")
    return Coalesce(Subquery(summed, output_field=BigIntegerField()), 0)
