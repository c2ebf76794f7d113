"""Bank forms: kept by the office, every fault at its field, and never changed once a file was made with one."""

from __future__ import annotations

import html
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from labor.models import BankForm, RollState
from labor.payments.bank_forms import Stated, forms_for, retire_form, save_form
from labor.reference import load_bank_forms
from projects.models import PayChannel
from projects.moving import Incomplete
from tests.labor.conftest import AT
from tests.labor.paying import MakeRoll
from tests.labor.payments.sent import send
from units.models import AuditEntry, User
from units.refusals import NotAllowed, WrongState


@pytest.fixture
def stated(form: BankForm) -> Stated:
    """The generic form under another name."""
    words = {name: getattr(form, name) for name in ("succeeded_words", "failed_words", "returned_words")}
    return Stated(
        "农商行代发", PayChannel.WAGE_ACCOUNT, list(form.pay_columns), dict(form.result_columns), **words
    )  # fmt: skip


def test_one_generic_form_stands_ready_for_each_channel_and_loading_again_adds_none(form: BankForm) -> None:
    assert load_bank_forms(by=None, at=AT).created == 0
    assert [forms_for(channel).count() for channel in PayChannel.values] == [1, 1]
    assert all(one.is_own for one in BankForm.objects.all())


def test_the_office_makes_and_edits_a_form_and_the_trail_tells_it(stated: Stated, lin: User, chen_filer: User) -> None:
    made = save_form(stated=stated, by=lin, at=AT)
    save_form(stated=replace(stated, name="农商行代发2"), form=made, by=lin, at=AT)
    assert AuditEntry.objects.get(act="更改支付文件格式").detail["changes"] == {"name": ["农商行代发", "农商行代发2"]}
    with pytest.raises(NotAllowed):
        save_form(stated=stated, by=chen_filer, at=AT)


def test_every_fault_is_said_at_once_at_its_field(stated: Stated, lin: User) -> None:
    columns = [{"key": "name", "heading": "户名"}, {"key": "name", "heading": "户名"}, {"key": "x", "heading": ""}]
    bad = replace(
        stated, name="", channel="?", pay_columns=columns, result_columns={"result": ["结果", "结果"]},
        failed_words=[], returned_words=["成功"],
    )  # fmt: skip
    with pytest.raises(Incomplete) as refused:
        save_form(stated=bad, by=lin, at=AT)
    said = "".join(refused.value.sentences)
    assert {lack.field for lack in refused.value.lacks} == {
        "name", "channel", "pay_columns", "result_columns", "failed_words",
    }  # fmt: skip
    for words in ("没有写表头", "出现了几次", "缺少“支付笔号", "不认识的内容", "“结果”写了两次", "“成功”写在了几处"):
        assert words in said


def test_a_name_is_given_once(stated: Stated, lin: User) -> None:
    with pytest.raises(Incomplete, match="已有同名的支付文件格式"):
        save_form(stated=replace(stated, name="专用账户通用格式"), by=lin, at=AT)


@pytest.mark.usefixtures("own_guards")
def test_a_form_in_use_is_replaced_not_edited(
    stated: Stated, form: BankForm, roll_in: MakeRoll, chen_filer: User, lin: User
) -> None:
    send(roll_in(RollState.READY), form, chen_filer)
    with pytest.raises(WrongState, match="已用来生成过支付文件"):
        save_form(stated=stated, form=form, by=lin, at=AT)
    retire_form(form=form, by=lin, at=AT)
    assert not forms_for(PayChannel.WAGE_ACCOUNT).exists()
    with pytest.raises(WrongState, match="已经停用"):
        retire_form(form=form, by=lin, at=AT)
    with pytest.raises(WrongState, match="已经停用"):
        save_form(stated=stated, form=form, by=lin, at=AT)


def test_an_unreadable_place_is_told_together_with_everything_that_is_missing(client: Client, lin: User) -> None:
    client.force_login(lin)
    typed = {"name": "某银行代发", "channel": "one_card", "at_reference": "甲", "heading_reference": "笔号"}
    answer = client.post(reverse("bank_form_new"), typed)
    page = html.unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "“支付笔号（系统编，回执凭它对应）”的第几列请填整数。" in page
    told = "".join(answer.context["form"].non_field_errors())
    assert "收款账号" in told
    assert "支付笔号（系统编" not in told
    assert 'value="甲"' in page
    assert 'value="笔号"' in page
    assert not BankForm.objects.filter(name="某银行代发").exists()
