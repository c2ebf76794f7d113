"""首页 lamps: overdue rectifications, those to answer and to verify, and nominations that wait."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.inspections.rectifying import answer_rectification
from projects.inspections.voiding import void_inspection
from projects.models import Project, Rectification
from tests.projects.inspecting import DUE, asked_of
from tests.projects.samples import AT
from tests.yidaizhen.months import TODAY, listed
from units.models import User
from yidaizhen.home import home_page
from yidaizhen.home.lamps import Lamp

pytestmark = pytest.mark.django_db
LATE = DUE + timedelta(days=1)


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(AT, tick=False) as traveler:
        yield traveler


@pytest.fixture
def road(reference: None) -> Project:
    [project] = listed(1)
    return project


@pytest.fixture
def asked(road: Project, wang: User) -> Rectification:
    return asked_of(road, wang)


def lit(user: User, on: date = TODAY) -> dict[str, Lamp]:
    return {lamp.label: lamp for lamp in home_page(user, on=on)["lamps"]}


def test_without_findings_no_lamp_is_lit_and_nothing_waits(client: Client, chen_filer: User, lin: User) -> None:
    for user in (chen_filer, lin):
        assert lit(user) == {}
        client.force_login(user)
        shown = client.get("/").content.decode()
        assert "没有等您办理的" in shown
        assert "lamps-title" not in shown


def test_the_answering_side_is_asked_to_answer(client: Client, asked: Rectification, chen_filer: User) -> None:
    lamp = lit(chen_filer)["待回复的整改"]
    assert (lamp.number, lamp.tone, lamp.note) == (1, "warn", "")
    client.force_login(chen_filer)
    shown = client.get("/").content.decode()
    assert "待回复的整改" in shown
    assert "没有等您办理的" not in shown
    assert "目前没有待办事项" not in shown


@pytest.mark.parametrize("who", ["chen_filer", "wang", "lin", "leader"])
def test_what_is_overdue_is_red_by_word_and_tone(
    asked: Rectification, who: str, request: pytest.FixtureRequest
) -> None:
    user = request.getfixturevalue(who)
    assert "逾期未销号的整改" not in lit(user, DUE)
    lamp = lit(user, LATE)["逾期未销号的整改"]
    assert (lamp.number, lamp.tone, lamp.note) == (1, "bad", "已逾期")


def test_a_leader_sees_what_is_overdue_though_nothing_waits_for_them(
    client: Client, asked: Rectification, leader: User, clock: Any
) -> None:
    clock.move_to(AT + timedelta(days=30))
    client.force_login(leader)
    shown = client.get("/")
    assert "逾期未销号的整改" in shown.content.decode()
    (lamp,) = home_page(leader)["lamps"]
    assert len(client.get(lamp.url).context["rows"]) == 1


def test_an_answer_waits_for_the_inspecting_side_but_not_for_who_gave_it(
    asked: Rectification, chen_filer: User, wang: User, lin: User
) -> None:
    assert "待您核验的整改" not in lit(lin)
    answer_rectification(rectification=asked, answer="已补贴", by=wang, at=AT)
    assert lit(lin)["待您核验的整改"].number == 1
    assert "待您核验的整改" not in lit(wang)
    assert lit(chen_filer) == {}


def test_the_lists_behind_the_lamps_show_exactly_what_they_count(
    client: Client, asked: Rectification, chen_filer: User, wang: User, clock: Any
) -> None:
    asked_of(asked.project, wang)
    answer_rectification(rectification=asked, answer="已补贴", by=chen_filer, at=AT)
    clock.move_to(AT + timedelta(days=30))
    seen = 0
    for user in (chen_filer, wang):
        client.force_login(user)
        for lamp in home_page(user)["lamps"]:
            rows = client.get(lamp.url).context["rows"]
            assert len(rows) == lamp.number
            seen += 1
    assert seen == 5


def test_a_voided_finding_and_a_stranger_light_nothing(
    asked: Rectification, wang: User, lin: User, zhao: User, auditor: User
) -> None:
    assert lit(zhao, LATE) == lit(auditor, LATE) == {}
    void_inspection(inspection=asked.inspection, reason="登记错项目", by=wang, at=AT)
    assert lit(lin, LATE) == lit(wang, LATE) == {}


@pytest.mark.parametrize("who", ["lin", "wang", "chen_filer"])
def test_the_first_page_costs_the_same_for_2_findings_and_20(
    client: Client,
    road: Project,
    wang: User,
    who: str,
    request: pytest.FixtureRequest,
) -> None:
    client.force_login(request.getfixturevalue(who))
    costs = []
    for number in (2, 18):
        for one in range(number):
            made = asked_of(road, wang)
            if one % 2:
                answer_rectification(rectification=made, answer="已补贴", by=wang, at=AT)
        client.get(reverse("home"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("home"))
        costs.append(len(queries))
    assert costs[0] == costs[1]
