"""导入回执: whole or not at all, each row to its payment, the roll where its results lead, the same file once."""

from __future__ import annotations

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook

from labor.models import Payment, PaymentState, Receipt, RollState, WageRoll
from labor.payments.receipts import import_receipts
from projects.models import PayChannel, Period, Project
from projects.outcome import ImportOutcome
from tests.labor.conftest import AT
from tests.labor.paying import MakeRoll, make_roll
from tests.labor.payments.banking import (
    BANK_AT,
    HEADINGS,
    RETURNED_ON,
    bring_back,
    result_csv,
    send_out,
    told,
)
from tests.labor.sheets import card_number
from units.audit import first_broken_link
from units.models import AuditEntry, User
from units.refusals import NotAllowed, Refusal, WrongState
from units.secrecy import blind_index, unseal


@pytest.fixture
def sent(roll_in: MakeRoll, chen_filer: User) -> WageRoll:
    """Three lines of 4,200 元 at the bank."""
    roll = roll_in(RollState.READY, people=3)
    send_out(roll, by=chen_filer)
    return roll


def payments(roll: WageRoll) -> list[Payment]:
    return list(Payment.objects.filter(batch__roll=roll).select_related("line").order_by("line__row", "attempt"))


def kinds(outcome: ImportOutcome) -> list[tuple[str, str]]:
    return [(problem.cell, problem.kind) for problem in outcome.errors]


def state(roll: WageRoll) -> str:
    roll.refresh_from_db()
    return roll.state


def test_a_line_that_went_through_is_dated_vouched_for_and_paid(sent: WageRoll, chen_filer: User) -> None:
    first, second, third = payments(sent)
    outcome = bring_back(sent, [told(first), told(second, "失败")], by=chen_filer)
    assert outcome.is_saved, outcome.lines()
    assert (outcome.facts["succeeded"], outcome.facts["failed"], outcome.facts["waiting"]) == (1, 1, 1)
    assert "还有1笔银行没有回执" in "".join(outcome.notes)
    assert state(sent) == RollState.BANK  # one is still out: what failed waits for it
    lines = list(sent.lines.order_by("row").values_list("pay_on", "voucher", "is_paid"))
    assert [(str(on), *rest) for on, *rest in lines] == [
        ("2026-11-14", f"LS{first.pk:08d}", True), ("None", "", False), ("None", "", False),
    ]  # fmt: skip
    assert Payment.objects.get(pk=second.pk).failure == "账号已销户"
    bring_back(sent, [told(third)], by=chen_filer)
    assert state(sent) == RollState.PARTLY
    assert AuditEntry.objects.filter(act="发放表：导入回执").count() == 2
    assert first_broken_link() is None


def test_an_account_repeated_in_the_banks_own_words_is_kept_masked(sent: WageRoll, chen_filer: User) -> None:
    first, second, _ = payments(sent)
    number = unseal(first.card_sealed)
    of_first = {"收款人户名": f"{first.account_name} {number}", "银行流水号": f"{number}-1"}
    bring_back(sent, [told(first, **of_first), told(second, 银行流水号="20261114000012345678")], by=chen_filer)
    kept = Payment.objects.get(pk=first.pk)
    assert number not in "".join([kept.stated_name, kept.serial, kept.failure, sent.lines.get(pk=kept.line_id).voucher])
    assert Payment.objects.get(pk=second.pk).serial == "20261114000012345678"  # a voucher is found again by it


def test_all_through_is_paid_and_a_return_takes_it_back_even_when_filed(sent: WageRoll, chen_filer: User) -> None:
    bring_back(sent, [told(one) for one in payments(sent)], by=chen_filer)
    assert state(sent) == RollState.PAID
    WageRoll.objects.filter(pk=sent.pk).update(state=RollState.FILED)
    first = payments(sent)[0]
    again = bring_back(sent, [told(first)], by=chen_filer)
    assert (again.facts["repeated"], state(sent)) == (1, RollState.FILED)
    back = bring_back(sent, [told(first, "退汇", 入账日期=RETURNED_ON)], by=chen_filer)
    assert (back.facts["returned"], state(sent)) == (1, RollState.PARTLY)
    first = payments(sent)[0]
    assert (first.state, first.failure) == (PaymentState.FAILED, "退汇：银行未说明原因")
    assert (first.line.pay_on, first.line.voucher, first.line.is_paid) == (None, "", False)


def test_an_archived_roll_takes_no_receipt_and_points_to_a_supplement(sent: WageRoll, chen_filer: User) -> None:
    WageRoll.objects.filter(pk=sent.pk).update(state=RollState.ARCHIVED)
    with pytest.raises(WrongState, match="补发"):
        bring_back(sent, [told(payments(sent)[0])], by=chen_filer)


