"""The pay pages: who opens them, what stays typed, one batch by press, full accounts in the bank's file alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from labor.models import BankForm, Engagement, Payment, PaymentBatch, RollState, WageLine, WageRoll
from labor.payments.payable import failed_payments
from projects.models import PayChannel
from tests.labor.conftest import AT
from tests.labor.paying import MakeRoll
from tests.labor.payments.sent import answer, form_of, send
from tests.labor.sheets import card_number
from units.models import AuditEntry, User

pytestmark = pytest.mark.usefixtures("own_guards")
READY = RollState.READY


@pytest.fixture(autouse=True)
def _stopped_clock() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def partly(roll_in: MakeRoll, form: BankForm, chen_filer: User) -> WageRoll:
    roll = roll_in(READY, people=3)
    send(roll, form, chen_filer)
    return answer(roll, {1: "账号不存在", 3: "超过限额"}, chen_filer)


def seen(user: User, name: str, /, *args: Any, **asked: Any) -> Any:
    client = Client()
    client.force_login(user)
    return client.get(reverse(name, args=args), asked)


def pressed(user: User, name: str, /, *args: Any, query: str = "", **typed: Any) -> Any:
    client = Client()
    client.force_login(user)
    return client.post(reverse(name, args=args) + query, typed)


def test_a_press_makes_the_batch_and_its_file_is_fetched_for_a_purpose(
    roll_in: MakeRoll, form: BankForm, chen_filer: User
) -> None:
    roll = roll_in(READY)
    page = seen(chen_filer, "roll_payments", roll.pk).content.decode()
    assert "8400.00" in page
    assert "还没有支付批次" in page
    done = pressed(chen_filer, "payment_send", roll.pk, form=form.pk, version=roll.version)
    assert done.status_code == 302
    batch = PaymentBatch.objects.get()
    assert "取出第1次支付文件" in seen(chen_filer, "roll_payments", roll.pk).content.decode()
    refused = pressed(chen_filer, "payment_file", batch.pk, query="?kind=csv", reason="要")
    assert (refused.status_code, "取出文件的用途" in refused.content.decode()) == (422, True)
    file = pressed(chen_filer, "payment_file", batch.pk, query="?kind=csv", reason="交银行代发")
    assert card_number(1) in file.content.decode("utf-8-sig")
    assert "no-store" in file.headers["Cache-Control"]
    again = pressed(chen_filer, "payment_send", roll.pk, form=form.pk, version=roll.version)
    assert (again.status_code, PaymentBatch.objects.count()) == (422, 1)
    assert "陈禾已于2026年11月12日14:05办理“生成支付文件”" in again.content.decode()


def test_who_does_not_send_money_sees_no_button_and_may_not_post(
    roll_in: MakeRoll, form: BankForm, lin: User, leader: User, zhao: User
) -> None:
    roll = roll_in(READY)
    for reader in (lin, leader):
        assert reverse("payment_send", args=[roll.pk]) not in seen(reader, "roll_payments", roll.pk).content.decode()
        assert pressed(reader, "payment_send", roll.pk, form=form.pk, version=0).status_code == 422
    assert seen(zhao, "roll_payments", roll.pk).status_code == 404
    assert not Payment.objects.exists()


def test_a_form_of_the_other_channel_is_not_offered(roll_in: MakeRoll, form: BankForm, chen_filer: User) -> None:
    other = form_of(PayChannel.ONE_CARD)
    refused = pressed(chen_filer, "payment_send", roll_in(READY).pk, form=other.pk, version=0)
    assert (refused.status_code, "不在可选之列" in refused.content.decode()) == (422, True)


def test_a_failed_line_is_fixed_confirmed_and_sent_again_in_the_pages(
    partly: WageRoll, form: BankForm, chen_filer: User, chen_reviewer: User
) -> None:
    first, third = failed_payments(partly)
    page = seen(chen_filer, "roll_payments", partly.pk).content.decode()
    assert "失败待重报：2 笔、8400.00 元" in page
    assert "还有 2 笔没有处理" in page
    typed = {"act": "fix", "number": card_number(91), "bank": "重庆银行", "holder": first.account_name}
    assert pressed(chen_filer, "payment_fix", first.pk, **typed).status_code == 302
    unchanged = {"act": "unchanged", "reason": "银行限额已解除"}
    assert pressed(chen_filer, "payment_fix", third.pk, **unchanged).status_code == 302
    partly.refresh_from_db()
    assert "核对重报" in seen(chen_reviewer, "roll_payments", partly.pk).content.decode()
    assert pressed(chen_reviewer, "payment_confirm", partly.pk, version=partly.version).status_code == 302
    partly.refresh_from_db()
    sent = pressed(chen_filer, "payment_send", partly.pk, form=form.pk, version=partly.version)
    assert (sent.status_code, PaymentBatch.objects.get(number=2).lines) == (302, 2)


def test_a_refused_correction_keeps_what_was_typed_and_says_all(partly: WageRoll, chen_filer: User) -> None:
    payment = failed_payments(partly)[0]
    typed = {"act": "fix", "number": "123", "bank": "重庆银行大渡口支行", "holder": "李四"}
    page = pressed(chen_filer, "payment_fix", payment.pk, **typed)
    text = page.content.decode()
    assert page.status_code == 422
    for words in ("12至19位数字", "收款人须为本人", "重庆银行大渡口支行", "李四"):
        assert words in text


def test_the_rosters_account_is_corrected_along(
    partly: WageRoll, chen_filer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment = failed_payments(partly)[0]
    page = seen(chen_filer, "payment_fix", payment.pk).content.decode()
    assert "to_roster" not in page  # nobody of this roll stands on a roster
    typed = {"act": "fix", "number": card_number(91), "bank": "", "holder": payment.account_name, "to_roster": "on"}
    client = Client()
    client.force_login(chen_filer)
    told = client.post(reverse("payment_fix", args=[payment.pk]), typed, follow=True).content.decode()
    assert "花名册里没有这个人的登记" in told
    assert not Engagement.objects.exists()


def test_a_payment_that_did_not_fail_leads_back_and_strangers_find_none(
    partly: WageRoll, chen_filer: User, chen_reviewer: User, zhao: User
) -> None:
    paid = Payment.objects.get(line__roll=partly, line__row=2)
    assert seen(chen_filer, "payment_fix", paid.pk).url == reverse("roll_payments", args=[partly.pk])
    assert seen(chen_reviewer, "payment_fix", paid.pk).status_code == 403
    assert seen(zhao, "payment_fix", paid.pk).status_code == 404


def test_no_page_holds_a_full_account(partly: WageRoll, chen_filer: User) -> None:
    pages = [("roll_payments", partly.pk), ("payment_list",), ("payment_fix", failed_payments(partly)[0].pk)]
    for name, *args in pages:
        text = seen(chen_filer, name, *args).content.decode()
        assert not any(card_number(order) in text for order in (1, 2, 3))


def test_all_payments_are_filtered_summed_and_taken_out_for_a_purpose(
    partly: WageRoll, leader: User, zhao: User, lin: User
) -> None:
    text = seen(leader, "payment_list").content.decode()
    assert "合计（3笔）" in text
    assert "12600.00" in text
    failed = seen(leader, "payment_list", state="failed", month="2026-10", q="建胜").content.decode()
    assert "合计（2笔）" in failed
    assert "没有符合条件的支付" in seen(leader, "payment_list", channel="one_card").content.decode()
    assert "还没有交给银行的支付" in seen(zhao, "payment_list").content.decode()
    refused = pressed(lin, "payment_export", reason="要")
    assert (refused.status_code, "导出用途" in refused.content.decode()) == (422, True)
    assert pressed(lin, "payment_export", query="?state=failed", reason="核对失败原因").status_code == 200
    assert AuditEntry.objects.get(act="导出支付情况").rows == 2


@pytest.mark.parametrize("name", ["roll_payments", "payment_list"])
def test_pages_ask_as_often_for_many_payments_as_for_few(
    name: str, roll_in: MakeRoll, form: BankForm, chen_filer: User
) -> None:
    counts = []
    for people in (3, 25):
        Payment.objects.all().delete()
        PaymentBatch.objects.all().delete()
        WageLine.objects.update(in_force=False)
        WageRoll.objects.update(voided_at=AT, voided_by=chen_filer, void_reason="重来")
        roll = roll_in(READY, people=people)
        send(roll, form, chen_filer)
        answer(roll, {1: "账号不存在", 2: "超过限额"}, chen_filer)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert seen(chen_filer, name, *([roll.pk] if name == "roll_payments" else [])).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_office_sets_forms_and_what_is_wrong_is_said_with_all_typed(form: BankForm, lin: User, wang: User) -> None:
    assert "专用账户通用格式" in seen(lin, "bank_form_list").content.decode()
    assert seen(wang, "bank_form_list").status_code == 403
    page = seen(lin, "bank_form_new", copy=form.pk)
    typed = {name: field.initial or page.context["form"].initial.get(name, "") for name, field in
             page.context["form"].fields.items()}  # fmt: skip
    wrong = typed | {"name": "农商行代发", "at_name": "2", "heading_amount": "", "result_date": "处理结果"}
    refused = pressed(lin, "bank_form_new", **wrong)
    text = refused.content.decode()
    assert refused.status_code == 422
    for words in ("第2列写给了几种内容", "没有写表头", "“处理结果”写了两次", "农商行代发"):
        assert words in text
    assert pressed(lin, "bank_form_new", **typed | {"name": "农商行代发"}).status_code == 302
    made = BankForm.objects.get(name="农商行代发")
    assert (made.pay_columns, made.result_columns) == (form.pay_columns, form.result_columns)
    assert pressed(lin, "bank_form_edit", made.pk, **typed | {"name": "农商行批量"}).status_code == 302
    assert pressed(lin, "bank_form_retire", made.pk).status_code == 302
    assert BankForm.objects.get(name="农商行批量").retired_by == lin
