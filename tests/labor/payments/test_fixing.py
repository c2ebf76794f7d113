"""Failed lines: looked at one by one, the person's own account, confirmed by another, sent once more."""

from __future__ import annotations

import pytest

from labor.models import BankForm, Payment, PaymentState, RollAct, RollApproval, RollState, WageRoll
from labor.pay.guards import NotYet
from labor.pay.permissions import may
from labor.payments.confirming import confirm_accounts
from labor.payments.fixing import Account, fix_account, leave_unchanged
from labor.payments.looked_at import failed_of
from labor.payments.payable import failed_payments
from labor.payments.standing import money_of
from projects.moving import Incomplete
from tests.labor.conftest import AT
from tests.labor.paying import MakeRoll
from tests.labor.payments.sent import answer, send
from tests.labor.sheets import card_number
from units.models import AuditEntry, User
from units.refusals import NotAllowed, Refusal, WrongState
from units.secrecy import unseal

pytestmark = pytest.mark.usefixtures("own_guards")
BANK = "重庆农村商业银行建胜支行"


@pytest.fixture
def partly(roll_in: MakeRoll, form: BankForm, chen_filer: User) -> WageRoll:
    """Three people sent; those of rows 1 and 3 failed."""
    roll = roll_in(RollState.READY, people=3)
    send(roll, form, chen_filer)
    return answer(roll, {1: "账号不存在", 3: "超过限额"}, chen_filer)


def failed(roll: WageRoll, row: int) -> Payment:
    return failed_payments(roll).get(line__row=row)


def fix(roll: WageRoll, row: int, by: User, number: str = "", **changed: str) -> list[str]:
    payment = failed(roll, row)
    said = {"number": number or card_number(90 + row), "bank": BANK, "holder": payment.line.name} | changed
    return fix_account(payment=payment, account=Account(**said), by=by, at=AT).warnings


def test_a_corrected_account_is_sealed_and_told_masked(partly: WageRoll, chen_filer: User) -> None:
    warnings = fix(partly, 1, chen_filer, card_number(91))
    line = partly.lines.get(row=1)
    assert (unseal(line.card_sealed), line.bank, line.net_fen, warnings) == (card_number(91), BANK, 4_200_00, [])
    step = partly.steps.last()
    assert step.act == RollAct.FIX
    assert step.changes["账号"][1].endswith(card_number(91)[-4:])
    told = f"{step.changes} {step.reason} {list(AuditEntry.objects.values())}"
    assert card_number(91) not in told
    assert card_number(1) not in told


def test_every_fault_of_an_account_is_said_at_its_field(partly: WageRoll, chen_filer: User) -> None:
    with pytest.raises(Incomplete) as refused:
        fix(partly, 1, chen_filer, "123", holder="李四", bank="行" * 81)
    assert [lack.field for lack in refused.value.lacks] == ["number", "bank", "holder"]
    assert "收款人须为本人" in refused.value.sentences[2]
    with pytest.raises(Incomplete, match="与原来一样"):
        fix(partly, 1, chen_filer, card_number(1), bank="")


def test_a_check_digit_and_a_shared_account_are_warned_of_and_saved(partly: WageRoll, chen_filer: User) -> None:
    odd = card_number(91)[:-1] + str((int(card_number(91)[-1]) + 1) % 10)
    assert ["校验位" in warning for warning in fix(partly, 1, chen_filer, odd)] == [True]
    assert ["另一人" in warning for warning in fix(partly, 3, chen_filer, card_number(2))] == [True]


def test_only_who_prepares_corrects_and_only_what_failed(
    partly: WageRoll, chen_filer: User, chen_reviewer: User, leader: User
) -> None:
    for other in (chen_reviewer, leader):
        with pytest.raises(NotAllowed):
            fix(partly, 1, other)
    paid = Payment.objects.get(line__roll=partly, line__row=2)
    said = Account(number=card_number(95), bank="", holder=paid.line.name)
    with pytest.raises(WrongState, match="已不在失败的行里"):
        fix_account(payment=paid, account=said, by=chen_filer, at=AT)


