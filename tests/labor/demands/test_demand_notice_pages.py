"""招工公告: what hangs on the village board, who may take it out, and that it names no worker."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from labor.demands import actions, placing
from labor.demands.notice import compose_notice, government_of, notice_of_demand, open_on
from labor.models import LaborDemand, Trade
from projects.models import Project
from tests.labor.conftest import AT
from tests.labor.demands.conftest import Ask, said
from units.models import Unit, User
from units.refusals import WrongState

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 12)


@pytest.fixture(autouse=True)
def _stopped_clock() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


def test_the_notice_of_one_demand_is_a_pdf(client: Client, published: LaborDemand, wang: User) -> None:
    client.force_login(wang)
    answer = client.get(reverse("demand_notice", args=[published.pk]))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF")


def test_it_says_all_a_villager_asks(published: LaborDemand, ask: Ask, wang: User) -> None:
    placing.propose(demand=published, response_ids=[ask("李一").pk], by=wang, at=AT)
    html = compose_notice([published], issuer="区农业农村委", of=published.project.name, on=DAY)
    for words in (
        "招工公告", "普通杂工", "2人", "260元", "2026年12月1日至2027年3月31日", "建胜镇", "周工", "13800001234",
        "村（社区）、镇街报名", "区农业农村委", "2026年11月12日",
    ):  # fmt: skip
        assert words in html
    assert "李一" not in html
    assert "备注" not in html


def test_several_posts_stand_in_a_table_by_project(
    published: LaborDemand, estate: Project, plain: Trade, lin: User
) -> None:
    other = actions.start_demand(project=estate, values=said(plain, headcount=5), by=lin, at=AT)
    html = compose_notice([published, other], issuer="区", of="建胜镇辖区", on=DAY)
    assert html.count('class="posts"') == 2
    assert "共2个岗位、7人" in html


def test_a_demand_that_is_not_published_has_no_notice(client: Client, draft: LaborDemand, owner: User) -> None:
    client.force_login(owner)
    answer = client.get(reverse("demand_notice", args=[draft.pk]), follow=True)
    assert answer.redirect_chain[0][0] == reverse("demand_detail", args=[draft.pk])
    assert "发布以后才能出招工公告" in answer.content.decode()
    assert client.get(reverse("demand_notice_project", args=[draft.project_id])).status_code == 404


def test_works_that_are_over_and_closed_projects_put_up_no_notice(published: LaborDemand) -> None:
    with pytest.raises(WrongState, match="已经过去"):
        notice_of_demand(published, on=published.ends_on + timedelta(days=1))
    published.project.stage = "archived"
    with pytest.raises(WrongState, match="已归档"):
        notice_of_demand(published, on=published.ends_on)


def test_a_project_s_notice_is_for_those_who_see_its_demands(
    client: Client, published: LaborDemand, zhao: User, engage: object
) -> None:
    address = reverse("demand_notice_project", args=[published.project_id])
    client.force_login(zhao)  # every township sees what is published
    assert client.get(address).headers["Content-Type"] == "application/pdf"
    client.force_login(engage("zhou", "unit_filer", "区住房城乡建设委", "周砚"))  # type: ignore[operator]
    assert client.get(address).status_code == 404


def test_a_township_signs_its_own_notice(
    client: Client, published: LaborDemand, wang: User, zhao: User, lin: User, leader: User, owner: User
) -> None:
    address = reverse("demand_notice_township", args=[published.township_id])
    for user in (wang, lin):
        client.force_login(user)
        assert client.get(address).headers["Content-Type"] == "application/pdf"
    for user in (zhao, leader, owner):
        client.force_login(user)
        assert client.get(address).status_code == 403
    client.force_login(lin)
    assert client.get(reverse("demand_notice_township", args=[published.project.department_id])).status_code == 404


def test_a_township_without_open_posts_is_told_so(client: Client, lin: User, published: LaborDemand) -> None:
    client.force_login(lin)
    other = Unit.objects.get(name="八桥镇")
    answer = client.get(reverse("demand_notice_township", args=[other.pk]), follow=True)
    assert "八桥镇辖区现在没有还在招人的务工需求" in answer.content.decode()


def test_filled_and_past_demands_are_left_out(published: LaborDemand, ask: Ask, wang: User, owner: User) -> None:
    every = LaborDemand.objects.all()
    assert open_on(every, DAY) == [published]
    assert open_on(every, date(2027, 4, 1)) == []
    people = [ask(name).pk for name in ("李一", "李二")]
    for one in placing.propose(demand=published, response_ids=people, by=wang, at=AT):
        placing.confirm(placement=one, by=owner, at=AT)
    assert open_on(every, DAY) == []


@pytest.mark.parametrize(("name", "signed"), [("建胜镇", "建胜镇人民政府"), ("新山村街道", "新山村街道办事处")])
def test_a_township_signs_with_its_full_name(name: str, signed: str, reference: None) -> None:
    assert government_of(Unit.objects.get(name=name)) == signed


def test_the_list_offers_the_notice_of_what_is_chosen(
    client: Client, published: LaborDemand, wang: User, chen_filer: User
) -> None:
    town, project = published.township_id, published.project_id
    client.force_login(wang)
    shown = client.get(reverse("demand_list"), {"township": town, "project": project}).content.decode()
    assert reverse("demand_notice_township", args=[town]) in shown
    assert reverse("demand_notice_project", args=[project]) in shown
    bare = client.get(reverse("demand_list")).content.decode()
    assert reverse("demand_notice_township", args=[town]) in bare  # one's own township need not be chosen
    assert reverse("demand_notice_project", args=[project]) not in bare
    client.force_login(chen_filer)
    shown = client.get(reverse("demand_list"), {"township": town}).content.decode()
    assert reverse("demand_notice_township", args=[town]) not in shown


def test_a_character_no_face_has_is_told(client: Client, published: LaborDemand, owner: User) -> None:
    LaborDemand.objects.update(place="工地😀")
    client.force_login(owner)
    answer = client.get(reverse("demand_notice", args=[published.pk]), follow=True)
    assert "字体里没有的字" in answer.content.decode()
