"""下达—拨付—支付: sums, who may, what is refused, and what holds what."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections

from projects.fundings import record_funding
from projects.imports.funding_text import Part
from projects.imports.listing_plan import save_fundings
from projects.models import Disbursement, DisbursementStep, Funding, FundingSource, Project, ProjectKind, Stage
from projects.money.card import money_card
from projects.money.disbursing import record_disbursement
from projects.money.fundings import add_funding, remove_funding
from projects.money.permissions import fundings_visible_to
from projects.money.sums import lines_of, money_line, summed, with_sums
from projects.money.voiding import void_disbursement
from tests.cast import Engage
from tests.projects.conftest import MakeProject
from tests.projects.samples import AT
from tests.projects.uploads import PROGRAM, on_disk, upload
from units.models import AuditEntry, Role, Unit, User
from units.refusals import NotAllowed, Refusal, WrongState

pytestmark = pytest.mark.django_db

WAN = 1_000_000
ISSUED_ON = date(2026, 3, 1)
ALLOCATED, PAID = DisbursementStep.ALLOCATED, DisbursementStep.PAID


def fund(project: Project, wan: int | None = 100, label: str = "中央预算内资金", **changed: Any) -> Funding:
    values = {"source": FundingSource.CENTRAL_BUDGET, "issued_on": ISSUED_ON, "document_number": "渝发改〔2026〕1号"}
    amount = None if wan is None else wan * WAN
    return Funding.objects.create(project=project, label=label, amount_fen=amount, **(values | changed))


def move(funding: Funding, step: DisbursementStep, fen: int, by: User, **changed: Any) -> Disbursement:
    files = changed.pop("files", [])
    values = {
        "amount_fen": fen,
        "done_on": date(2026, 4, 1),
        "voucher": "渡财〔2026〕7号",
        "for_pay": False,
        "note": "",
    }
    return record_disbursement(funding=funding, step=step, values=values | changed, files=files, by=by, at=AT)


@pytest.fixture
def central(road: Project) -> Funding:
    """100 万元 of the central budget for 道路硬化工程01."""
    return fund(road)


def test_money_moves_from_issued_to_allocated_to_paid(central: Funding, chen_filer: User) -> None:
    move(central, ALLOCATED, 60 * WAN, chen_filer)
    move(central, PAID, 25 * WAN, chen_filer)
    move(central, PAID, 5 * WAN, chen_filer, for_pay=True)
    line = money_line(central)
    assert (line.issued_fen, line.allocated_fen, line.paid_fen, line.pay_fen) == (
        100 * WAN,
        60 * WAN,
        30 * WAN,
        5 * WAN,
    )
    assert (line.to_allocate_fen, line.to_pay_fen, line.remaining_fen) == (40 * WAN, 30 * WAN, 70 * WAN)
    assert (line.allocation_rate, line.payment_rate) == ("60.00%", "30.00%")


def test_the_rate_of_a_project_divides_the_sums_and_rounds_once(road: Project, chen_filer: User) -> None:
    """1/3 and 1/7 of two amounts: the mean of the two rates would be 23.81 %."""
    for label, amount, paid in (("甲", 3, 1), ("乙", 7, 1)):
        funding = fund(road, amount, label)
        move(funding, ALLOCATED, amount * WAN, chen_filer)
        move(funding, PAID, paid * WAN, chen_filer)
    fund(road, None, "丙")
    line = money_line(road)
    assert (line.issued_fen, line.paid_fen, line.payment_rate) == (10 * WAN, 2 * WAN, "20.00%")
    assert line.unknown == ("丙",)
    parts = list(road.fundings.all())
    assert summed(parts, lines_of(parts).values()) == line


def test_without_a_known_amount_there_is_no_rate(road: Project) -> None:
    line = money_line(fund(road, None))
    assert (line.issued_fen, line.remaining_fen, line.payment_rate) == (None, None, "—")
    assert money_line(road).issued_fen is None


def test_the_list_sums_what_the_line_sums(central: Funding, chen_filer: User) -> None:
    move(central, ALLOCATED, 60 * WAN, chen_filer)
    gone = move(central, ALLOCATED, 20 * WAN, chen_filer)
    move(central, PAID, 9 * WAN, chen_filer, for_pay=True)
    void_disbursement(disbursement=gone, reason="重复登记", by=chen_filer, at=AT)
    one = with_sums(Funding.objects.all()).get()
    line = money_line(central)
    assert (one.allocated_fen, one.paid_fen, one.pay_fen) == (60 * WAN, 9 * WAN, 9 * WAN)
    assert (line.allocated_fen, line.paid_fen, line.pay_fen) == (60 * WAN, 9 * WAN, 9 * WAN)


def test_no_more_is_allocated_than_issued_nor_paid_than_allocated(central: Funding, chen_filer: User) -> None:
    move(central, ALLOCATED, 60 * WAN, chen_filer)
    with pytest.raises(Refusal, match="本次拨付40.01万元，超过了可拨付的40.00万元：“中央预算内资金”已下达100.00万元"):
        move(central, ALLOCATED, 40 * WAN + 10_000, chen_filer)
    with pytest.raises(Refusal, match="本次支付60.01万元，超过了可支付的60.00万元"):
        move(central, PAID, 60 * WAN + 10_000, chen_filer)
    move(central, ALLOCATED, 40 * WAN, chen_filer)
    move(central, PAID, 100 * WAN, chen_filer)
    assert money_line(central).remaining_fen == 0


def test_nothing_moves_while_the_amount_issued_is_unknown(road: Project, chen_filer: User) -> None:
    with pytest.raises(Refusal, match="没有登记下达金额，请先由办公室登记"):
        move(fund(road, None), ALLOCATED, WAN, chen_filer)


def test_everything_wrong_is_said_at_once_and_nothing_is_kept(central: Funding, chen_filer: User) -> None:
    with pytest.raises(Refusal) as refused:
        move(central, ALLOCATED, 200 * WAN, chen_filer, for_pay=True, done_on=date(2026, 12, 1), voucher="")
    said = "".join(refused.value.sentences)
    for part in ("超过了可拨付", "“用于劳务报酬”只在登记支付时勾选", "不能晚于今天", "不能为空"):
        assert part in said
    with pytest.raises(Refusal, match="拨付日期不能早于下达日期2026年3月1日"):
        move(central, ALLOCATED, WAN, chen_filer, done_on=date(2026, 2, 1))
    with pytest.raises(Refusal, match="大于0"):
        move(central, ALLOCATED, 0, chen_filer)
    assert not Disbursement._default_manager.exists()


def test_a_payment_is_not_dated_before_the_first_allocation(central: Funding, chen_filer: User) -> None:
    move(central, ALLOCATED, WAN, chen_filer, done_on=date(2026, 5, 6))
    with pytest.raises(Refusal, match="支付日期不能早于首次拨付日期2026年5月6日"):
        move(central, PAID, WAN, chen_filer, done_on=date(2026, 5, 5))


def test_a_voucher_sent_twice_is_recorded_once(central: Funding, chen_filer: User) -> None:
    made = move(central, ALLOCATED, WAN, chen_filer)
    with pytest.raises(Refusal, match="这笔拨付已经登记过"):
        move(central, ALLOCATED, WAN, chen_filer)
    void_disbursement(disbursement=made, reason="金额记错", by=chen_filer, at=AT)
    assert move(central, ALLOCATED, WAN, chen_filer).pk


def test_a_bad_voucher_keeps_the_whole_record_out(central: Funding, chen_filer: User) -> None:
    before = on_disk()
    with pytest.raises(Refusal):
        move(central, ALLOCATED, WAN, chen_filer, files=[upload(), upload("凭证.pdf", PROGRAM)])
    assert not Disbursement._default_manager.exists()
    assert on_disk() == before
    made = move(central, ALLOCATED, WAN, chen_filer, files=[upload("凭证.pdf")])
    assert [file.name for file in made.files.all()] == ["凭证.pdf"]


@pytest.fixture
def finance(engage: Engage) -> User:
    """Filer of 区财政局."""
    return engage("finance", Role.UNIT_FILER, "区财政局")


WHO_DISBURSES = {
    "lin": True, "chen_filer": True, "finance": True, "chen_reviewer": False, "wang": False, "zhao": False,
    "leader": False, "sysadmin": False, "auditor": False,
}  # fmt: skip


@pytest.mark.parametrize("who", WHO_DISBURSES)
def test_who_records_and_voids(request: pytest.FixtureRequest, central: Funding, lin: User, who: str) -> None:
    by = request.getfixturevalue(who)
    made = move(central, ALLOCATED, WAN, lin)
    if WHO_DISBURSES[who]:
        move(central, PAID, WAN, by, voucher="凭证12")
        void_disbursement(disbursement=Disbursement._default_manager.latest("pk"), reason="重复", by=by, at=AT)
        assert AuditEntry.objects.filter(act="登记资金支付", by=by).count() == 1
        assert AuditEntry.objects.filter(act="作废资金支付", by=by).count() == 1
        return
    with pytest.raises(NotAllowed, match="区财政局填报人"):
        move(central, PAID, WAN, by)
    with pytest.raises(NotAllowed):
        void_disbursement(disbursement=made, reason="重复", by=by, at=AT)


def test_the_owners_clerk_records_for_the_owners_project(make_project: MakeProject, engage: Engage) -> None:
    clerk = engage("clerk", Role.OWNER_CLERK, "跳磴镇")
    funding = fund(make_project(1, owner=Unit.objects.get(name="跳磴镇")))
    move(funding, ALLOCATED, WAN, clerk)
    with pytest.raises(NotAllowed):
        move(fund(make_project(2)), ALLOCATED, WAN, clerk)


SEES = {"lin": 2, "leader": 2, "finance": 2, "chen_filer": 1, "wang": 2, "zhao": 0, "auditor": 0}


@pytest.mark.parametrize("who", SEES)
def test_who_sees_which_money(request: pytest.FixtureRequest, make_project: MakeProject, who: str) -> None:
    fund(make_project(1))
    fund(make_project(2, department=Unit.objects.get(name="区交通局")))
    assert fundings_visible_to(request.getfixturevalue(who)).count() == SEES[who]


def test_an_allocation_that_payments_rest_on_is_not_voided(central: Funding, chen_filer: User) -> None:
    first, second = (move(central, ALLOCATED, 30 * WAN, chen_filer, voucher=number) for number in ("7号", "8号"))
    paid = move(central, PAID, 40 * WAN, chen_filer)
    with pytest.raises(WrongState, match="已支付40.00万元，作废这笔拨付后，已拨付的只剩30.00万元，不够支付"):
        void_disbursement(disbursement=first, reason="错", by=chen_filer, at=AT)
    void_disbursement(disbursement=paid, reason="错", by=chen_filer, at=AT)
    void_disbursement(disbursement=second, reason="错", by=chen_filer, at=AT)
    assert money_line(central).allocated_fen == 30 * WAN
    with pytest.raises(WrongState, match="已经作废"):
        void_disbursement(disbursement=second, reason="错", by=chen_filer, at=AT)
    with pytest.raises(Refusal, match="请写明作废原因"):
        void_disbursement(disbursement=first, reason=" ", by=chen_filer, at=AT)


def test_an_archived_project_moves_no_money(central: Funding, chen_filer: User, lin: User) -> None:
    made = move(central, ALLOCATED, WAN, chen_filer)
    Project.objects.update(stage=Stage.ARCHIVED)
    with pytest.raises(WrongState, match="已归档"):
        move(central, ALLOCATED, WAN, chen_filer)
    with pytest.raises(WrongState, match="已归档"):
        void_disbursement(disbursement=made, reason="错", by=chen_filer, at=AT)
    with pytest.raises(WrongState, match="已归档"):
        add_funding(project=central.project, values=DOCUMENT, files=[], by=lin, at=AT)
    with pytest.raises(WrongState, match="已归档"):
        record_funding(funding=central, **said_of(central, amount_fen=200 * WAN), by=lin, at=AT)


DOCUMENT: dict[str, Any] = {
    "source": FundingSource.BRIDGING, "label": "衔接资金", "amount_fen": 50 * WAN, "issued_on": ISSUED_ON,
    "document_number": "渡财农〔2026〕3号", "agreed_share": Decimal(25),
}  # fmt: skip


def test_the_office_adds_a_funding_with_its_document(road: Project, lin: User, chen_filer: User) -> None:
    made = add_funding(project=road, values=DOCUMENT, files=[upload("下达.pdf")], by=lin, at=AT)
    assert (made.label, made.amount_fen, made.files.count()) == ("衔接资金", 50 * WAN, 1)
    assert AuditEntry.objects.get(act="新增资金").detail["document_number"] == "渡财农〔2026〕3号"
    with pytest.raises(Refusal, match="同一项目的同一资金名称只登记一次"):
        add_funding(project=road, values=DOCUMENT, files=[], by=lin, at=AT)
    with pytest.raises(NotAllowed, match="领导小组办公室"):
        add_funding(project=road, values=DOCUMENT | {"label": "又一项"}, files=[], by=chen_filer, at=AT)


def test_money_of_the_treasury_needs_its_document(road: Project, lin: User) -> None:
    bare = DOCUMENT | {"amount_fen": None, "document_number": "", "issued_on": AT.date() + timedelta(days=1)}
    with pytest.raises(Refusal) as refused:
        add_funding(project=road, values=bare, files=[], by=lin, at=AT)
    said = "".join(refused.value.sentences)
    assert "请填写下达金额。" in said
    assert "衔接资金由文件下达，请填写下达文号和下达日期。" in said
    assert "下达日期不能晚于今天。" in said
    own = {"source": FundingSource.SELF_RAISED, "label": "自筹", "document_number": "", "issued_on": None}
    assert add_funding(project=road, values=DOCUMENT | own, files=[], by=lin, at=AT).pk


def test_a_funding_entered_in_error_is_taken_back_while_nothing_hangs_on_it(road: Project, lin: User) -> None:
    made = add_funding(project=road, values=DOCUMENT, files=[], by=lin, at=AT)
    with pytest.raises(Refusal, match="请写明"):
        remove_funding(funding=made, reason="", by=lin, at=AT)
    remove_funding(funding=made, reason="文件是另一个项目的", by=lin, at=AT)
    assert not road.fundings.exists()
    assert AuditEntry.objects.get(act="作废资金").detail["reason"] == "文件是另一个项目的"
    moved, filed = fund(road), fund(road, label="另一项")
    move(moved, ALLOCATED, WAN, lin)
    record_funding(funding=filed, **said_of(filed), files=[upload()], by=lin, at=AT)
    with pytest.raises(WrongState, match="有拨付、支付记录"):
        remove_funding(funding=moved, reason="错", by=lin, at=AT)
    with pytest.raises(WrongState, match="附有下达文件"):
        remove_funding(funding=filed, reason="错", by=lin, at=AT)


def said_of(funding: Funding, **changed: Any) -> dict[str, Any]:
    names = ("amount_fen", "issued_on", "document_number", "agreed_share")
    return {name: getattr(funding, name) for name in names} | changed


@pytest.mark.parametrize("amount", [None, 59 * WAN])
def test_the_amount_issued_is_not_corrected_below_what_was_allocated(
    central: Funding, lin: User, amount: int | None
) -> None:
    move(central, ALLOCATED, 60 * WAN, lin)
    with pytest.raises(Refusal, match="已拨付60.00万元，下达金额不能少于已拨付金额"):
        record_funding(funding=central, **said_of(central, amount_fen=amount), by=lin, at=AT)
    corrected = record_funding(funding=central, **said_of(central, amount_fen=60 * WAN), by=lin, at=AT)
    assert money_line(corrected).to_allocate_fen == 0


def test_a_list_without_a_funding_does_not_take_away_money_that_moved(road: Project, lin: User) -> None:
    bare = {"issued_on": None, "document_number": ""}
    kept, gone = fund(road, label="有拨付", **bare), fund(road, label="无拨付", **bare)
    move(kept, ALLOCATED, WAN, lin)
    save_fundings(road, [kept, gone], [Part("新的", FundingSource.OTHER, 7, known=True)])
    assert set(road.fundings.values_list("label", flat=True)) == {"有拨付", "新的"}


def test_the_card_sets_pay_against_the_floor(make_project: MakeProject, lin: User, chen_reviewer: User) -> None:
    project = make_project(1, kind=ProjectKind.SPECIAL)
    funding = fund(project, issued_on=date(2025, 8, 1))
    move(funding, ALLOCATED, 100 * WAN, lin)
    move(funding, PAID, 30 * WAN, lin, for_pay=True)
    card = money_card(project, lin)
    assert (card.floor.required_fen, card.short_fen, card.pay_share) == (40 * WAN, 10 * WAN, "30.00%")
    assert (card.may_edit, card.may_disburse) == (True, True)
    assert (money_card(project, chen_reviewer).may_edit, money_card(project, chen_reviewer).may_disburse) == (
        False,
        False,
    )


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_payments_at_once_that_exceed_the_allocation_one_wins(road: Project, lin: User) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: python -m tests.servers postgres pytest -m postgres")
    funding = fund(road)
    move(funding, ALLOCATED, 50 * WAN, lin)
    start = Barrier(2)

    def pay(number: int) -> object:
        start.wait(10)
        try:
            return move(funding, PAID, 30 * WAN, lin, voucher=f"凭证{number}")
        except Refusal as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(pay, [1, 2]))
    assert {type(result) for result in results} == {Disbursement, Refusal}
    assert money_line(funding).paid_fen == 30 * WAN
