"""Pages of the money: what each role finds there, what each button does and refuses, and what a list costs."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from projects.models import (
    Disbursement,
    DisbursementStep,
    Funding,
    FundingSource,
    Project,
    ProjectKind,
)
from projects.money import keeping
from projects.money.connecting import connect
from projects.money.disbursing import record_disbursement
from tests.cast import Engage
from tests.projects.conftest import MakeProject
from tests.projects.pages import page, send
from tests.projects.samples import AT
from tests.projects.test_financing import garden, loan
from tests.projects.test_money import ALLOCATED, PAID, WAN, fund, move
from tests.projects.uploads import PROGRAM, upload
from units.models import AuditEntry, Role, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def central(road: Project) -> Funding:
    return fund(road)


@pytest.fixture
def finance(engage: Engage) -> User:
    return engage("finance", Role.UNIT_FILER, "区财政局")


def payment(**changed: object) -> dict[str, object]:
    return {"step": "allocated", "amount_fen": "60", "done_on": "2026-04-01", "voucher": "渡财〔2026〕7号"} | changed


# 项目页


def test_a_project_shows_its_money_line_by_line_with_the_floor(
    client: Client, make_project: MakeProject, lin: User, leader: User
) -> None:
    project = make_project(1, kind=ProjectKind.SPECIAL)
    funding = fund(project)
    fund(project, None, "区级配套", source=FundingSource.DISTRICT)
    move(funding, ALLOCATED, 60 * WAN, lin)
    move(funding, PAID, 25 * WAN, lin, for_pay=True)
    client.force_login(lin)
    shown = page(client, "project_detail", project.pk)
    for said in ("25.00%", "60.00", "离下限还差", "区级配套，不在合计和支付率的基数内", "渝发改〔2026〕1号"):
        assert said in shown
    for name in ("funding_edit", "money_detail", "disbursement_new"):
        assert reverse(name, args=[funding.pk]) in shown
    assert reverse("funding_new", args=[project.pk]) in shown
    client.force_login(leader)
    shown = page(client, "project_detail", project.pk)
    assert reverse("money_detail", args=[funding.pk]) in shown
    assert reverse("disbursement_new", args=[funding.pk]) not in shown
    assert reverse("funding_new", args=[project.pk]) not in shown


def test_a_project_without_money_says_what_to_do(client: Client, road: Project, lin: User, wang: User) -> None:
    client.force_login(lin)
    assert "资金下达后，在这里登记文号、日期和金额" in page(client, "project_detail", road.pk)
    client.force_login(wang)
    assert "资金下达后由领导小组办公室登记" in page(client, "project_detail", road.pk)


# 资金


def test_the_office_adds_and_corrects_a_funding_with_its_document(client: Client, road: Project, lin: User) -> None:
    client.force_login(lin)
    page(client, "funding_new", road.pk)
    said = {"source": "bridging", "label": "衔接资金", "amount_fen": "120.5", "issued_on": "2026-03-01"}
    refused = send(client, "funding_new", road.pk, **said)
    assert refused.status_code == 422
    assert "衔接资金由文件下达，请填写下达文号和下达日期" in refused.content.decode()
    assert 'value="120.5"' in refused.content.decode()
    assert not road.fundings.exists()
    done = send(client, "funding_new", road.pk, **said, document_number="渡财农〔2026〕3号", attachments=upload())
    made = road.fundings.get()
    assert done.headers["Location"] == reverse("money_detail", args=[made.pk])
    assert (made.amount_fen, made.files.count()) == (120_500_000, 1)
    assert "批复.pdf" in page(client, "funding_edit", made.pk)
    refused = send(client, "funding_edit", made.pk, amount_fen="130", attachments=upload("假.pdf", PROGRAM))
    assert refused.status_code == 422
    made.refresh_from_db()
    assert made.amount_fen == 120_500_000
    assert send(client, "funding_edit", made.pk, amount_fen="130").status_code == 302
    made.refresh_from_db()
    assert made.amount_fen == 130 * WAN


def test_a_funding_entered_in_error_is_voided_by_its_button(client: Client, central: Funding, lin: User) -> None:
    client.force_login(lin)
    assert reverse("funding_remove", args=[central.pk]) in page(client, "money_detail", central.pk)
    refused = send(client, "funding_remove", central.pk, reason=" ")
    assert refused.status_code == 422
    assert "请写明作废这项资金的原因" in refused.content.decode()
    move(central, ALLOCATED, WAN, lin)
    refused = send(client, "funding_remove", central.pk, reason="登错项目")
    assert refused.status_code == 422
    assert "登错项目</textarea>" in refused.content.decode()
    Disbursement._default_manager.all().delete()
    assert send(client, "funding_remove", central.pk, reason="登错项目").status_code == 302
    assert not Funding.objects.exists()


@pytest.mark.parametrize("name", ["funding_new", "funding_edit", "funding_remove"])
def test_only_the_office_keeps_fundings(client: Client, central: Funding, chen_filer: User, name: str) -> None:
    client.force_login(chen_filer)
    pk = central.project_id if name == "funding_new" else central.pk
    answer = send(client, name, pk)
    assert answer.status_code == 403
    assert "资金信息由领导小组办公室登记" in answer.content.decode()


# 拨付、支付


def test_the_department_records_an_allocation_with_its_voucher(
    client: Client, central: Funding, chen_filer: User
) -> None:
    client.force_login(chen_filer)
    assert "还可拨付 100.00 万元，还可支付 0.00 万元" in page(client, "disbursement_new", central.pk)
    done = send(client, "disbursement_new", central.pk, **payment(attachments=upload("回单.pdf")))
    assert done.headers["Location"] == reverse("money_detail", args=[central.pk])
    shown = page(client, "money_detail", central.pk)
    for said in ("渡财〔2026〕7号", "60.00", "拨付率 60.00%", "回单.pdf"):
        assert said in shown


def test_a_refused_payment_keeps_what_was_typed_and_saves_nothing(
    client: Client, central: Funding, chen_filer: User
) -> None:
    client.force_login(chen_filer)
    refused = send(client, "disbursement_new", central.pk, **payment(step="paid", note="首期", done_on="2026-02-01"))
    shown = refused.content.decode()
    assert refused.status_code == 422
    for said in ("超过了可支付的0.00万元", "支付日期不能早于下达日期", 'value="首期"', 'value="60"'):
        assert said in shown
    blank = send(client, "disbursement_new", central.pk)
    assert blank.status_code == 422
    assert not Disbursement._default_manager.exists()


def test_the_finance_bureau_finds_the_money_and_records_it(client: Client, central: Funding, finance: User) -> None:
    client.force_login(finance)
    assert "道路硬化工程01" in page(client, "money_list")
    shown = page(client, "money_detail", central.pk)
    assert reverse("project_detail", args=[central.project_id]) not in shown
    done = send(client, "disbursement_new", central.pk, **payment(attachments=upload("回单.pdf")))
    assert done.status_code == 302
    assert "回单.pdf" in page(client, "money_detail", central.pk)
    file = Disbursement._default_manager.get().files.get()
    assert send(client, "attachment_download", file.pk).status_code == 200


def test_who_does_not_record_is_told_who_does(client: Client, central: Funding, lin: User, wang: User) -> None:
    made = move(central, ALLOCATED, WAN, lin)
    client.force_login(wang)
    assert reverse("disbursement_new", args=[central.pk]) not in page(client, "money_detail", central.pk)
    for answer in (
        client.get(reverse("disbursement_new", args=[central.pk])),
        send(client, "disbursement_void", made.pk, reason="错"),
    ):
        assert answer.status_code == 403
        assert "区财政局填报人" in answer.content.decode()


def test_money_out_of_scope_is_not_there(
    client: Client, central: Funding, lin: User, zhao: User, auditor: User
) -> None:
    made = move(central, ALLOCATED, WAN, lin)
    client.force_login(zhao)
    assert client.get(reverse("money_detail", args=[central.pk])).status_code == 404
    assert client.get(reverse("disbursement_new", args=[central.pk])).status_code == 404
    assert send(client, "disbursement_void", made.pk, reason="错").status_code == 404
    assert "还没有资金" in page(client, "money_list")
    client.force_login(auditor)
    for name in ("money_list", "connection_list", "financing_list", "social_list"):
        assert client.get(reverse(name)).status_code == 403


def test_an_allocation_is_voided_with_a_reason_unless_payments_rest_on_it(
    client: Client, central: Funding, chen_filer: User
) -> None:
    made = move(central, ALLOCATED, 60 * WAN, chen_filer)
    paid = move(central, PAID, 5 * WAN, chen_filer)
    client.force_login(chen_filer)
    refused = send(client, "disbursement_void", made.pk, reason="金额记错")
    assert refused.status_code == 422
    assert "请先作废相应的支付，再作废这笔拨付" in refused.content.decode()
    assert "金额记错</textarea>" in refused.content.decode()
    for one in (paid, made):
        assert send(client, "disbursement_void", one.pk, reason="金额记错").status_code == 302
    shown = page(client, "money_detail", central.pk)
    assert shown.count('pill-neutral">已作废') == 2
    assert "作废：金额记错" in shown


def test_the_money_list_filters_sums_and_exports(client: Client, make_project: MakeProject, lin: User) -> None:
    first, second = fund(make_project(1), 30), fund(make_project(2, kind=ProjectKind.RURAL), 70)
    fund(make_project(3), None)
    for funding, paid in ((first, 10), (second, 14)):
        move(funding, ALLOCATED, 20 * WAN, lin)
        move(funding, PAID, paid * WAN, lin)
    client.force_login(lin)
    shown = page(client, "money_list")
    assert "24.00%" in shown  # (10+14)÷(30+70); the mean of 33.33 % and 20 % would be 26.67 %
    for query, names in (
        ({"standing": "unknown"}, {"03"}),
        ({"standing": "to_pay"}, {"01", "02"}),
        ({"kind": "rural"}, {"02"}),
        ({"q": "工程01"}, {"01"}),
        ({"year": "2026", "source": "bond"}, set()),
    ):
        shown = page(client, "money_list", **query)
        assert {number for number in ("01", "02", "03") if f"道路硬化工程{number}" in shown} == names
    assert "没有符合条件的资金" in shown
    answer = client.post(reverse("money_export") + "?kind=rural")
    sheet = load_workbook(BytesIO(answer.content)).active
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert any("筛选条件：项目类型＝农推" in str(cell) for row in cells for cell in row)
    assert sum("道路硬化工程" in str(cell) for row in cells for cell in row) == 1
    assert AuditEntry.objects.get(act="导出资金拨付支付").rows == 1


# 查询次数


def grow(make_project: MakeProject, by: User, first: int, last: int) -> None:
    for number in range(first, last + 1):
        special, key = make_project(number, kind=ProjectKind.SPECIAL), make_project(100 + number)
        make_project(200 + number)
        connect(special=special, key=key, purpose="进场道路", by=by, at=AT)
        funding = fund(key)
        record_disbursement(
            funding=funding, step=DisbursementStep.ALLOCATED, files=[], by=by, at=AT,
            values={"amount_fen": WAN, "done_on": AT.date(), "voucher": "1", "for_pay": False, "note": ""},
        )  # fmt: skip
        keeping.record_financing(values=loan(key), by=by, at=AT)
        keeping.record_social(values=garden(name=f"项目{number}"), by=by, at=AT)


PAGES = [
    ("get", "money_list", ""), ("post", "money_export", ""), ("get", "connection_list", ""),
    ("get", "connection_list", "?tab=without"), ("post", "connection_export", ""), ("get", "financing_list", ""),
    ("post", "financing_export", ""), ("get", "social_list", ""), ("post", "social_export", ""),
]  # fmt: skip


@pytest.mark.parametrize("who", ["lin", "chen_filer"])
def test_each_list_costs_the_same_for_2_rows_and_20(
    request: pytest.FixtureRequest, client: Client, make_project: MakeProject, lin: User, who: str
) -> None:
    client.force_login(request.getfixturevalue(who))

    def costs() -> list[int]:
        found = []
        for method, name, query in PAGES:
            with CaptureQueriesContext(connection) as made:
                assert getattr(client, method)(reverse(name) + query).status_code == 200
            found.append(len(made))
        return found

    grow(make_project, lin, 1, 2)
    costs()  # the first requests also touch the session
    few = costs()
    grow(make_project, lin, 3, 20)
    assert costs() == few


def test_a_funding_with_many_vouchers_costs_the_same(client: Client, central: Funding, lin: User) -> None:
    client.force_login(lin)

    def cost() -> int:
        with CaptureQueriesContext(connection) as made:
            page(client, "money_detail", central.pk)
        return len(made)

    move(central, ALLOCATED, WAN, lin, files=[upload()])
    cost()
    few = cost()
    for number in range(5):
        move(central, ALLOCATED, WAN, lin, voucher=str(number), files=[upload()])
    assert cost() == few