def test_nothing_goes_out_again_before_each_line_was_looked_at_and_confirmed(
    partly: WageRoll, form: BankForm, chen_filer: User, chen_reviewer: User
) -> None:
    with pytest.raises(NotYet, match="2笔失败的还没有处理：第1行.*、第3行") as refused:
        send(partly, form, chen_filer)
    assert "还没有审定人核对" in refused.value.sentences[-1]
    fix(partly, 1, chen_filer)
    with pytest.raises(NotYet, match="1笔失败的还没有处理：第3行"):
        confirm_accounts(roll=partly, by=chen_reviewer, at=AT)
    with pytest.raises(Incomplete, match="为什么账号不用改"):
        leave_unchanged(payment=failed(partly, 3), reason="好", by=chen_filer, at=AT)
    leave_unchanged(payment=failed(partly, 3), reason="银行限额已解除", by=chen_filer, at=AT)
    assert [one.is_corrected for one in failed_of(partly)] == [True, False]
    assert not may(RollAct.CONFIRM, partly, chen_filer)
    confirmed = confirm_accounts(roll=partly, by=chen_reviewer, at=AT)
    assert confirmed.sum_fen == 2 * 4_200_00
    with pytest.raises(Refusal, match="您已核对过"):
        confirm_accounts(roll=partly, by=chen_reviewer, at=AT)
    batch = send(partly, form, chen_filer).batch
    assert (batch.number, batch.lines, batch.sum_fen) == (2, 2, 2 * 4_200_00)
    again = Payment.objects.get(batch=batch, line__row=1)
    assert (again.attempt, unseal(again.card_sealed), again.bank) == (2, card_number(91), BANK)
    assert money_of(partly).failed_fen == 0


def test_a_correction_after_the_confirmation_asks_for_another(
    partly: WageRoll, form: BankForm, chen_filer: User, chen_reviewer: User
) -> None:
    for row in (1, 3):
        fix(partly, row, chen_filer)
    confirm_accounts(roll=partly, by=chen_reviewer, at=AT)
    fix(partly, 3, chen_filer, card_number(93), bank="重庆银行大渡口支行")
    with pytest.raises(NotYet, match="还没有审定人核对"):
        send(partly, form, chen_filer)
    confirm_accounts(roll=partly, by=chen_reviewer, at=AT)
    send(partly, form, chen_filer)
    assert RollApproval.objects.filter(roll=partly).count() == 2


def test_who_looked_at_a_line_does_not_count_as_its_confirmer(
    partly: WageRoll, form: BankForm, chen_filer: User, chen_reviewer: User
) -> None:
    for row in (1, 3):
        fix(partly, row, chen_filer)
    confirm_accounts(roll=partly, by=chen_reviewer, at=AT)
    partly.steps.filter(act=RollAct.FIX).update(by=chen_reviewer)
    with pytest.raises(NotYet, match="核对人不能是更正账号的人"):
        send(partly, form, chen_filer)


def test_a_line_that_fails_twice_is_looked_at_anew_and_what_succeeded_is_never_sent_again(
    partly: WageRoll, form: BankForm, chen_filer: User, chen_reviewer: User
) -> None:
    for row in (1, 3):
        fix(partly, row, chen_filer)
    confirm_accounts(roll=partly, by=chen_reviewer, at=AT)
    send(partly, form, chen_filer)
    answer(partly, {3: "户名不符"}, chen_filer)
    assert [one.look for one in failed_of(partly)] == [None]
    fix(partly, 3, chen_filer, card_number(99))
    confirm_accounts(roll=partly, by=chen_reviewer, at=AT)
    send(partly, form, chen_filer)
    answer(partly, {}, chen_filer)
    paid = Payment.objects.filter(batch__roll=partly, state=PaymentState.SUCCEEDED)
    assert sorted(paid.values_list("line__row", "attempt")) == [(1, 2), (2, 1), (3, 3)]
    assert money_of(partly).succeeded_fen == money_of(partly).total_fen == 3 * 4_200_00
