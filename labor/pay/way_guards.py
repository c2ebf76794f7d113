"""What a roll's way asks for by itself: signatures before the owner sees it, approvals before anything is paid."""

from __future__ import annotations

from labor.models import RollAct
from labor.pay.acts import register_act
from labor.pay.approving import approve_roll, lacking_approval, review_roll
from labor.pay.guards import register
from labor.pay.handing_back import hand_back_roll
from labor.pay.sending_out import send_roll
from labor.pay.signing import lacking_to_submit, submit_roll


def register_all() -> None:
    """Guards, and the acts that do more than move."""
    register(RollAct.SUBMIT, lacking_to_submit)
    for act in (RollAct.PAY, RollAct.REISSUE):
        register(act, lacking_approval)
    register_act(RollAct.SEND, send_roll)
    register_act(RollAct.SUBMIT, submit_roll)
    register_act(RollAct.APPROVE, approve_roll)
    register_act(RollAct.REVIEW, review_roll)
    register_act(RollAct.HAND_BACK, hand_back_roll)
