"""What was done about each line that failed: its account corrected, or found right and left, and who confirmed it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from labor.models import Payment, RollAct, RollApproval, RollState, RollStep, WageRoll
from labor.pay.digests import account_digest
from labor.payments.payable import failed_payments
from labor.payments.sheets import reference_of

OF_PAYMENT = "支付笔号"  # under this name a step of FIX keeps which failed payment it is about
OF_BATCH = "支付批次"  # and a step of WITHDRAW the number of the batch that the bank returned whole
WHOLE = "银行退回整个文件"  # so begins the 失败原因 of its payments


@dataclass(frozen=True, slots=True)
class Failed:
    """A failed payment, and the last look somebody took at it (None: nobody has)."""

    payment: Payment
    look: RollStep | None

    @property
    def is_corrected(self) -> bool:
        """Whether account or bank was changed, and not just found right."""
        return self.look is not None and self.look.act == RollAct.FIX and len(self.look.changes) > 1


def failed_of(roll: WageRoll) -> list[Failed]:
    """The failed payments of a roll with what was done about each; three queries.

    Nothing is wrong with the accounts of a file that the bank returned whole: who wrote that down has looked at them.
    """
    looks, returned = looks_of(roll), withdrawals_of(roll)

    def look_at(payment: Payment) -> RollStep | None:
        own = looks.get(reference_of(payment.line_id, payment.attempt))
        return own or (returned.get(payment.batch.number) if payment.failure.startswith(WHOLE) else None)

    return [Failed(payment, look_at(payment)) for payment in failed_payments(roll).select_related("batch")]


def looks_of(roll: WageRoll) -> dict[str, RollStep]:
    """支付笔号 → the last step of FIX about it."""
    steps = RollStep.objects.filter(roll=roll, act=RollAct.FIX).select_related("by").order_by("pk")
    return {step.changes[OF_PAYMENT][1]: step for step in steps if OF_PAYMENT in step.changes}


def withdrawals_of(roll: WageRoll) -> dict[int, RollStep]:
    """Number of a batch → the last step that said the bank returned it whole, confirmed or not."""
    steps = RollStep.objects.filter(roll=roll, act=RollAct.WITHDRAW).select_related("by").order_by("pk")
    return {step.changes[OF_BATCH][1]: step for step in steps}


def failures_digest(roll: WageRoll, failed: Iterable[Failed]) -> str:
    """SHA-256 over the accounts as they are and the very failures they follow: each failure is confirmed anew."""
    told = sorted((one.payment.pk, one.payment.receipt_id) for one in failed)
    return sha256(f"{account_digest(roll)}{told}".encode()).hexdigest()


def not_looked_at(failed: Iterable[Failed]) -> list[Payment]:
    return [one.payment for one in failed if one.look is None]


def confirmation_of(roll: WageRoll, failed: Sequence[Failed]) -> RollApproval | None:
    """The confirmation of these failures and the accounts as they now are, by somebody who looked at none of them."""
    lookers = {one.look.by_id for one in failed if one.look is not None}
    held = RollApproval.objects.filter(
        roll=roll, state=RollState.PARTLY, submission=roll.submission, digest=failures_digest(roll, failed)
    )
    return held.exclude(approved_by__in=lookers).select_related("approved_by").order_by("-pk").first()
