"""A corrected account goes to the person's stay too where one asks for it; the bank of an account comes from there."""

# ruff: noqa: F811 – fixtures are taken over by name
from __future__ import annotations

import pytest

from labor.models import BankForm, Payment, RollState
from labor.payments.fixing import Account, fix_account
from labor.payments.payable import failed_payments
from tests.labor.conftest import AT
from tests.labor.paying import MakeRoll
from tests.labor.payments.sent import answer, send
from tests.labor.rosters.conftest import Enter, enter_one, trades, train  # noqa: F401
from tests.labor.sheets import card_number
from units.models import User
from units.secrecy import unseal

pytestmark = pytest.mark.usefixtures("own_guards")


def test_the_roster_gives_the_bank_and_takes_the_corrected_account(
    enter_one: Enter, roll_in: MakeRoll, form: BankForm, chen_filer: User
) -> None:
    stay = enter_one(1)
    roll = roll_in(RollState.READY, people=2)
    send(roll, form, chen_filer)
    assert Payment.objects.get(line__row=1).bank == "农商行建胜支行"
    answer(roll, {1: "账号不存在"}, chen_filer)
    (payment,) = failed_payments(roll)
    account = Account(number=card_number(91), bank="重庆银行", holder=payment.account_name)
    fixed = fix_account(payment=payment, account=account, to_roster=True, by=chen_filer, at=AT)
    stay.refresh_from_db()
    assert (fixed.warnings, unseal(stay.card_sealed), stay.bank) == ([], card_number(91), "重庆银行")
    assert stay.steps.order_by("pk").last().changes["card"][1].endswith(card_number(91)[-4:])


def test_a_roster_that_cannot_be_changed_is_told_and_the_line_stays_corrected(
    enter_one: Enter, roll_in: MakeRoll, form: BankForm, chen_filer: User
) -> None:
    stay = enter_one(1)
    roll = roll_in(RollState.READY, people=1)
    send(roll, form, chen_filer)
    answer(roll, {1: "账号不存在"}, chen_filer)
    stay.project.stage = "archived"
    stay.project.save(update_fields=["stage"])
    (payment,) = failed_payments(roll)
    account = Account(number=card_number(91), bank="", holder=payment.account_name)
    fixed = fix_account(payment=payment, account=account, to_roster=True, by=chen_filer, at=AT)
    assert "花名册没有一起更正" in fixed.warnings[-1]
    assert unseal(roll.lines.get().card_sealed) == card_number(91)
