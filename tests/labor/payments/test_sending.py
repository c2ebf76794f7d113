"""The pay file: every line once, the sum exact, full accounts in its bytes alone, one batch whoever presses."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from labor.models import BankForm, Payment, PaymentBatch, RollState, WageLine
from labor.pay.guards import NotYet
from labor.pay.moving import StaleRoll
from labor.payments.sending import fetch_file, make_pay_file
from labor.payments.sheets import FileKind
from labor.payments.standing import MoneyStanding, Share, money_of
from projects.models import PayChannel
from tests.labor.conftest import AT
from tests.labor.paying import MakeRoll
from tests.labor.payments.sent import answer, form_of, send
from tests.labor.sheets import card_number
from units.models import AuditEntry, User
from units.refusals import NotAllowed, Refusal, WrongState

pytestmark = pytest.mark.usefixtures("own_guards")
READY = RollState.READY


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_a_csv_holds_each_line_once_with_its_account_and_the_exact_sum(
    roll_in: MakeRoll, form: BankForm, chen_filer: User
) -> None:
    roll = roll_in(READY, people=3)
    made = send(roll, form, chen_filer)
    rows = rows_of(made.content)
    assert made.content.startswith(b"\xef\xbb\xbf")
    assert [row["收款账号"] for row in rows] == [card_number(order) for order in (1, 2, 3)]
    assert {row["金额（元）"] for row in rows} == {"4200.00"}
    assert sum(Decimal(row["金额（元）"]) for row in rows) * 100 == made.batch.sum_fen == 3 * 4_200_00
    assert [row["支付笔号"] for row in rows] == [f"{line.pk}-1" for line in roll.lines.order_by("row")]
    assert rows[0]["用途"] == "2026年10月以工代赈劳务报酬"


def test_a_workbook_keeps_accounts_and_amounts_as_text(roll_in: MakeRoll, form: BankForm, chen_filer: User) -> None:
    roll = roll_in(READY, people=1)
    roll.lines.update(gross_fen=1_230_000_000_05, net_fen=1_230_000_000_05, kind="supplement")
    page = load_workbook(io.BytesIO(send(roll, form, chen_filer, FileKind.XLSX).content)).active
    head, first = ([cell.value for cell in row] for row in page.iter_rows())
    told = dict(zip(head, first, strict=True))
    assert (told["收款账号"], told["金额（元）"]) == (card_number(1), "1230000000.05")
    assert {cell.number_format for cell in page[2]} == {"@"}


def test_a_name_that_looks_like_a_formula_stays_text(roll_in: MakeRoll, form: BankForm, chen_filer: User) -> None:
    roll = roll_in(READY, people=1)
    roll.lines.update(name="=1+1")
    assert rows_of(send(roll, form, chen_filer).content)[0]["收款人户名"] == "'=1+1"


def test_the_numbers_are_opened_with_an_audit_entry_and_stand_nowhere_else(
    roll_in: MakeRoll, form: BankForm, chen_filer: User
) -> None:
    made = send(roll_in(READY, people=2), form, chen_filer)
    entry = AuditEntry.objects.get(act="取出支付文件")
    assert (entry.rows, entry.detail["purpose"]) == (2, "交银行按账号代发")
    said = f"{list(AuditEntry.objects.values())} {list(Payment.objects.values())} {made}"
    assert card_number(1) not in said


def test_the_second_who_presses_is_told_who_was_first_and_no_second_batch_is_made(
    roll_in: MakeRoll, form: BankForm, chen_filer: User, lin: User
) -> None:
    roll = roll_in(READY)
    send(roll, form, chen_filer)
    with pytest.raises(WrongState, match="陈禾已于2026年11月12日14:05办理“生成支付文件”"):
        send(roll, form, chen_filer)
    with pytest.raises(NotAllowed):
        send(roll, form, lin)  # the wage account's money is the owner's to send
    assert PaymentBatch.objects.count() == 1


def test_a_page_that_is_behind_makes_no_file(roll_in: MakeRoll, form: BankForm, chen_filer: User) -> None:
    with pytest.raises(StaleRoll):
        make_pay_file(roll=roll_in(READY), form=form, kind=FileKind.CSV, by=chen_filer, at=AT, version=7)
    assert not Payment.objects.exists()


def test_lines_without_an_account_are_all_named_and_nothing_is_sent(
    roll_in: MakeRoll, form: BankForm, chen_filer: User
) -> None:
    roll = roll_in(READY, people=3)
    roll.lines.exclude(row=2).update(card_sealed="", card_index="", card_masked="")
    with pytest.raises(NotYet, match="2行没有账号.*第1行") as refused:
        send(roll, form, chen_filer)
    assert "第3行" in refused.value.sentences[0]
    assert (Payment.objects.count(), AuditEntry.objects.filter(act__startswith="取出").count()) == (0, 0)


def test_lines_with_nothing_to_pay_are_not_sent_and_a_roll_of_them_alone_is_refused(
    roll_in: MakeRoll, form: BankForm, chen_filer: User
) -> None:
    roll = roll_in(READY, people=2)
    nothing = {"centidays": 0, "gross_fen": 0, "net_fen": 0}
    roll.lines.filter(row=1).update(**nothing)
    WageLine.objects.filter(roll=roll, row=2).update(in_force=False)
    with pytest.raises(NotYet, match="没有可以支付的行"):
        send(roll, form, chen_filer)
    WageLine.objects.filter(roll=roll, row=2).update(in_force=True)
    assert send(roll, form, chen_filer).batch.lines == 1


def test_a_form_of_the_other_channel_or_out_of_use_is_refused(
    roll_in: MakeRoll, form: BankForm, chen_filer: User
) -> None:
    roll = roll_in(READY)
    with pytest.raises(Refusal, match="走农民工工资专用账户，“一卡通通用格式”是一卡通的格式"):
        send(roll, form_of(PayChannel.ONE_CARD), chen_filer)
    BankForm.objects.update(retired_at=AT, retired_by=chen_filer)
    form.refresh_from_db()
    with pytest.raises(Refusal, match="已经停用"):
        send(roll, form, chen_filer)
    roll.refresh_from_db()
    assert (roll.state, PaymentBatch.objects.count()) == (READY, 0)


def test_the_same_file_is_fetched_again_for_a_purpose_until_the_bank_answers(
    roll_in: MakeRoll, form: BankForm, chen_filer: User, leader: User
) -> None:
    roll = roll_in(READY)
    made = send(roll, form, chen_filer, FileKind.XLSX)
    said = {"batch": made.batch, "kind": FileKind.XLSX, "by": chen_filer, "at": AT}
    assert fetch_file(purpose="网银上传中断", **said).content == made.content
    entry = AuditEntry.objects.filter(act="取出支付文件").order_by("number").last()
    assert entry is not None
    assert (entry.rows, entry.detail["purpose"]) == (2, "网银上传中断")
    with pytest.raises(Refusal, match="取出文件的用途"):
        fetch_file(purpose="要", **said)
    with pytest.raises(NotAllowed):
        fetch_file(purpose="网银上传中断", **said | {"by": leader})
    answer(roll, {1: "账号不存在"}, chen_filer)
    with pytest.raises(WrongState, match="银行已有回执"):
        fetch_file(purpose="网银上传中断", **said)


def test_the_bank_of_the_account_comes_from_the_line(roll_in: MakeRoll, form: BankForm, chen_filer: User) -> None:
    roll = roll_in(READY, people=1)
    roll.lines.update(bank="重庆农村商业银行建胜支行")
    assert rows_of(send(roll, form, chen_filer).content)[0]["开户行"] == "重庆农村商业银行建胜支行"


def test_every_yuan_is_in_one_place(roll_in: MakeRoll, form: BankForm, chen_filer: User) -> None:
    roll = roll_in(READY, people=3)
    one, three = Share(4_200_00, 1, 1), Share(3 * 4_200_00, 3, 3)
    assert money_of(roll) == MoneyStanding({"unsent": three})
    send(roll, form, chen_filer)
    assert money_of(roll) == MoneyStanding({"issued": three})
    answer(roll, {2: "户名不符"}, chen_filer)
    standing = money_of(roll)
    assert standing == MoneyStanding({"succeeded": Share(2 * 4_200_00, 2, 2), "failed": one})
    assert (standing.total_fen, standing.failed_fen, standing.unsent_fen) == (3 * 4_200_00, 4_200_00, 0)


def test_a_file_of_many_lines_takes_as_many_questions_as_one_of_two(
    roll_in: MakeRoll, form: BankForm, chen_filer: User, django_assert_max_num_queries: object
) -> None:
    roll = roll_in(READY, people=40)
    with django_assert_max_num_queries(40):  # type: ignore[operator]
        send(roll, form, chen_filer)
