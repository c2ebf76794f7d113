"""作废 of a recorded 拨付 or 支付: an allocation that payments rest on stays."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from documents.formats import wan
from projects.models import Disbursement, DisbursementStep, Proof
from projects.money.disbursing import lock_funding
from projects.money.permissions import DISBURSE_WHO, may_disburse
from projects.money.sums import money_line
from projects.proofs.permissions import closed
from projects.voiding import void_reason
from units.audit import record
from units.models import User
from units.refusals import NotAllowed, WrongState


@transaction.atomic
def void_disbursement(*, disbursement: Disbursement, reason: str, by: User, at: datetime) -> None:
    """Void one record; it stays to be read, and is in no sum. The funding is locked: no payment slips in between.

    Raises:
        NotAllowed: see `may_disburse`.
        WrongState: it is void already, the project is closed, or payments rest on this allocation.
        Refusal: no reason, or one too long.
    """
    if not may_disburse(by, disbursement.project):
        raise NotAllowed(DISBURSE_WHO)
    said = void_reason(reason)
    held = lock_funding(disbursement.funding)
    if sentence := closed(held.project) or why_rested_on(disbursement):
        raise WrongState(sentence)
    if not Proof.objects.filter(pk=disbursement.pk, voided_at=None).update(
        voided_at=at, voided_by=by, void_reason=said
    ):
        raise WrongState("这笔记录已经作废，不必再办。请刷新页面看最新情况。")
    act = f"作废资金{disbursement.get_step_display()}"
    detail = {"disbursement": disbursement.pk, "amount_fen": disbursement.amount_fen, "reason": said}
    record(act=act, subject=f"{held.project.name} {held.label}", by=by, at=at, detail=detail)


def why_rested_on(disbursement: Disbursement) -> str:
    """The sentence why payments hold this allocation fast; "" when nothing does. The funding is locked already."""
    line = money_line(disbursement.funding)
    left = line.allocated_fen - disbursement.amount_fen
    if disbursement.is_void or disbursement.step != DisbursementStep.ALLOCATED or line.paid_fen <= left:
        return ""
    return (
        f"“{disbursement.funding.label}”已支付{wan(line.paid_fen)}万元，作废这笔拨付后，已拨付的只剩{wan(left)}万元，"
        "不够支付。请先作废相应的支付，再作废这笔拨付。"
    )