def test_the_very_same_file_changes_nothing_and_says_who_brought_it_and_when(
    sent: WageRoll, chen_filer: User, lin: User
) -> None:
    rows = [told(one) for one in payments(sent)]
    bring_back(sent, rows, by=chen_filer)
    version, entries = WageRoll.objects.get(pk=sent.pk).version, AuditEntry.objects.count()
    again = bring_back(sent, rows, by=chen_filer, name="回执(1).csv")
    assert again.is_saved
    assert again.facts["again"] is True
    assert "陈禾已于2026年11月22日14:05导入过（当时叫“回执.csv”）" in again.notes[0]
    assert (WageRoll.objects.get(pk=sent.pk).version, AuditEntry.objects.count()) == (version, entries)
    assert Receipt.objects.count() == 1


def test_every_error_is_said_at_once_at_its_cell_and_nothing_is_saved(
    sent: WageRoll, chen_filer: User, estate: Project, october: Period, lin: User
) -> None:
    other = make_roll(estate, october, by=lin, state=RollState.READY, people=1)
    send_out(other, by=lin)
    first, second, third = payments(sent)
    rows = [
        told(first, **{"金额（元）": "4200.01"}),
        told(second, 收款账号=card_number(99)),
        told(third, "处理中"),
        told(first, 支付笔号="999999-1"),
        told(payments(other)[0]),
        told(first, 入账日期="2027-01-01"),
        told(first, 入账日期="2026-11-01"),
        told(first, 支付笔号="", 收款账号=""),
        told(first, 支付笔号="", 收款账号=card_number(77)),
    ]
    outcome = bring_back(sent, rows, by=chen_filer)
    assert kinds(outcome) == [
        ("D2", "amount_differs"), ("C3", "account_differs"), ("E4", "result_unknown"), ("A5", "payment_unknown"),
        ("A6", "payment_of_other_roll"), ("H7", "result_in_future"), ("H8", "result_before_sent"),
        ("A9", "reference_missing"), ("A10", "payment_unknown"),
    ]  # fmt: skip
    said = "".join(problem.message for problem in outcome.errors)
    assert "成功、交易成功、已入账、失败、交易失败、退汇、已退汇" in said
    assert "别的单位" in said  # Chen does not see the estate's roll
    assert card_number(2) not in "".join(outcome.lines())
    assert not Receipt.objects.exists()
    assert not Payment.objects.exclude(state=PaymentState.ISSUED).exists()


def test_a_reference_of_another_roll_names_it_to_those_who_see_it(
    sent: WageRoll, estate: Project, october: Period, lin: User, chen_filer: User
) -> None:
    other = make_roll(estate, october, by=chen_filer, state=RollState.READY, people=1)
    send_out(other, by=lin)
    WageRoll.objects.update(channel=PayChannel.ONE_CARD)  # the office is cashier and sees both
    sent.refresh_from_db()
    outcome = bring_back(sent, [told(payments(other)[0])], by=lin)
    assert "沪汉社区文兴街老旧小区改造" in outcome.errors[0].message


def test_without_a_reference_account_and_amount_decide_where_only_one_fits(sent: WageRoll, chen_filer: User) -> None:
    first, second, third = payments(sent)
    outcome = bring_back(sent, [told(first, 支付笔号=""), told(second, 支付笔号="2026年1月")], by=chen_filer)
    assert outcome.is_saved, outcome.lines()
    assert [problem.kind for problem in outcome.warnings] == ["reference_lost"]
    Payment.objects.filter(pk=third.pk).update(card_index=blind_index(card_number(1)))
    outcome = bring_back(sent, [told(third, 支付笔号="", 收款账号=card_number(1), 入账日期="")], by=chen_filer)
    assert kinds(outcome) == [("A2", "payment_ambiguous")]


def test_a_name_that_differs_is_kept_and_warned_about_for_the_money_has_gone(sent: WageRoll, chen_filer: User) -> None:
    first = payments(sent)[0]
    outcome = bring_back(sent, [told(first, 收款人户名="李代领")], by=chen_filer)
    assert [(problem.cell, problem.kind) for problem in outcome.warnings] == [("B2", "name_differs")]
    first.refresh_from_db()
    assert (first.state, first.stated_name) == (PaymentState.SUCCEEDED, "李代领")


