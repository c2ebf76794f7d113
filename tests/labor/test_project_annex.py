"""务工 on a project's page: the figures of the ledgers, each leading to them, whatever number of people there is."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from labor.attendance.saving import save_days
from labor.models import Engagement, Trade
from labor.project_annex import labor_annex
from labor.rosters.entering import enter_many
from projects.models import Project
from projects.periods import open_period
from projects.views.annexes import annexes
from tests.labor.conftest import AT
from tests.labor.rosters.conftest import newcomer
from units.models import User

pytestmark = pytest.mark.django_db
TODAY = AT.date()


@pytest.fixture(autouse=True)
def trades(db: None) -> None:
    Trade.objects.create(code="01", name="普工")


def enter(project: Project, lin: User, orders: range) -> None:
    people = [newcomer(order, waiver_reason="持有效上岗证书") for order in orders]
    enter_many(project=project, people=people, by=lin, at=AT)


def figures(project: Project, user: User) -> dict[str, str]:
    return {one.label: f"{one.value}{one.unit} {one.note}" for one in labor_annex(project, user, AT).figures}


def test_a_project_without_people_says_what_is_not_there_yet(road: Project, lin: User) -> None:
    assert figures(road, lin) == {
        "今天在场": "0人 花名册登记过0人",
        "11月考勤": "0工日 还没有登记",
        "招工还缺": "0人 现在没有已发布的用工需求",
        "今年培训": "0人次 今年还没有登记培训",
        "维权告示牌": "未填写 工地上必须有，填写后可打印",
    }
    assert [one.url for one in labor_annex(road, lin, AT).figures if not one.url] == [""]


def test_people_on_site_and_days_of_the_month_are_counted(road: Project, lin: User) -> None:
    enter(road, lin, range(1, 4))
    november = open_period(month=TODAY.replace(day=1), by=lin, at=AT)
    Engagement.objects.update(entered_on=TODAY)
    days = {stay: {TODAY: 50} for stay in Engagement.objects.all()}
    save_days(project=road, period=november, days=days, version=None, by=lin, at=AT)
    told = figures(road, lin)
    assert (told["今天在场"], told["11月考勤"]) == ("3人 花名册登记过3人", "1.5工日 登记中")


def test_the_card_costs_the_same_for_2_people_and_20(road: Project, lin: User) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as made:
            annexes(road, lin, AT)
        return len(made)

    enter(road, lin, range(1, 3))
    cost()  # the working days are read once
    few = cost()
    enter(road, lin, range(3, 21))
    assert cost() == few <= 21  # the whole project page's cards, that of its issues among them


def test_whoever_reads_the_project_finds_the_card_and_its_tab(road: Project, leader: User, client: Client) -> None:
    client.force_login(leader)
    shown = client.get(reverse("project_detail", args=[road.pk])).content.decode()
    assert 'href="#labor"' in shown
    assert 'id="labor"' in shown
    assert reverse("roster_detail", args=[road.pk]) in shown
