"""生成支付文件: one batch of payments and its file for the bank; made once, fetched again while nothing came back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from documents.formats import yuan
from labor.bulk import Plain, insert_rows, sentence_of
from labor.models import BankForm, Payment, PaymentBatch, PaymentState, RollAct, RollState, WageRoll
from labor.pay.moves import MOVES
from labor.pay.moving import held_roll, make_move
from labor.pay.permissions import why_not
from labor.payments.payable import banks_known, payable_lines
from labor.payments.sheets import FileKind, pay_bytes, purpose_of
from labor.taking_out import stated_purpose
from projects.models import PayChannel
from units.audit import record
from units.flows import last_told
from units.models import User
from units.refusals import NotAllowed, Refusal, WrongState

TAKEN = "取出支付文件"
TO_THE_BANK = "交银行按账号代发"
COLUMNS = (
    "batch", "line", "attempt", "amount_fen", "account_name", "bank", "card_sealed", "card_index", "card_masked",
    "state", "receipt", "stated_name", "serial", "failure", "result_on",
)  # fmt: skip
NOT_YET = (None, "", "", "", None)  # what the bank will say: the last five of them
FETCH = MOVES[RollAct.PAY]  # whoever may send the money may fetch the file


@dataclass(frozen=True, slots=True)
class PayFile:
    """A batch and the file that goes to the bank; its bytes do not stand in the object's own text."""

    batch: PaymentBatch
    kind: FileKind
    content: bytes = field(repr=False)

    @property
    def name(self) -> str:
        roll = self.batch.roll
        return f"支付文件-{roll.project.name}-{roll.period.label}-第{self.batch.number}次.{self.kind}"


def act_of(roll: WageRoll) -> RollAct:
    """生成支付文件 for the first time, 失败重报 ever after."""
    return RollAct.REISSUE if roll.batches.exists() else RollAct.PAY


@transaction.atomic
def issue(*, roll: WageRoll, form: BankForm, by: User, at: datetime, version: int | None = None) -> PaymentBatch:
    """Make the next batch of a roll from every line that can be paid; its file is fetched from it.

    Two who ask at once make one batch; the second is told who made it, and when.

    Raises:
        NotAllowed, WrongState, StaleRoll, NotYet: as `make_move`; lines without an account, nothing to pay.
        Refusal: the form is of another channel or out of use.
    """
    held = held_roll(roll.pk)
    act = act_of(held)
    lines = list(payable_lines(held)) if held.state in MOVES[act].sources else []
    changes = {"笔数（笔）": ["", len(lines)], "金额（元）": ["", yuan(sum(line.net_fen for line in lines))]}
    moved = make_move(roll=held, act=act, by=by, at=at, version=version, changes=changes, rows=len(lines))
    require_fitting(form, moved)
    return _batch(moved, form, lines, by=by, at=at)


@transaction.atomic
def make_pay_file(
    *, roll: WageRoll, form: BankForm, kind: FileKind, by: User, at: datetime, version: int | None = None
) -> PayFile:
    """Issue the next batch and write its file for the bank in one go; accounts are opened into its bytes alone.

    Raises:
        Refusal: as `issue`, or the rows do not add up to the batch.
    """
    batch = issue(roll=roll, form=form, by=by, at=at, version=version)
    return _taken(batch, kind, TO_THE_BANK, by=by, at=at)


def require_fitting(form: BankForm, roll: WageRoll) -> None:
    """Refuse a form of another channel than the roll's, or one out of use."""
    if form.channel != roll.channel:
        ours, theirs = (PayChannel(channel).label for channel in (roll.channel, form.channel))
        raise Refusal(f"“{roll}”走{ours}，“{form.name}”是{theirs}的格式，请选{ours}的支付文件格式。")
    if form.retired_at is not None:
        raise Refusal(f"支付文件格式“{form.name}”已经停用，请另选一个。")


def _batch(roll: WageRoll, form: BankForm, lines: Sequence[Any], *, by: User, at: datetime) -> PaymentBatch:
    last = roll.batches.aggregate(last=Max("number"))["last"] or 0
    total = sum(line.net_fen for line in lines)
    try:
        with transaction.atomic():
            batch = PaymentBatch.objects.create(
                roll=roll, number=last + 1, channel=roll.channel, form=form, lines=len(lines), sum_fen=total,
                made_at=at, made_by=by,
            )  # fmt: skip
            banks = banks_known(roll)
            insert_rows(Payment, COLUMNS, [_row(batch, line, banks) for line in lines])
    except IntegrityError as error:
        said = sentence_of(error, Payment, PaymentBatch) or "有的行已在支付。"
        raise WrongState(f"{said}{last_told(roll)}请刷新页面看最新状态。") from None
    return batch


def _row(batch: PaymentBatch, line: Any, banks: dict[tuple[int, str], str]) -> Plain:
    """A payment of a line as it now stands, in the order of `COLUMNS`; a bank not on the line comes from the roster."""
    bank = line.bank or banks.get((line.worker_id, line.card_index), "")
    return (
        batch.pk, line.pk, line.last + 1, line.net_fen, line.name, bank,
        line.card_sealed, line.card_index, line.card_masked, PaymentState.ISSUED.value, *NOT_YET,
    )  # fmt: skip


def _content(batch: PaymentBatch, kind: FileKind) -> bytes:
    """The file of a batch, from what is saved: its rows, and their sum, are what the bank gets."""
    payments = list(batch.payments.select_related("line__worker").order_by("line__row", "line"))
    return pay_bytes(
        form=batch.form, payments=payments, kind=kind, purpose=purpose_of(batch.roll), sum_fen=batch.sum_fen
    )


def _taken(batch: PaymentBatch, kind: FileKind, purpose: str, *, by: User, at: datetime) -> PayFile:
    """The file; account numbers were opened into it: who, how many, what for, and which file it was."""
    made, roll = PayFile(batch, kind, _content(batch, kind)), batch.roll
    subject = f"{roll.project.code} {roll.project.name} {roll.period.label} 第{batch.number}次支付"
    detail = {
        "roll": roll.pk, "batch": batch.pk, "purpose": purpose, "kind": str(kind), "sum_fen": batch.sum_fen,
        "file_sha256": sha256(made.content).hexdigest(),
    }  # fmt: skip
    record(act=TAKEN, subject=subject, by=by, at=at, rows=batch.lines, detail=detail)
    return made


def why_not_fetched(batch: PaymentBatch, roll: WageRoll, by: User) -> str:
    """The sentence why this person cannot fetch a batch's file; "" when they can."""
    if refused := why_not(FETCH, roll, by):
        return refused
    answered = batch.payments.exclude(state=PaymentState.ISSUED).exists()
    if roll.state != RollState.BANK or answered:
        return f"第{batch.number}次支付银行已有回执，不能再取原文件，以免重复交银行；失败的行请更正后重报。"
    return ""


@transaction.atomic
def fetch_file(*, batch: PaymentBatch, kind: FileKind, purpose: str, by: User, at: datetime) -> PayFile:
    """取出支付文件: the same rows of the same batch each time, while the bank has answered none of them; audited.

    Raises:
        NotAllowed: not the cashier, or one who reviewed the roll.
        WrongState: the bank has answered. Refusal: no purpose is stated.
    """
    roll = held_roll(batch.roll_id)
    if refused := why_not_fetched(batch, roll, by):
        raise (NotAllowed if why_not(FETCH, roll, by) else WrongState)(refused)
    why = stated_purpose(purpose, lacking="请写明取出文件的用途，至少四个字；同一批次不要重复交银行。")
    batch.roll = roll
    return _taken(batch, kind, why, by=by, at=at)
