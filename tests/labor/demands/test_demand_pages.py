"""The list of demands and the page of one: who sees what, what is summed, which buttons work and which refuse."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from labor.demands import actions, placing
from labor.demands.offering import startable_projects
from labor.demands.permissions import may_start
from labor.demands.tables import BAD_AFTER_DAYS, WARN_AFTER_DAYS, age_tone
from labor.models import DemandState, LaborDemand, Trade
from labor.urls.demands import urlpatterns
from projects.models import Condition, Project, Stage
from tests.labor.conftest import AT
from tests.labor.demands.conftest import Ask, said
from tests.labor.demands.world import keys
from tests.projects.pages import buttons, page, send
from units.models import AuditEntry, Unit, User

pytestmark = pytest.mark.django_db
PEOPLE = ["owner", "chen_filer", "chen_reviewer", "wang", "zhao", "lin", "wei", "leader"]
ADMINISTRATORS = ["sysadmin", "security", "auditor"]


@pytest.fixture(autouse=True)
def _stopped_clock() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


def cells(content: bytes) -> list[list[Any]]:
    return [list(row) for row in load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)]  # type: ignore[union-attr]


@pytest.mark.parametrize("person", ADMINISTRATORS)
def test_the_three_administrators_open_none_of_the_pages(
    person: str, client: Client, request: pytest.FixtureRequest, road: Project, owner: User, chen_reviewer: User,
    standards: None,
) -> None:  # fmt: skip
    client.force_login(request.getfixturevalue(person))
    for name, arguments in keys(project=road, filer=owner, reviewer=chen_reviewer).items():
        address = reverse(name, kwargs=arguments)
        assert 403 in {client.get(address).status_code, client.post(address).status_code}, name


@pytest.mark.parametrize("person", PEOPLE)
def test_published_demands_are_seen_by_every_township_and_drafts_by_the_project_alone(
    person: str, client: Client, request: pytest.FixtureRequest, draft: LaborDemand
) -> None:
    client.force_login(request.getfixturevalue(person))
    detail = reverse("demand_detail", args=[draft.pk])
    assert client.get(detail).status_code == (404 if person == "zhao" else 200)
    LaborDemand.objects.update(state=DemandState.PUBLISHED, published_at=AT, published_by=draft.filed_by)
    assert client.get(detail).status_code == 200
    assert "普通杂工" in page(client, "demand_list")


def test_a_department_without_the_project_sees_nothing_of_it(
    client: Client, published: LaborDemand, engage: Any
) -> None:
    client.force_login(engage("zhou", "unit_filer", "区住房城乡建设委", "周砚"))
    for name in ("demand_detail", "demand_edit", "demand_notice"):
        assert client.get(reverse(name, args=[published.pk])).status_code == 404
    assert send(client, "demand_move", published.pk, act="close", reason="招满了").status_code == 404
    assert "还没有您可以查看的用工需求" in page(client, "demand_list")


def test_an_empty_list_says_what_to_do_next(client: Client, owner: User, leader: User) -> None:
    client.force_login(owner)
    shown = page(client, "demand_list")
    assert "先选项目，再写明岗位、人数、时间和技能要求" in shown
    assert reverse("demand_new") in shown
    assert "清空条件" in page(client, "demand_list", q="没有这样的项目")
    client.force_login(leader)
    assert reverse("demand_new") not in page(client, "demand_list")


def test_the_list_counts_people_and_sums_all_rows(
    client: Client, published: LaborDemand, ask: Ask, wang: User, owner: User, lin: User
) -> None:
    first, second = (ask(name) for name in ("李一", "李二"))
    made = placing.propose(demand=published, response_ids=[first.pk, second.pk], by=wang, at=AT)
    placing.confirm(placement=made[0], by=owner, at=AT)
    client.force_login(lin)
    sums = client.get(reverse("demand_list")).context["sums"]
    assert [sums[key] for key in ("headcount", "confirmed", "proposed", "open_posts")] == [2, 1, 1, 1]
    shown = page(client, "demand_detail", published.pk)
    assert "李一" not in shown


@pytest.mark.parametrize(
    ("days", "tone"),
    [(0, "info"), (WARN_AFTER_DAYS, "info"), (WARN_AFTER_DAYS + 1, "warn"), (BAD_AFTER_DAYS, "warn"),
     (BAD_AFTER_DAYS + 1, "bad"), (None, "info")],
)  # fmt: skip
def test_an_unfilled_demand_turns_yellow_and_then_red(days: int | None, tone: str) -> None:
    assert age_tone(days) == tone


def test_the_age_of_open_posts_is_shown_until_they_are_filled(
    client: Client, published: LaborDemand, lin: User
) -> None:
    LaborDemand.objects.update(published_at=AT - timedelta(days=16))
    client.force_login(lin)
    assert "16天" in page(client, "demand_list")
    assert "发布16天还没有招满" in page(client, "demand_detail", published.pk)
    LaborDemand.objects.update(published_at=AT)
    assert "今天发布" in page(client, "demand_detail", published.pk)
    LaborDemand.objects.update(state=DemandState.CLOSED, closed_at=AT, closed_by=lin)
    assert "16天" not in page(client, "demand_list")


def test_filters_find_by_each_question(
    client: Client, published: LaborDemand, plain: Trade, mason: Trade, lin: User, estate: Project
) -> None:
    actions.start_demand(project=estate, values=said(mason), by=lin, at=AT)
    client.force_login(lin)
    other = Unit.objects.get(name="跃进村街道")

    def rows(**asked: Any) -> int:
        number: int = client.get(reverse("demand_list"), asked).context["page"].paginator.count
        return number

    assert (rows(), rows(state="draft"), rows(state="published")) == (2, 1, 1)
    assert (rows(trade=plain.pk), rows(township=other.pk), rows(project=published.project_id)) == (1, 1, 1)
    assert (rows(q="硬化"), rows(q="砌筑"), rows(q="无此")) == (1, 1, 0)
    assert (rows(unfilled="yes"), rows(month="2027-03"), rows(month="2027-04"), rows(month="2026-12")) == (1, 2, 0, 2)
    assert (rows(department=estate.department_id), rows(sector=published.project.sector_id)) == (1, 2)


@pytest.mark.parametrize("key", ["project", "headcount", "open_posts", "days", "age", "-age", "state", "township"])
def test_the_list_is_sorted_by_each_head(key: str, client: Client, published: LaborDemand, lin: User) -> None:
    client.force_login(lin)
    assert "普通杂工" in page(client, "demand_list", sort=key)


def test_oldest_open_posts_come_first_and_age_sorts_both_ways(
    client: Client, published: LaborDemand, owner: User, chen_reviewer: User, plain: Trade, lin: User
) -> None:
    late = actions.start_demand(project=published.project, values=said(plain, headcount=7), by=owner, at=AT)
    actions.send(demand=late, by=owner, at=AT)
    actions.publish(demand=late, by=chen_reviewer, at=AT)
    draft = actions.start_demand(project=published.project, values=said(plain, headcount=9), by=owner, at=AT)
    LaborDemand.objects.filter(pk=published.pk).update(published_at=AT - timedelta(days=20))
    client.force_login(lin)

    def order(**asked: str) -> list[int]:
        return [one.pk for one in client.get(reverse("demand_list"), asked).context["page"]]

    assert order() == order(sort="-age") == [published.pk, late.pk, draft.pk]
    assert order(sort="age") == [late.pk, published.pk, draft.pk]


def test_both_workbooks_say_what_the_page_shows_and_are_audited(
    client: Client, published: LaborDemand, chen_filer: User
) -> None:
    client.force_login(chen_filer)
    listed = cells(client.post(reverse("demand_export") + "?state=published").content)
    assert listed[1][0] == "筛选条件：状态＝已发布"
    head = next(row for row in listed if "项目名称" in row)
    row = dict(zip(head, listed[listed.index(head) + 1], strict=True))
    assert (row["岗位工种"], row["需求人数（人）"], row["还缺（人）"], row["日工资（元）"]) == ("普通杂工", 2, 2, 260)
    form = cells(client.post(reverse("demand_form_export")).content)
    assert form[0][0] == "务工需求表"
    assert form[3][1:5] == ["项目名称", "建设任务/用工环节", "岗位工种", "人数（人）"]
    assert form[4][5:8] == ["2026年12月1日至2027年3月31日", "无", 260]
    told = AuditEntry.objects.filter(act__startswith="导出").order_by("number").values_list("act", "rows")
    assert list(told) == [("导出用工需求清单", 1), ("导出务工需求表", 1)]


@pytest.mark.parametrize("name", ["demand_export", "demand_form_export"])
def test_a_number_typed_as_a_filter_is_neither_printed_nor_kept(name: str, client: Client, chen_filer: User) -> None:
    client.force_login(chen_filer)
    listed = cells(client.post(f"{reverse(name)}?q=13812345678").content)
    entry = AuditEntry.objects.get(act__startswith="导出")
    assert "138****5678" in str(listed)
    assert "13812345678" not in f"{listed}{entry.subject}{entry.detail}"


@pytest.mark.parametrize("method", ["get", "post"])
def test_list_and_workbook_cost_the_same_for_2_rows_and_20(
    method: str, client: Client, road: Project, plain: Trade, lin: User, standards: None
) -> None:
    def grow(number: int) -> None:
        for _ in range(number):
            actions.start_demand(project=road, values=said(plain), by=lin, at=AT)

    def cost() -> int:
        with CaptureQueriesContext(connection) as made:
            address = reverse("demand_list" if method == "get" else "demand_export")
            assert getattr(client, method)(address).status_code == 200
        return len(made)

    client.force_login(lin)
    grow(2)
    cost()
    few = cost()
    grow(18)
    assert cost() == few


def test_a_demand_with_a_long_trail_costs_the_same(client: Client, draft: LaborDemand, owner: User) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as made:
            page(client, "demand_detail", draft.pk)
        return len(made)

    client.force_login(owner)
    cost()
    few = cost()
    for number in range(3, 9):
        actions.save_demand(demand=draft, values={"headcount": number}, by=owner, at=AT)
    assert cost() == few


OFFERED = {
    "owner": {"draft": {"send", "discard"}, "published": {"close"}},
    "chen_reviewer": {"reviewing": {"publish", "hand_back"}, "published": {"hand_back"}, "closed": {"reopen"}},
    "wang": {"draft": set(), "published": set()},
    "leader": {"draft": set(), "published": set()},
}


@pytest.mark.parametrize("person", OFFERED)
def test_each_person_is_offered_their_own_buttons(
    person: str, client: Client, draft: LaborDemand, request: pytest.FixtureRequest, lin: User
) -> None:
    client.force_login(request.getfixturevalue(person))
    for state, wanted in OFFERED[person].items():
        signed = {"published_at": AT, "published_by": lin} if state in ("published", "closed") else {}
        ended = {"closed_at": AT, "closed_by": lin} if state == "closed" else {}
        LaborDemand.objects.update(state=state, **signed, **ended)
        assert buttons(page(client, "demand_detail", draft.pk)) == wanted, state


def test_a_demand_goes_through_all_its_moves_by_buttons(
    client: Client, draft: LaborDemand, owner: User, chen_reviewer: User
) -> None:
    def press(user: User, act: str, **more: str) -> str:
        client.force_login(user)
        demand = LaborDemand.objects.get(pk=draft.pk)
        answer = send(client, "demand_move", draft.pk, act=act, version=demand.version, **more)
        assert answer.status_code == 302, answer.content.decode()
        return LaborDemand.objects.get(pk=draft.pk).state

    assert press(owner, "send") == "reviewing"
    assert press(owner, "withdraw") == "draft"
    press(owner, "send")
    assert press(chen_reviewer, "hand_back", reason="人数请核对") == "returned"
    assert "退回原因：人数请核对" in page(client, "demand_detail", draft.pk)
    press(owner, "send")
    assert press(chen_reviewer, "publish") == "published"
    assert press(owner, "close", reason="已招满") == "closed"
    assert press(chen_reviewer, "reopen") == "published"


def test_a_draft_is_discarded_and_the_list_is_shown(client: Client, draft: LaborDemand, owner: User) -> None:
    client.force_login(owner)
    answer = send(client, "demand_move", draft.pk, act="discard", version=draft.version)
    assert answer.headers["Location"] == reverse("demand_list")
    assert not LaborDemand.objects.exists()


def test_refusals_keep_the_reason_and_change_nothing(
    client: Client, published: LaborDemand, lin: User, chen_filer: User
) -> None:
    client.force_login(lin)
    long = "长" * 201
    answer = send(client, "demand_move", published.pk, act="close", reason=long, version=published.version)
    assert (answer.status_code, LaborDemand.objects.get().state) == (422, "published")
    shown = answer.content.decode()
    assert long in shown
    assert "最多200个字" in shown
    assert "结束招工“普通杂工2人”？" in shown
    assert shown.count('<details class="confirm" open') == 1
    assert send(client, "demand_move", published.pk, act="close", reason=" ").status_code == 422
    assert send(client, "demand_move", published.pk, act="nothing").status_code == 422
    assert send(client, "demand_move", published.pk, act="close", reason="招满", version=0).status_code == 422
    client.force_login(chen_filer)
    refused = send(client, "demand_move", published.pk, act="hand_back", reason="有误")
    assert refused.status_code == 422
    assert "由项目主管部门审核人或领导小组办公室办理" in refused.content.decode()
    assert LaborDemand.objects.get().state == "published"


def test_a_page_tells_what_is_missing_and_what_is_unusual(client: Client, draft: LaborDemand, owner: User) -> None:
    actions.save_demand(demand=draft, values={"skills": "", "day_rate_fen": 100_00}, by=owner, at=AT)
    client.force_login(owner)
    shown = page(client, "demand_detail", draft.pk)
    assert "还有 1 处要补齐或更正" in shown
    assert "没有要求的写“无”" in shown
    assert "提示：日工资100.00元低于最低标准" in shown
    refused = send(client, "demand_move", draft.pk, act="send", version=1)
    assert refused.status_code == 422
    assert "技能要求" in refused.content.decode()


@pytest.mark.parametrize("person", ["owner", "chen_filer", "chen_reviewer", "wang", "lin", "leader"])
def test_the_projects_offered_are_those_one_may_start_for(
    person: str, request: pytest.FixtureRequest, road: Project, estate: Project, park: Project, village: Project,
) -> None:  # fmt: skip
    user = request.getfixturevalue(person)
    Project.objects.filter(pk=park.pk).update(stage=Stage.ARCHIVED)
    Project.objects.filter(pk=village.pk).update(
        condition=Condition.REMOVED, condition_reason="调出", condition_since=AT.date()
    )
    every = Project.objects.all()
    assert set(startable_projects(user)) == {one for one in every if may_start(user, one)}


def test_the_button_stands_only_where_there_is_a_project_to_fill_in_for(
    client: Client, road: Project, wang: User, chen_filer: User
) -> None:
    for user, stands in ((wang, False), (chen_filer, True)):
        client.force_login(user)
        assert (reverse("demand_new") in page(client, "demand_list")) is stands


def test_every_page_of_demands_has_its_object(road: Project, owner: User, chen_reviewer: User, standards: None) -> None:
    assert set(keys(project=road, filer=owner, reviewer=chen_reviewer)) == {one.name for one in urlpatterns}
