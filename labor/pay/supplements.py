"""补发: a further roll for the same month that pays what a roll left out; it goes the whole way like any other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from documents.formats import yuan
from documents.masking import without_numbers
from labor.bulk import insert_rows
from labor.clocks.due import pay_due_on
from labor.models import RollAct, RollKind, RollOrigin, RollState, WageLine, WageRoll
from labor.pay.basis import LONGEST
from labor.pay.building import LINE_FIELDS
from labor.pay.channels import channel_of
from labor.pay.drafts import closed_note, require_may_prepare
from labor.pay.moving import held_roll, tell
from labor.pay.payees import Payee, payees_of
from units.models import User
from units.refusals import Refusal, WrongState

S = RollState
CORRECTABLE = frozenset({S.RECORDED, S.BANK, S.PARTLY, S.PAID, S.FILED, S.ARCHIVED})
UNPAID = frozenset({S.RECORDED, S.BANK, S.PARTLY})  # where a line of the roll may still wait for its money
LARGEST_FEN = 100_000_000  # 100 万元 for one person in one month can only be a slip of the unit
FILE_NAME = "补发"
NOBODY = "还没有填要补发的人，请至少给一个人填写补发金额和原因。"


@dataclass(frozen=True, slots=True)
class BackPay:
    """What one person is still owed for the month, in 分, and why."""

    worker_id: int
    amount_fen: int
    reason: str


class Unconfirmed(Refusal):
    """People who wait for their pay of the roll, or an earlier supplement of it: possible, and most often a mistake."""


def why_no_supplement(roll: WageRoll) -> str:
    """The sentence why a roll takes no supplement as it stands; "" when it does."""
    if roll.voided_at is not None:
        return f"“{roll}”已经作废，不能在它上面补发；请在有效的发放表上办理。"
    if roll.kind != RollKind.REGULAR:
        return f"“{roll}”本身是补发表，再要补的请在原发放表上办理。"
    if roll.state not in CORRECTABLE:
        here = roll.get_state_display()
        return f"“{roll}”现在是“{here}”，还没有支付：漏发、少发的请退回编制后直接更正，不用补发。"
    return ""


def supplement_roll(
    *,
    roll: WageRoll,
    items: Sequence[BackPay],
    by: User,
    at: datetime,
    total_fen: int | None = None,
    is_confirmed: bool = False,
) -> WageRoll:
    """Make a 补发 of a roll, a draft that goes the same way; the month's attendance is not touched.

    Args:
        items: people of the roll or on the roster in its month, each once.
        total_fen: the sum as it stands on paper, in 分; held against the items when given.
        is_confirmed: the person knows that some wait for their pay of this roll, or an earlier supplement of it.

    Raises:
        NotAllowed: the person's post does not prepare the project's pay.
        WrongState: the roll is not paid out, is void, or is a supplement itself.
        Refusal: everything wrong with people, amounts, reasons and sum, at once.
        Unconfirmed: somebody's pay of this roll, or an earlier supplement of it, has not reached them.
    """
    require_may_prepare(by, roll.project)
    with transaction.atomic():
        held = held_roll(roll.pk)
        if refused := why_no_supplement(held):
            raise WrongState(refused)
        payees = payees_of(held)
        if faults := faults_of(held, items, payees, total_fen=total_fen):
            raise Refusal(*faults)
        pending = pending_sentences(held, payees, [item.worker_id for item in items])
        if pending and not is_confirmed:
            raise Unconfirmed(*pending)
        return _save(held, items, payees, pending, by, at)


def faults_of(
    roll: WageRoll, items: Sequence[BackPay], payees: dict[int, Payee], *, total_fen: int | None = None
) -> list[str]:
    """Everything wrong with people, amounts, reasons and sum, as sentences; empty when it may be made."""
    return [*_faults(roll, items, payees), *_wrong_sum(items, total_fen)]


def pending_sentences(roll: WageRoll, payees: dict[int, Payee], people: Sequence[int]) -> list[str]:
    """Whoever of these people waits for their pay of the roll itself, or for an earlier supplement of it."""
    chosen = [payees[person] for person in people]
    unpaid = [payee for payee in chosen if payee.unpaid_fen] if roll.state in UNPAID else []
    own = [
        f"{payee.label}在原表的{yuan(payee.unpaid_fen)}元还没有发放成功，银行退回的在原表更正账号后重报，不用补发；"
        "请核对是否重复补发。"
        for payee in unpaid
    ]
    return own + [
        f"{payee.label}在本表已有补发{yuan(payee.pending_fen)}元还没有支付，请核对是否重复补发。"
        for payee in chosen
        if payee.pending_fen
    ]


def _faults(roll: WageRoll, items: Sequence[BackPay], payees: dict[int, Payee]) -> Iterator[str]:
    if not items:
        yield NOBODY
    for person, times in Counter(item.worker_id for item in items).items():
        if times > 1 and person in payees:
            yield f"{payees[person].label}填了{times}次，一张补发表里一个人只填一行，请合并。"
    for item in items:
        payee = payees.get(item.worker_id)
        if payee is None:
            yield f"有一个人既不在“{roll}”里，当月也不在名册里，请先登记名册，或重新选择人员。"
        else:
            yield from _item_faults(item, payee)


def _item_faults(item: BackPay, payee: Payee) -> Iterator[str]:
    if item.amount_fen <= 0:
        yield f"{payee.label}的补发金额应大于0元，请更正；不补的请清空金额和原因。"
    elif item.amount_fen > LARGEST_FEN:
        yield f"{payee.label}的补发金额{yuan(item.amount_fen)}元超过{yuan(LARGEST_FEN)}元，请核对单位是否填错。"
    yield from reason_faults(payee, item.reason)


def reason_faults(payee: Payee, typed: str) -> Iterator[str]:
    """What is wrong with the reason typed beside a person."""
    said = _reason(typed)
    if not said:
        yield f"{payee.label}的补发原因还没有填，请写明漏发、少发的是什么，例如“10月31日加班漏记”。"
    elif len(said) > LONGEST:
        yield f"{payee.label}的补发原因有{len(said)}个字，最多{LONGEST}个字，请写得简短些。"


def _reason(typed: str) -> str:
    return without_numbers(typed.strip())


def _wrong_sum(items: Sequence[BackPay], total_fen: int | None) -> Iterator[str]:
    made = sum(item.amount_fen for item in items)
    if total_fen is not None and total_fen != made:
        yield f"补发合计填的是{yuan(total_fen)}元，各人相加是{yuan(made)}元，请核对。"


def _save(
    corrected: WageRoll, items: Sequence[BackPay], payees: dict[int, Payee], pending: list[str], by: User, at: datetime
) -> WageRoll:
    total = sum(item.amount_fen for item in items)
    roll = WageRoll(
        project=corrected.project,
        period=corrected.period,
        kind=RollKind.SUPPLEMENT,
        corrects=corrected,
        origin=RollOrigin.COMPUTED,
        state=RollState.DRAFT,
        channel=corrected.channel or channel_of(corrected.project),
        due_on=pay_due_on(corrected.period.month),
        employer=corrected.employer,
        file_name=FILE_NAME,
        file_sha256="",
        notes=[*closed_note(corrected.period), *pending],
        imported_at=at,
        imported_by=by,
    )
    roll.save(force_insert=True)
    rows = [_row(roll, number, item, payees[item.worker_id]) for number, item in enumerate(items, 1)]
    insert_rows(WageLine, LINE_FIELDS, rows)
    said = f"补发{len(items)}人，共{yuan(total)}元"
    tell(roll, RollAct.BUILD, by=by, at=at, reason=said, changes={"补发的原表": [None, corrected.pk]}, rows=len(items))
    return roll


def _row(roll: WageRoll, number: int, item: BackPay, payee: Payee) -> tuple[Any, ...]:
    """One line in the order of LINE_FIELDS: no days, the amount as it was stated, the reason beside it."""
    source, amount = payee.source, item.amount_fen
    return (
        roll.pk, roll.project_id, roll.period_id, item.worker_id, True, RollKind.SUPPLEMENT.value, number, str(number),
        source.employer, payee.name, source.phone_sealed, source.phone_masked, payee.job, 0, 0, amount,
        _reason(item.reason), amount, 0, "", amount, source.bank, source.card_sealed, source.card_index,
        source.card_masked, "", False,
    )  # fmt: skip
