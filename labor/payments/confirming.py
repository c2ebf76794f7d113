"""核对重报: a reviewer who corrected none of them confirms the accounts of the failed lines as they now are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from labor.models import RollAct, RollApproval, RollState, WageRoll
from labor.pay.moving import make_move
from labor.payments.looked_at import Failed, failed_of, failures_digest
from units.models import User
from units.refusals import Refusal


@transaction.atomic
def confirm_accounts(*, roll: WageRoll, by: User, at: datetime, version: int | None = None) -> RollApproval:
    """核对更正后的账号; it holds for the accounts and failures as they are: one more asks for one more confirmation.

    Raises:
        NotAllowed, WrongState, StaleRoll, NotYet: as `make_move`; failed lines nobody has looked at.
        Refusal: this person has confirmed these accounts already.
    """
    held = make_move(roll=roll, act=RollAct.CONFIRM, by=by, at=at, version=version)
    try:
        return sign_for(held, failed_of(held), by=by, at=at)
    except IntegrityError:
        raise Refusal("您已核对过这些账号，之后没有再变动，不用再核对；可以失败重报。") from None


def sign_for(roll: WageRoll, failed: Sequence[Failed], *, by: User, at: datetime) -> RollApproval:
    """The confirmation itself, of these failures and no later ones.

    Raises:
        IntegrityError: this person has given it.
    """
    total, digest = sum(one.payment.amount_fen for one in failed), failures_digest(roll, failed)
    said = {"state": RollState.PARTLY, "submission": roll.submission, "digest": digest, "sum_fen": total}
    with transaction.atomic():
        return RollApproval.objects.create(roll=roll, approved_at=at, approved_by=by, **said)