@pytest.mark.parametrize(
    ("before", "then", "kept"),
    [
        (("成功", "2026-11-14"), ("失败", "2026-11-15"), "且不是退汇"),
        (("成功", "2026-11-14"), ("退汇", "2026-11-13"), "且日期在前"),
        (("失败", "2026-11-14"), ("成功", "2026-11-13"), "且日期在前"),
        (("失败", "2026-11-14"), ("成功", "2026-11-15"), ""),
        (("退汇", "2026-11-14"), ("成功", "2026-11-15"), ""),
        (("成功", "2026-11-14"), ("退汇", "2026-11-14"), ""),
    ],
)
def test_a_result_gives_way_only_where_that_can_be(
    sent: WageRoll, chen_filer: User, before: tuple[str, str], then: tuple[str, str], kept: str
) -> None:
    first = payments(sent)[0]
    bring_back(sent, [told(first, before[0], 入账日期=before[1])], by=chen_filer, name="甲.csv")
    outcome = bring_back(sent, [told(first, then[0], 入账日期=then[1])], by=chen_filer, name="乙.csv")
    if not kept:
        assert outcome.is_saved, outcome.lines()
        return
    (error,) = outcome.errors
    assert (error.cell, error.kind) == ("E2", "result_contradicts")
    for words in ("甲.csv", "乙.csv", "陈禾于2026年11月22日14:05导入", kept, "请先向银行核实"):
        assert words in error.message
    assert Receipt.objects.count() == 1


def test_a_late_success_is_refused_once_the_line_was_sent_again(sent: WageRoll, chen_filer: User) -> None:
    first, *rest = payments(sent)
    bring_back(sent, [told(first, "失败"), *map(told, rest)], by=chen_filer)
    send_out(sent, by=chen_filer, at=BANK_AT, lines=[first.line])
    outcome = bring_back(sent, [told(first, 入账日期="2026-11-20")], by=chen_filer)
    assert "第2次支付银行处理中" in outcome.errors[0].message
    second = payments(sent)[1]
    both = [told(first, 入账日期="2026-11-20"), told(second, "失败", 入账日期="2026-11-22")]
    assert bring_back(sent, both, by=chen_filer).is_saved
    assert [one.state for one in payments(sent)[:2]] == [PaymentState.SUCCEEDED, PaymentState.FAILED]


def test_a_file_that_tells_a_history_again_changes_nothing(sent: WageRoll, chen_filer: User) -> None:
    first = payments(sent)[0]
    history = [told(first, "退汇", 入账日期=RETURNED_ON), told(first)]  # not in the order of the days
    outcome = bring_back(sent, history, by=chen_filer)
    assert (outcome.facts["succeeded"], outcome.facts["returned"]) == (1, 1)
    assert bring_back(sent, [*history, told(payments(sent)[1])], by=chen_filer).facts["repeated"] == 2
    other = bring_back(sent, [told(payments(sent)[1], 银行流水号="LS-OTHER")], by=chen_filer)
    assert [problem.kind for problem in other.warnings] == ["serial_differs"]


def test_who_may_bring_receipts_in(sent: WageRoll, chen_reviewer: User, wang: User, leader: User) -> None:
    for stranger in (chen_reviewer, wang, leader):
        with pytest.raises(NotAllowed):
            bring_back(sent, [told(payments(sent)[0])], by=stranger)


def test_a_roll_that_is_not_at_the_bank_takes_none(roll_in: MakeRoll, chen_filer: User) -> None:
    ready = roll_in(RollState.READY)
    with pytest.raises(WrongState, match="待支付"):
        bring_back(ready, [], by=chen_filer)
    WageRoll.objects.filter(pk=ready.pk).update(state=RollState.FILED)
    ready.refresh_from_db()
    with pytest.raises(WrongState, match="没有在这里生成过支付文件"):
        bring_back(ready, [], by=chen_filer)


def test_a_workbook_and_other_encodings_are_read_alike_and_a_check_saves_nothing(
    sent: WageRoll, chen_filer: User
) -> None:
    rows = [told(one) for one in payments(sent)]
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for values in (HEADINGS, *(row.values() for row in rows)):
        sheet.append(list(values))
    stream = io.BytesIO()
    book.save(stream)
    for content in (stream.getvalue(), result_csv(rows, encoding="gb18030"), result_csv(rows, encoding="utf-8")):
        outcome = import_receipts(file=content, name="x", roll=sent, by=chen_filer, at=BANK_AT, dry_run=True)
        assert (outcome.ok, outcome.updated) == (True, 3), outcome.lines()
    assert not Receipt.objects.exists()
    with pytest.raises(Refusal, match="银行回执·专用账户通用格式"):
        import_receipts(file=b"a,b\n1,2\n", name="x", roll=sent, by=chen_filer, at=AT)


def test_thirty_rows_ask_as_often_as_three(road: Project, october: Period, chen_filer: User, sent: WageRoll) -> None:
    def asked(roll: WageRoll) -> int:
        rows = [told(one) for one in payments(roll)]
        bring_back(roll, rows, by=chen_filer, dry_run=True)
        with CaptureQueriesContext(connection) as queries:
            assert bring_back(roll, rows, by=chen_filer).is_saved
        return len(queries)

    few = asked(sent)
    WageRoll.objects.filter(pk=sent.pk).update(voided_at=AT, voided_by=chen_filer, void_reason="试")
    sent.lines.update(in_force=False)
    many = make_roll(road, october, by=chen_filer, state=RollState.READY, people=30)
    send_out(many, by=chen_filer)
    assert asked(many) == few
