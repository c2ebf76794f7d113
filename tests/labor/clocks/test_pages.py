"""Pages of the clocks: who sees what, folded or filtered, refusals with what was typed, the lamp at home."""

from __future__ import annotations

import html
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import openpyxl
import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from labor.clocks.owing import PayState
from labor.models import AlertRule, RollState, WageLine, WageStandard, Worker
from labor.waiting import late_projects, waiting_for
from projects.models import Period, Project
from tests.labor.attendance.conftest import Engagements, Keep, day
from tests.labor.clocks.world import a_standard, a_term, keys
from tests.labor.paying import make_roll
from tests.labor.sheets import card_number, id_number
from units.models import AuditEntry, User

LATE = datetime(2026, 12, 4, 2, 0, tzinfo=UTC)  # three days after October was due


@pytest.fixture(autouse=True)
def _stopped_clock() -> Iterator[None]:
    with time_machine.travel(LATE, tick=False):
        yield


@pytest.fixture
def owing(road: Project, estate: Project, october: Period, join: Engagements, keep: Keep, lin: User) -> Project:
    """The road owes October to one of two people, one unsettled leaver among its days; the estate made no roll."""
    roll = make_roll(road, october, by=lin, state=RollState.PARTLY)
    WageLine.objects.filter(roll=roll, row=1).update(is_paid=True, pay_on=day(30), voucher="回单1")
    gone = join(road, 7, left_on=day(20), leave_reason="完工")
    keep(road, {gone: {day(5): 100}})
    keep(estate, {join(estate, 8, day_rate_fen=200_00, employer="沪汉建筑"): {day(6): 100}})
    return road


def page(client: Client, user: User, name: str, *args: Any, query: str = "") -> str:
    client.force_login(user)
    answer = client.get(f"{reverse(name, args=args)}{query}")
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def test_the_list_shows_each_person_their_own_projects(
    client: Client, owing: Project, estate: Project, lin: User, wang: User, zhao: User, leader: User
) -> None:
    for user in (lin, leader):
        told = page(client, user, "clock_list")
        assert owing.name in told
        assert estate.name in told
        assert "逾期3天" in told
    told = page(client, wang, "clock_list")
    assert owing.name in told
    assert estate.name not in told
    assert "没有亮红灯或黄灯的项目" in page(client, zhao, "clock_list")


def test_by_employer_and_township_the_same_money_is_folded(client: Client, owing: Project, lin: User) -> None:
    told = page(client, lin, "clock_list", query="?by=employer")
    assert "沪汉建筑" in told
    assert "建胜镇人民政府" in told
    assert "4200.00" in told
    assert "跃进村街道" in page(client, lin, "clock_print", query="?by=township&lamp=all")


@pytest.mark.parametrize(
    ("query", "projects"),
    [
        ("?matter=late", {"road", "estate"}),
        ("?matter=unbuilt", {"estate"}),
        ("?matter=failed", {"road"}),
        ("?matter=leaver", {"road"}),
        ("?matter=interval", {"road"}),
        ("?matter=partly", set()),
        ("?lamp=yellow", set()),
        ("?lamp=green", set()),
        ("?q=文兴街", {"estate"}),
        ("?lamp=nonsense", {"road", "estate"}),
    ],
)
def test_the_list_is_filtered_by_lamp_matter_and_words(
    client: Client, owing: Project, estate: Project, lin: User, query: str, projects: set[str]
) -> None:
    told = page(client, lin, "clock_list", query=query)
    assert {name for name, one in {"road": owing, "estate": estate}.items() if one.code in told} == projects


def test_one_project_shows_months_leavers_masked_and_the_floor(
    client: Client, owing: Project, october: Period, wang: User
) -> None:
    told = page(client, wang, "clock_project", owing.pk)
    assert "没有发放 4200.00 元，1 人" in told
    assert "已发放 4200.00 元" in told
    assert PayState.FAILED in told
    assert "1个工日不在发放表上" in told
    assert Worker.objects.get(engagements__project=owing).id_masked in told
    assert "算法：中央预算内资金400.00万元×30%" in told
    assert not [order for order in (1, 2, 7) if id_number(order=order) in told or card_number(order) in told]


def test_a_project_without_pay_says_what_to_do_and_one_not_yours_is_not_there(
    client: Client, park: Project, lin: User, wang: User
) -> None:
    assert "先登记考勤，再编制当月的发放表" in page(client, lin, "clock_project", park.pk)
    client.force_login(wang)
    assert client.get(reverse("clock_project", args=[park.pk])).status_code == 404


def test_the_workbook_holds_what_is_listed_and_is_audited(client: Client, owing: Project, lin: User) -> None:
    client.force_login(lin)
    answer = client.post(f"{reverse('clock_export')}?matter=failed")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["按项目", "按用人单位", "按镇街"]
    cells = {str(cell) for row in book["按项目"].iter_rows(values_only=True) for cell in row}
    assert {owing.name, "部分失败", "逾期3天"} <= cells
    assert AuditEntry.objects.get(act="导出及时足额清单").rows == 1


