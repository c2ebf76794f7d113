"""A roll at the bank whose receipts the office may bring in, and the addresses of the page."""

from __future__ import annotations

from typing import Any

from labor.models import RollState, WageRoll
from projects.models import PayChannel
from tests.labor.paying import supplement_of
from tests.labor.payments.banking import send_out
from units.models import User


def keys(*, roll: WageRoll, lin: User) -> dict[str, dict[str, Any]]:
    """By page, the arguments of its address: a supplement of `roll` by 一卡通, sent by the office."""
    sent = supplement_of(roll, by=lin, state=RollState.READY, channel=PayChannel.ONE_CARD, people=1)
    send_out(sent, by=lin)
    return {"receipt_import": {"pk": sent.pk}}
