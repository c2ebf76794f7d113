"""导入银行回执: the bank's result file taken in whole or not at all; the same file again changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.utils import timezone

from documents.formats import chinese_moment
from documents.masking import masked_problems, without_numbers
from documents.workbooks.opening import Source
from labor.bulk import collector_paused, sentence_of, update_rows
from labor.models import BankForm, Payment, PaymentState, Receipt, RollAct, RollState, WageLine, WageRoll
from labor.pay.moves import MOVES
from labor.pay.moving import held_roll, make_move
from labor.pay.permissions import why_not
from labor.payments.bank_forms import forms_for
from labor.payments.matching import match_results, payments_of
from labor.payments.results import Results, Said, read_results
from labor.payments.settling import REPEATED, Settlement, settle
from labor.payments.standing import MoneyStanding, money_of
from projects.outcome import ImportOutcome, content_of_upload
from units.flows import last_told, wrong_state
from units.models import User
from units.refusals import NotAllowed, WrongState

TITLE = "银行回执"
FILE_NAME_LENGTH = 200
WITHOUT_SERIAL = "银行回执"
OF_PAYMENT = ("state", "receipt", "serial", "failure", "result_on", "stated_name")
OF_LINE = ("pay_on", "voucher", "is_paid")


@dataclass(frozen=True, slots=True)
class _File:
    """The upload: what it is called, what it holds, and by what it is known again."""

    name: str
    content: bytes = field(repr=False)
    digest: str


@collector_paused()
def import_receipts(
    *,
    file: Source,
    name: str,
    roll: WageRoll,
    by: User,
    at: datetime,
    form: BankForm | None = None,
    dry_run: bool = False,
) -> ImportOutcome:
    """Import a bank's result file for one roll; every error stands at its cell, with one error nothing is saved.

    A line that went through gets its 支付日期 and 凭证 and counts as paid; a 退汇 takes them off again.

    Args:
        file: XLSX, XLS, ODS or CSV (bytes, path or binary file); `name` is what the sender calls it.
        form: whose columns and words to read it by; None takes the forms its pay files were made with, then the
            others of the channel, whichever fits.
        dry_run: check alone; nothing is saved.

    Returns:
        The outcome; `updated` payments changed, `unchanged` rows told again; `facts` hold roll, receipt (its key, None
        unless saved), again (this very file was imported before), succeeded, failed, returned, repeated, waiting (笔)
        and state.

    Raises:
        NotAllowed, WrongState: not the cashier; the roll is not at the bank, or archived, or void.
        Refusal: the file cannot be read as a result file at all; one sentence.
    """
    content = content_of_upload(file)
    upload = _File(without_numbers(name)[:FILE_NAME_LENGTH], content, sha256(content).hexdigest())
    if same := _admit(roll, upload, by):
        return _again(same, roll, upload, dry_run)
    forms = [form] if form else forms_of(roll)
    results = read_results(content, forms, today=timezone.localdate(at))  # before the roll is locked
    try:
        with transaction.atomic():
            held = held_roll(roll.pk)
            if same := _admit(held, upload, by):
                return _again(same, held, upload, dry_run)
            return _import(upload, held, results, by=by, at=at, dry_run=dry_run)
    except IntegrityError as error:
        said = sentence_of(error, Receipt, Payment, WageLine) or "这张发放表的支付刚有变动。"
        raise WrongState(f"{said}{last_told(roll)}本次没有保存任何内容，请刷新页面看最新状态后再导入。") from None


def state_after(money: MoneyStanding, state: str) -> RollState:
    """The state a roll's payments lead to.

    While one is still at the bank the roll stays there (银行处理), though others have failed: what failed is corrected
    and sent again in one go once every result is in. Then: all through, 已发放 (a filed roll stays 已备案); else it is
    部分失败, from where 更正、核对、重报 go on.
    """
    if money.issued_fen:
        return RollState.BANK
    if money.failed_fen or money.unsent_fen:
        return RollState.PARTLY
    return RollState.FILED if state == RollState.FILED else RollState.PAID


def forms_of(roll: WageRoll) -> list[BankForm]:
    """By which forms a roll's receipts may be read: those of its pay files, the latest first, then its channel's."""
    used = [batch.form for batch in roll.batches.select_related("form").order_by("-number")]
    return list(dict.fromkeys([*used, *forms_for(roll.channel)]))


def _admit(roll: WageRoll, upload: _File, by: User) -> Receipt | None:
    """The receipt this very file made before, if any; refuses who may not, and a roll that takes none."""
    if refused := why_not(MOVES[RollAct.RECEIVE], roll, by):
        raise NotAllowed(refused)
    same = roll.receipts.filter(file_sha256=upload.digest).select_related("imported_by").first()
    if same is None:
        _require_state(roll)
    return same


def _require_state(roll: WageRoll) -> None:
    move = MOVES[RollAct.RECEIVE]
    if roll.voided_at is not None:
        raise WrongState(f"“{roll}”已经作废，不能再导入回执。")
    if roll.state == RollState.ARCHIVED:
        raise WrongState(f"“{roll}”已归档，只读，不能再导入回执；归档后银行退汇的，请照原表编制补发，写明退汇情况。")
    if roll.state not in move.sources:
        raise WrongState(f"{wrong_state(move, roll.state, states=RollState, noun='发放表')}{last_told(roll)}")
    if not roll.batches.exists():
        raise WrongState(f"“{roll}”没有在这里生成过支付文件，没有可以对的回执。")


def _again(same: Receipt, roll: WageRoll, upload: _File, dry_run: bool) -> ImportOutcome:
    """The very same file: who brought it in and when; nothing changes, and that is well."""
    called = f"（当时叫“{same.file_name}”）" if same.file_name != upload.name else ""
    said = f"这个回执文件{same.imported_by}已于{chinese_moment(same.imported_at)}导入过{called}，内容相同，没有改动。"
    rows = same.succeeded + same.failed + same.returned + same.repeated
    counts = Counter({REPEATED: rows})
    facts = {**_facts(roll, counts, money_of(roll)), "receipt": same.pk, "again": True}
    return ImportOutcome(
        file_name=upload.name, title=TITLE, notes=[said], unchanged=rows, dry_run=dry_run, facts=facts
    )  # fmt: skip


def _import(upload: _File, roll: WageRoll, results: Results, *, by: User, at: datetime, dry_run: bool) -> ImportOutcome:
    payments = payments_of(roll)
    matches = match_results(results.rows, payments, roll, by=by)
    settled = settle(matches, payments, file=upload.name)
    outcome = _outcome(upload, roll, results, settled, dry_run)
    if outcome.is_saved:
        receipt = _save(upload, roll, settled, by=by, at=at)
        money = money_of(roll)
        moved = _move(upload, roll, settled, money, by=by, at=at)
        outcome.facts |= {**_facts(moved, settled.counts, money), "receipt": receipt.pk}
        outcome.notes = [*outcome.notes, *_waiting(money)]
    return outcome


def _outcome(upload: _File, roll: WageRoll, results: Results, settled: Settlement, dry_run: bool) -> ImportOutcome:
    reading, errors = results.reading, masked_problems(results.reading.errors)
    return ImportOutcome(
        file_name=upload.name,
        title=TITLE,
        errors=errors,
        warnings=masked_problems(reading.warnings),
        notes=reading.notes,
        updated=0 if errors else len(settled.changed),
        unchanged=0 if errors else settled.counts[REPEATED],
        dry_run=dry_run,
        facts={**_facts(roll, settled.counts, None), "receipt": None, "form": results.form.name},
    )


def _facts(roll: WageRoll, counts: Counter[str], money: MoneyStanding | None) -> dict[str, object]:
    told = {str(key): counts[key] for key in (*Said, REPEATED)}
    waiting = money.at(PaymentState.ISSUED).lines if money else None
    return {"roll": roll.pk, "again": False, **told, "waiting": waiting, "state": str(RollState(roll.state).label)}


def _waiting(money: MoneyStanding) -> Iterable[str]:
    if waiting := money.at(PaymentState.ISSUED).lines:
        yield f"还有{waiting}笔银行没有回执，到了请继续导入。"


def _save(upload: _File, roll: WageRoll, settled: Settlement, *, by: User, at: datetime) -> Receipt:
    """The receipt and what it changes; failures go first, for a line has one living payment at every moment."""
    receipt = Receipt.objects.create(
        roll=roll, file_name=upload.name, file_sha256=upload.digest, imported_at=at, imported_by=by,
        **{str(key): settled.counts[key] for key in (*Said, REPEATED)},
    )  # fmt: skip
    for state in (PaymentState.FAILED, PaymentState.SUCCEEDED):
        payments = settled.ending(state)
        for payment in payments:
            payment.receipt = receipt
        update_rows(payments, OF_PAYMENT)
        update_rows([_line(payment) for payment in payments], OF_LINE)
    return receipt


def _line(payment: Payment) -> WageLine:
    """The line as its payment leaves it: dated and vouched for, or not paid."""
    line, paid = payment.line, payment.state == PaymentState.SUCCEEDED
    line.pay_on = payment.result_on if paid else None
    line.voucher = (payment.serial or WITHOUT_SERIAL) if paid else ""
    line.is_paid = paid
    return line


def _move(
    upload: _File, roll: WageRoll, settled: Settlement, money: MoneyStanding, *, by: User, at: datetime
) -> WageRoll:
    told = {
        "成功（笔）": Said.SUCCEEDED,
        "失败（笔）": Said.FAILED,
        "退汇（笔）": Said.RETURNED,
        "重复（笔）": REPEATED,
    }
    changes = {label: ["", settled.counts[key]] for label, key in told.items() if settled.counts[key]}
    return make_move(
        roll=roll, act=RollAct.RECEIVE, by=by, at=at, target=state_after(money, roll.state),
        reason=f"回执文件“{upload.name}”", changes=changes, rows=len(settled.changed),
    )  # fmt: skip