def test_the_home_page_counts_late_projects_for_those_who_act(
    owing: Project, estate: Project, lin: User, wang: User, leader: User
) -> None:
    on = LATE.date()
    assert late_projects(lin, on=on) == {owing.pk, estate.pk}
    assert late_projects(leader, on=on) == set()
    told = [one for one in waiting_for(wang, on=on) if one.page == "clock_list"]
    assert [(one.number, one.unit, one.query) for one in told] == [(1, "个", "matter=late")]


def test_the_office_sets_days_and_a_refusal_keeps_what_was_typed(client: Client, lin: User) -> None:
    client.force_login(lin)
    said = {"term": "pay_days", "days": "45", "month": "2026-12"}
    refused = client.post(reverse("clock_terms"), said)
    assert refused.status_code == 422
    told = html.unescape(refused.content.decode())
    assert "国务院令第724号第24条" in told
    assert 'value="45"' in told
    assert client.post(reverse("clock_terms"), {**said, "days": "20"}).status_code == 302
    row = AlertRule.objects.get()
    assert client.post(reverse("clock_term_withdraw", args=[row.pk])).status_code == 302
    assert not AlertRule.objects.exists()


def test_others_read_the_settings_and_change_nothing(client: Client, lin: User, chen_reviewer: User) -> None:
    term, standard = a_term(lin), a_standard(lin)
    assert "另设" not in page(client, chen_reviewer, "clock_terms")
    assert "登记标准" not in page(client, chen_reviewer, "wage_standard_list")
    refused = [
        client.post(reverse("clock_terms"), {}),
        client.post(reverse("clock_term_withdraw", args=[term.pk])),
        client.get(reverse("wage_standard_new")),
        client.post(reverse("wage_standard_edit", args=[standard.pk]), {}),
    ]
    assert [answer.status_code for answer in refused] == [403, 403, 403, 403]


def test_the_office_adds_and_corrects_a_standard_on_its_pages(client: Client, standards: None, lin: User) -> None:
    client.force_login(lin)
    said = {
        "starts_on": "2027-01-01", "month_fen": "2500", "hour_fen": "25", "usual_day_max_fen": "800",
        "standing": "official", "basis": "关于调整最低工资标准的通知",
    }  # fmt: skip
    refused = client.post(reverse("wage_standard_new"), said)
    assert refused.status_code == 422
    assert "写明文号" in html.unescape(refused.content.decode())
    assert client.post(reverse("wage_standard_new"), {**said, "basis": "渝府发〔2026〕9号"}).status_code == 302
    made = WageStandard.objects.get(starts_on="2027-01-01")
    shown = client.get(reverse("wage_standard_edit", args=[made.pk])).context["form"].initial["seen"]
    corrected = {**said, "basis": "渝府发〔2026〕10号", "seen": shown, "hour_fen": "25.5"}
    assert client.post(reverse("wage_standard_edit", args=[made.pk]), corrected).status_code == 302
    made.refresh_from_db()
    assert (made.hour_fen, made.basis) == (25_50, "渝府发〔2026〕10号")
    assert "现行" in page(client, lin, "wage_standard_list")


def test_the_list_asks_as_often_for_twenty_projects_as_for_two(
    client: Client, register: Any, october: Period, lin: User, django_assert_max_num_queries: Any
) -> None:
    def owe(numbers: range) -> None:
        for number in numbers:
            project = register(f"2410-500104-04-01-{number:06}", f"项目{number}", "区农业农村委", "建胜镇")
            make_roll(project, october, by=lin)

    owe(range(1, 3))
    client.force_login(lin)
    client.get(reverse("clock_list"))
    with django_assert_max_num_queries(40) as few:
        client.get(reverse("clock_list"))
    owe(range(3, 21))
    with django_assert_max_num_queries(len(few)):
        assert client.get(reverse("clock_list")).context["totals"].projects == 20


@pytest.mark.parametrize("who", ["sysadmin", "security", "auditor"])
def test_the_three_administrators_open_none_of_it(
    client: Client, owing: Project, lin: User, request: pytest.FixtureRequest, who: str
) -> None:
    addresses = [reverse(name, kwargs=given) for name, given in keys(owing, lin).items()]
    client.force_login(request.getfixturevalue(who))
    assert {answer(address).status_code for address in addresses for answer in (client.get, client.post)} <= {403, 405}


@pytest.mark.parametrize("odd", ["x", "a\x00b", "9" * 30])
def test_odd_words_in_an_address_break_no_page(client: Client, owing: Project, lin: User, odd: str) -> None:
    client.force_login(lin)
    asked = {"q": odd, "lamp": odd, "matter": odd, "township": odd, "by": odd, "page": odd}
    for name in ("clock_list", "clock_print"):
        assert client.get(reverse(name), asked).status_code == 200
    assert client.post(reverse("clock_terms"), {"term": odd, "days": odd, "month": odd}).status_code == 422
    typed = dict.fromkeys(("starts_on", "month_fen", "hour_fen", "usual_day_max_fen", "standing", "basis"), odd)
    assert client.post(reverse("wage_standard_new"), typed).status_code == 422
