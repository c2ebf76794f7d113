"""首页 lamps of people and work: demands to correct, review or fill, proposals to answer, surveys to report."""

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

from labor.demands import actions, placing
from labor.models import LaborDemand, LaborSurvey, SurveyPart, Trade
from labor.surveys.campaigns import open_survey
from tests.labor.conftest import AT, register, road, standards
from tests.labor.demands.conftest import Ask, ask, draft, owner, plain, published, said, survey
from units.models import User
from yidaizhen.home import home_page
from yidaizhen.home.lamps import Lamp

pytestmark = pytest.mark.django_db
__all__ = ["ask", "draft", "owner", "plain", "published", "register", "road", "standards", "survey"]
REVIEW, CORRECT = "待您审核的用工需求", "退回的用工需求"
OPEN, ANSWER, REPORT = "超过7天没招满的用工需求", "待您答复的推荐", "未报送的镇街摸底"
DAY = AT.date()
LATER = DAY + timedelta(days=8)


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(AT, tick=False) as traveler:
        yield traveler


@pytest.fixture
def at() -> Any:
    return AT


def lit(user: User, on: date = DAY) -> dict[str, Lamp]:
    return {lamp.label: lamp for lamp in home_page(user, on=on)["lamps"]}


def behind(client: Client, user: User, lamp: Lamp) -> int:
    """How many rows the list behind a lamp shows."""
    client.force_login(user)
    return int(client.get(lamp.url).context["page"].paginator.count)


def test_a_sent_demand_waits_for_the_reviewer_and_for_nobody_else(
    client: Client, draft: LaborDemand, owner: User, chen_filer: User, chen_reviewer: User, wang: User
) -> None:
    assert lit(chen_reviewer) == {}
    actions.send(demand=draft, by=owner, at=AT)
    lamp = lit(chen_reviewer)[REVIEW]
    assert (lamp.number, behind(client, chen_reviewer, lamp)) == (1, 1)
    for user in (owner, chen_filer, wang):
        assert REVIEW not in lit(user)


def test_a_reviewer_who_wrote_it_does_not_wait_for_themselves(
    draft: LaborDemand, chen_reviewer: User, owner: User
) -> None:
    actions.send(demand=draft, by=owner, at=AT)
    draft.steps.filter(act="start").update(by=chen_reviewer)
    assert REVIEW not in lit(chen_reviewer)


def test_a_returned_demand_waits_for_those_who_may_correct_it(
    client: Client, draft: LaborDemand, owner: User, chen_filer: User, chen_reviewer: User, lin: User
) -> None:
    actions.send(demand=draft, by=owner, at=AT)
    actions.hand_back(demand=draft, reason="人数有误", by=chen_reviewer, at=AT)
    for user in (owner, chen_filer):
        lamp = lit(user)[CORRECT]
        assert (lamp.number, lamp.tone, lamp.note, behind(client, user, lamp)) == (1, "bad", "请更正", 1)
    for user in (chen_reviewer, lin):
        assert CORRECT not in lit(user)


def test_posts_open_for_more_than_seven_days_wait_for_townships_and_office(
    client: Client, published: LaborDemand, wang: User, zhao: User, lin: User, owner: User, leader: User, clock: Any
) -> None:
    for user in (wang, zhao, lin):
        assert OPEN not in lit(user, DAY + timedelta(days=7))
    clock.move_to(AT + timedelta(days=8))
    for user in (wang, zhao, lin):
        lamp = lit(user, LATER)[OPEN]
        assert (lamp.number, lamp.tone, behind(client, user, lamp)) == (1, "warn", 1)
    for user in (owner, leader):
        assert OPEN not in lit(user, LATER)


def test_what_is_filled_is_open_no_longer(
    published: LaborDemand, ask: Ask, wang: User, owner: User, clock: Any
) -> None:
    people = [ask("李一").pk, ask("李二").pk]
    made = placing.propose(demand=published, response_ids=people, by=wang, at=AT)
    assert OPEN in lit(wang, LATER)
    placing.confirm_many(placements=made, by=owner, at=AT)
    assert OPEN not in lit(wang, LATER)


