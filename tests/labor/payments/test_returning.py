"""A file the bank gave back whole: written down with its paper, held against it by another, and sent once more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from labor.models import BankForm, Payment, PaymentBatch, PaymentState, RollAct, RollFile, RollState, WageLine, WageRoll
from labor.pay.files import remove_file
from labor.pay.guards import NotYet
from labor.payments.confirming import confirm_accounts
from labor.payments.fixing import leave_unchanged
from labor.payments.payable import failed_payments
from labor.payments.returning import confirm_return, withdraw_batch
from labor.payments.standing import money_of
from tests.cast import Engage
from tests.labor.conftest import AT
from tests.labor.paying import MakeRoll
from tests.labor.payments.banking import bring_back, told
from tests.labor.payments.sent import answer, send
from tests.labor.trainings.conftest import picture
from units.audit import first_broken_link
from units.models import Role, User
from units.refusals import NotAllowed, Refusal, WrongState

pytestmark = pytest.mark.usefixtures("own_guards")
WHY = "文件格式不符，银行未受理"


@pytest.fixture(autouse=True)
def _stopped_clock() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def batch(roll_in: MakeRoll, form: BankForm, chen_filer: User) -> PaymentBatch:
    return send(roll_in(RollState.READY, people=3), form, chen_filer).batch


def withdraw(batch: PaymentBatch, by: User, reason: str = WHY, number: int = 0) -> Any:
    return withdraw_batch(batch=batch, reason=reason, proof=picture("退回通知.png", number), by=by, at=AT)


def test_a_file_given_back_whole_fails_once_another_has_confirmed_it_and_goes_out_again(
    batch: PaymentBatch, form: BankForm, chen_filer: User, chen_reviewer: User
) -> None:
    withdraw(batch, chen_filer)
    assert money_of(batch.roll).issued_fen == 3 * 4_200_00
    with pytest.raises(NotAllowed):
        confirm_return(batch=batch, by=chen_filer, at=AT)
    roll = confirm_return(batch=batch, by=chen_reviewer, at=AT)
    assert (roll.state, money_of(roll).failed_fen, roll.receipts.get().failed) == (RollState.PARTLY, 3 * 4_200_00, 3)
    assert set(batch.payments.values_list("state", "failure")) == {(PaymentState.FAILED, f"银行退回整个文件：{WHY}")}
    assert not WageLine.objects.filter(is_paid=True).exists()
    with pytest.raises(WrongState, match="是银行整批退回的依据"):
        remove_file(file=roll.files.get(), reason="传错了", by=chen_filer, at=AT)
    again = send(roll, form, chen_filer).batch
    assert (again.number, again.lines) == (2, 3)
    assert first_broken_link() is None


def test_what_the_bank_has_answered_is_not_given_back_whole(
    batch: PaymentBatch, chen_filer: User, chen_reviewer: User
) -> None:
    with pytest.raises(WrongState, match="没有登记"):
        confirm_return(batch=batch, by=chen_reviewer, at=AT)
    withdraw(batch, chen_filer)
    bring_back(batch.roll, [told(Payment.objects.select_related("line").first())], by=chen_filer)  # type: ignore[arg-type]
    for act in (lambda: withdraw(batch, chen_filer, number=1), lambda: confirm_return(
        batch=batch, by=chen_reviewer, at=AT
    )):  # fmt: skip
        with pytest.raises(WrongState, match="已有结果，不是整批退回"):
            act()
    assert money_of(batch.roll).issued_fen == 2 * 4_200_00


def test_the_bank_itself_is_believed_after_a_return_that_was_none(
    batch: PaymentBatch, chen_filer: User, chen_reviewer: User
) -> None:  # fmt: skip
    """Credited all the same, a day before the return was written down: paid, and not to be sent again."""
    PaymentBatch.objects.update(made_at=AT - timedelta(days=2))
    withdraw(batch, chen_filer)
    roll = confirm_return(batch=batch, by=chen_reviewer, at=AT)
    rows = [told(one, 入账日期="2026-11-11") for one in Payment.objects.select_related("line")]
    assert bring_back(roll, rows, by=chen_filer).ok
    assert (WageRoll.objects.get().state, money_of(roll).succeeded_fen) == (RollState.PAID, 3 * 4_200_00)


def test_reason_and_paper_are_asked_for_and_nothing_is_left_behind(batch: PaymentBatch, chen_filer: User) -> None:
    with pytest.raises(Refusal) as refused:
        withdraw_batch(batch=batch, reason=" ", proof=None, by=chen_filer, at=AT)
    assert len(refused.value.sentences) == 2
    with pytest.raises(Refusal):
        withdraw_batch(batch=batch, reason=WHY, proof=ContentFile(b"abc", name="a.exe"), by=chen_filer, at=AT)
    assert not RollFile.objects.exists()
    assert not batch.roll.steps.filter(act=RollAct.WITHDRAW).exists()


def test_who_reviews_writes_nothing_down_and_who_paid_confirms_nothing(
    batch: PaymentBatch, engage: Engage, chen_filer: User, chen_reviewer: User
) -> None:
    both = engage("fang", Role.UNIT_FILER, "区农业农村委", "方岩")
    both.grants.create(role=Role.UNIT_REVIEWER, unit=both.grants.get().unit, starts_on=both.grants.get().starts_on)
    with pytest.raises(NotAllowed):
        withdraw(batch, chen_reviewer)
    withdraw(batch, both)
    with pytest.raises(NotAllowed, match="不得为同一人"):
        confirm_return(batch=batch, by=both, at=AT)


def test_a_failure_that_comes_again_is_confirmed_again(
    batch: PaymentBatch, form: BankForm, chen_filer: User, chen_reviewer: User
) -> None:
    """The account found right twice is looked at twice by another, though nothing was changed."""
    for _ in range(2):
        roll: WageRoll = answer(batch.roll, {1: "超过限额"}, chen_filer)
        leave_unchanged(payment=failed_payments(roll).get(), reason="银行限额已解除", by=chen_filer, at=AT)
        with pytest.raises(NotYet, match="还没有审定人核对"):
            send(roll, form, chen_filer)
        confirm_accounts(roll=roll, by=chen_reviewer, at=AT)
        send(roll, form, chen_filer)


def test_the_page_takes_it_down_and_shows_it_to_who_confirms(
    batch: PaymentBatch, chen_filer: User, chen_reviewer: User
) -> None:
    client, page = Client(), reverse("roll_payments", args=[batch.roll_id])
    client.force_login(chen_filer)
    assert reverse("payment_withdraw", args=[batch.pk]) in client.get(page).content.decode()
    refused = client.post(reverse("payment_withdraw", args=[batch.pk]), {"reason": WHY})
    assert (refused.status_code, WHY in refused.content.decode()) == (422, True)
    done = client.post(reverse("payment_withdraw", args=[batch.pk]), {"reason": WHY, "proof": picture("退回通知.png")})
    assert done.status_code == 302
    assert reverse("payment_return", args=[batch.pk]) not in client.get(page).content.decode()
    client.force_login(chen_reviewer)
    shown = client.get(page).content.decode()
    assert WHY in shown
    assert reverse("payment_return", args=[batch.pk]) in shown
    assert client.post(reverse("payment_return", args=[batch.pk])).status_code == 302
    assert WageRoll.objects.get().state == RollState.PARTLY
