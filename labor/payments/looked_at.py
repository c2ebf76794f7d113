"""What was done about each line that failed: its account corrected, or found right and left, and who confirmed it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from labor.models import Payment, RollAct, RollApproval, RollState, RollStep, WageRoll
from labor.pay.digests import account_digest
from labor.payments.payable import failed_payments
from labor.payments.sheets import reference_of

OF_PAYMENT = "支付笔号"  # under this name a step of FIX keeps which failed payment it is about


@dataclass(frozen=True, slots=True)
class Failed:
    """A failed payment, and the last look somebody took at it (None: nobody has)."""

    payment: Payment
    look: RollStep | None

    @property
    def is_corrected(self) -> bool:
        """Whether account or bank was changed, and not just found right."""
        return self.look is not None and len(self.look.changes) > 1


def failed_of(roll: WageRoll) -> list[Failed]:
    """The failed payments of a roll with what was done about each; two queries."""
    looks = looks_of(roll)
    return [
        Failed(payment, looks.get(reference_of(payment.line_id, payment.attempt))) for payment in failed_payments(roll)
    ]


def looks_of(roll: WageRoll) -> dict[str, RollStep]:
    """支付笔号 → the last step of FIX about it."""
    steps = RollStep.objects.filter(roll=roll, act=RollAct.FIX).select_related("by").order_by("pk")
    return {step.changes[OF_PAYMENT][1]: step for step in steps if OF_PAYMENT in step.changes}


def not_looked_at(failed: Iterable[Failed]) -> list[Payment]:
    return [one.payment for one in failed if one.look is None]


def confirmation_of(roll: WageRoll, failed: Sequence[Failed]) -> RollApproval | None:
    """The confirmation of the accounts as they now are, by somebody who looked at none of these lines themself."""
    lookers = {one.look.by_id for one in failed if one.look is not None}
    held = RollApproval.objects.filter(
        roll=roll, state=RollState.PARTLY, submission=roll.submission, digest=account_digest(roll)
    )
    return held.exclude(approved_by__in=lookers).select_related("approved_by").order_by("-pk").first()
