"""整批退回: the bank took in none of a batch and gave the file back, so that no result of it will ever come.

The cashier writes down why and keeps what the bank said; a reviewer who has neither prepared nor paid holds it against
that paper. Then every payment of the batch has failed for that reason, and goes out again like any that failed.
"""

from __future__ import annotations

from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from documents.formats import yuan
from documents.masking import without_numbers
from labor.models import (
    Payment,
    PaymentBatch,
    PaymentState,
    Receipt,
    RollAct,
    RollFile,
    RollFileKind,
    RollStep,
    WageRoll,
)
from labor.pay.files import add_files
from labor.pay.moves import MOVES
from labor.pay.moving import held_roll, make_move
from labor.pay.permissions import why_not
from labor.payments.confirming import sign_for
from labor.payments.looked_at import OF_BATCH, WHOLE, failed_of, not_looked_at, withdrawals_of
from labor.payments.receipts import state_after
from labor.payments.standing import money_of
from projects.keeping_files import atomic_with_files, content_of
from units.flows import last_told
from units.models import User
from units.refusals import NotAllowed, Refusal, WrongState

PROOF, DIGEST = "银行的说明", "说明校验值"
NO_PROOF = "请上传银行退回文件的说明（回单、通知的扫描件或照片），审定人要照它核对。"
LONGEST = 100  # of the reason: it becomes the 失败原因 of every payment


@atomic_with_files()
def withdraw_batch(
    *, batch: PaymentBatch, reason: str, proof: File[Any] | None, by: User, at: datetime, version: int | None = None
) -> RollStep:
    """登记整批退回: why the bank gave the whole file back, and its paper; nothing is failed before a reviewer confirms.

    Written down once more, the later one holds.

    Raises:
        NotAllowed, WrongState, StaleRoll: as every move; or the bank has answered some payment of the batch.
        Refusal: reason or paper is missing, or cannot be taken in.
    """
    held, words = held_roll(batch.roll_id), without_numbers(reason.strip())
    _require(RollAct.WITHDRAW, held, batch, by)
    if wrong := _wrong(words, proof):
        raise Refusal(*wrong)
    assert proof is not None
    kept = add_files(roll=held, file_kind=RollFileKind.VOUCHER, files=[proof], by=by, at=at)[0]
    about = {
        OF_BATCH: ["", batch.number], PROOF: ["", kept.name], DIGEST: ["", kept.digest],
        "金额（元）": ["", yuan(batch.sum_fen)],
    }  # fmt: skip
    make_move(
        roll=held, act=RollAct.WITHDRAW, by=by, at=at, version=version, reason=words, changes=about, rows=batch.lines
    )
    return withdrawals_of(held)[batch.number]


@transaction.atomic
def confirm_return(*, batch: PaymentBatch, by: User, at: datetime, version: int | None = None) -> WageRoll:
    """核对整批退回: all payments of the batch fail with the reason written down, and may be sent again as they are.

    Raises:
        NotAllowed, WrongState, StaleRoll: as every move; nothing was written down, or the bank has answered meanwhile.
        Refusal: the bank's paper was removed, or is damaged.
    """
    held = held_roll(batch.roll_id)
    _require(RollAct.RETURN, held, batch, by)
    step = withdrawals_of(held).get(batch.number)
    if step is None:
        raise WrongState(f"第{batch.number}次支付没有登记银行整批退回，没有可以核对的。")
    receipt = _receipt(held, batch, _proof(held, step), by, at)
    _fail(batch, receipt, step.reason, timezone.localdate(step.at))
    moved = make_move(
        roll=held, act=RollAct.RETURN, by=by, at=at, version=version, reason=step.reason, rows=batch.lines,
        target=state_after(money_of(held), held.state), changes={OF_BATCH: ["", batch.number]},
    )  # fmt: skip
    failed = failed_of(moved)
    if not not_looked_at(failed):  # else those of earlier batches are looked at first, and confirmed with these
        sign_for(moved, failed, by=by, at=at)
    return moved


def proof_of(roll: WageRoll, step: RollStep) -> RollFile | None:
    """The bank's paper that a step of WITHDRAW speaks of, while it is kept."""
    return roll.files.filter(digest=step.changes[DIGEST][1], removed_at=None).order_by("-pk").first()


def is_unanswered(batch: PaymentBatch) -> bool:
    """Whether the bank has said nothing of any payment of a batch."""
    return not batch.payments.exclude(state=PaymentState.ISSUED).exists()


def _require(act: RollAct, roll: WageRoll, batch: PaymentBatch, by: User) -> None:
    if refused := why_not(MOVES[act], roll, by):
        raise NotAllowed(refused)
    if not is_unanswered(batch):
        said = f"第{batch.number}次支付已有结果，不是整批退回；请导入银行回执，逐笔记成功、失败。"
        raise WrongState(f"{said}{last_told(roll)}")


def _wrong(words: str, proof: File[Any] | None) -> list[str]:
    wrong = []
    if not words:
        wrong.append("请写明银行为什么退回整个文件，例如“文件格式不符，未受理”。")
    if len(words) > LONGEST:
        wrong.append(f"退回原因有{len(words)}个字，最多{LONGEST}个字，请写得简短些。")
    return wrong if proof is not None else [*wrong, NO_PROOF]


def _proof(roll: WageRoll, step: RollStep) -> RollFile:
    found = proof_of(roll, step)
    if found is None:
        raise Refusal("银行的说明已被移除，不能核对；请经办人重新登记整批退回，并上传说明。")
    return found


def _receipt(roll: WageRoll, batch: PaymentBatch, proof: RollFile, by: User, at: datetime) -> Receipt:
    """The paper as the receipt of these failures: every result of a payment comes from one."""
    digest = sha256(content_of(proof)).hexdigest()
    if roll.receipts.filter(file_sha256=digest).exists():
        raise Refusal(f"“{proof.name}”已经作为回执用过，每次退回请上传银行那一次的说明。")
    return Receipt.objects.create(
        roll=roll, file_name=proof.name, file_sha256=digest, succeeded=0, failed=batch.lines, repeated=0,
        imported_at=at, imported_by=by,
    )  # fmt: skip


def _fail(batch: PaymentBatch, receipt: Receipt, reason: str, on: date) -> None:
    waiting = Payment.objects.filter(batch=batch, state=PaymentState.ISSUED)
    waiting.update(state=PaymentState.FAILED, receipt=receipt, failure=f"{WHOLE}：{reason}", result_on=on)