def test_proposals_wait_for_the_asking_side(
    client: Client, published: LaborDemand, ask: Ask, wang: User, owner: User, chen_filer: User, lin: User
) -> None:
    people = [ask("李一").pk, ask("李二").pk]
    made = placing.propose(demand=published, response_ids=people, by=wang, at=AT)
    for user in (owner, chen_filer):
        lamp = lit(user)[ANSWER]
        assert (lamp.number, lamp.unit, behind(client, user, lamp)) == (2, "人", 2)
    assert ANSWER not in lit(wang)
    assert ANSWER not in lit(lin)
    placing.decline(placement=made[0], reason="超龄", by=owner, at=AT)
    assert lit(owner)[ANSWER].number == 1
    actions.close_demand(demand=published, reason="够了", by=owner, at=AT)
    assert ANSWER not in lit(owner)


def test_a_survey_waits_for_each_township_that_has_not_reported_and_is_red_when_late(
    client: Client, lin: User, wang: User, zhao: User, chen_filer: User
) -> None:
    made = open_survey(year=2026, title="摸底", opens_on=DAY, due_on=LATER, by=lin, at=AT)
    part = SurveyPart.objects.get(township__name="建胜镇")
    lamp = lit(wang)[REPORT]
    assert (lamp.number, lamp.tone, lamp.url) == (1, "warn", reverse("part_detail", args=[part.pk]))
    assert lit(lin)[REPORT].number == made.parts.count()
    assert lit(lin)[REPORT].url == reverse("survey_detail", args=[made.pk])
    assert REPORT not in lit(chen_filer)
    late = lit(wang, LATER + timedelta(days=1))[REPORT]
    assert (late.tone, late.note) == ("bad", "其中逾期1个")
    SurveyPart.objects.filter(pk=part.pk).update(finished_at=AT, finished_by=wang)
    assert REPORT not in lit(wang)
    assert lit(lin)[REPORT].number == made.parts.count() - 1
    LaborSurvey.objects.update(closed_at=AT, closed_by=lin)
    assert lit(zhao) == lit(lin) == {}


def test_of_several_surveys_the_list_is_behind_the_lamp(client: Client, lin: User, wang: User) -> None:
    for title in ("春季", "冬季"):
        open_survey(year=2026, title=title, opens_on=DAY, due_on=LATER, by=lin, at=AT)
    lamp = lit(wang)[REPORT]
    assert (lamp.number, behind(client, wang, lamp)) == (2, 2)


def test_strangers_and_administrators_wait_for_nothing(
    published: LaborDemand, ask: Ask, wang: User, auditor: User, leader: User
) -> None:
    placing.propose(demand=published, response_ids=[ask("李一").pk], by=wang, at=AT)
    for user in (auditor, leader):
        assert not {REVIEW, CORRECT, OPEN, ANSWER, REPORT} & set(lit(user, LATER))


@pytest.mark.parametrize("who", ["lin", "wang", "owner", "chen_reviewer"])
def test_the_lamps_cost_the_same_for_2_of_each_and_20(
    published: LaborDemand, plain: Trade, ask: Ask, wang: User, who: str, request: pytest.FixtureRequest
) -> None:
    owner, user = request.getfixturevalue("owner"), request.getfixturevalue(who)
    costs = []
    for first, number in ((0, 2), (2, 20)):
        for one in range(first, number):
            placing.propose(demand=published, response_ids=[ask(f"人{one}").pk], by=wang, at=AT)
            made = actions.start_demand(project=published.project, values=said(plain), by=owner, at=AT)
            actions.send(demand=made, by=owner, at=AT)
        home_page(user, on=LATER)
        with CaptureQueriesContext(connection) as queries:
            home_page(User.objects.get(pk=user.pk), on=LATER)
        costs.append(len(queries))
    assert costs[0] == costs[1]
