"""Two people at once on PostgreSQL: nothing lost or doubled, the loser told in Chinese, nobody waiting for ever.

Each pair begins at the same moment; a deadlock or any error that is no refusal fails the test.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.db.models import F

from labor.attendance.saving import save_days
from labor.demands import actions, placing
from labor.models import (
    Attendance,
    Engagement,
    LaborDemand,
    Placement,
    PlacementState,
    PlacementStep,
    SurveyResponse,
    Trade,
    Worker,
)
from labor.rosters.changing import leave
from labor.rosters.entering import enter
from labor.surveys.actions import Answers, add_response, open_survey
from projects.models import Period, Project
from tests.labor.attendance.conftest import Engagements, day, join, trade
from tests.labor.conftest import AT
from tests.labor.demands.conftest import Ask, ask, draft, owner, plain, published, said, survey
from tests.labor.demands.test_demand_races import at_once, refusals
from tests.labor.rosters.conftest import Train, newcomer, trades, train
from tests.labor.sheets import id_number
from units.audit import first_broken_link
from units.models import AuditEntry, User
from units.refusals import Refusal

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
__all__ = ["ask", "draft", "join", "owner", "plain", "published", "survey", "trade", "trades", "train"]
ROUNDS = 4  # the same race several times: who comes first is not always the same
CHINESE = re.compile(r"[\u4e00-\u9fff].*[。；]")


@pytest.fixture(autouse=True)
def _needs_postgres() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: python -m tests.servers postgres pytest -m postgres")


def lost(outcomes: list[object]) -> list[Refusal]:
    """Who was refused, each in a Chinese sentence; the audit trail has kept its chain."""
    found = refusals(outcomes)
    assert all(CHINESE.search(sentence) for one in found for sentence in one.sentences), found
    assert first_broken_link() is None
    return found


def _another(demand: LaborDemand, owner: User, reviewer: User, **changed: Any) -> LaborDemand:
    made = actions.start_demand(project=demand.project, values=said(demand.trade, **changed), by=owner, at=AT)
    actions.send(demand=made, by=owner, at=AT)
    return actions.publish(demand=made, by=reviewer, at=AT)


def test_one_person_proposed_to_two_demands_at_once_goes_to_one(
    published: LaborDemand, ask: Ask, wang: User, lin: User, owner: User, chen_reviewer: User
) -> None:
    other = _another(published, owner, chen_reviewer)
    for number in range(ROUNDS):
        people = [ask(f"甲{number}").pk, ask(f"乙{number}").pk]
        outcomes = at_once(
            lambda people=people: placing.propose(demand=published, response_ids=people, by=wang, at=AT),
            lambda people=people: placing.propose(demand=other, response_ids=people[::-1], by=lin, at=AT),
        )
        assert len(lost(outcomes)) == 1
        assert Placement.objects.count() == PlacementStep.objects.count() == 2 * (number + 1)


def test_of_two_who_confirm_for_the_last_post_one_does(
    published: LaborDemand, ask: Ask, wang: User, owner: User, chen_filer: User, chen_reviewer: User
) -> None:
    for number in range(ROUNDS):
        demand = _another(published, owner, chen_reviewer, headcount=1)
        people = [ask(f"甲{number}").pk, ask(f"乙{number}").pk]
        first, second = placing.propose(demand=demand, response_ids=people, by=wang, at=AT)
        outcomes = at_once(
            lambda one=first: placing.confirm(placement=one, by=owner, at=AT),
            lambda one=second: placing.confirm(placement=one, by=chen_filer, at=AT),
        )
        (refused,) = lost(outcomes)
        assert "名额已满" in str(refused)
        assert demand.placements.filter(state=PlacementState.CONFIRMED).count() == 1


def test_two_who_confirm_the_same_people_of_two_demands_do_not_wait_for_each_other(
    published: LaborDemand, ask: Ask, wang: User, owner: User, chen_filer: User, chen_reviewer: User
) -> None:
    other = _another(published, owner, chen_reviewer)
    made = [
        one
        for demand, name in ((published, "甲"), (other, "乙"))
        for one in placing.propose(demand=demand, response_ids=[ask(name).pk], by=wang, at=AT)
    ]
    outcomes = at_once(
        lambda: placing.confirm_many(placements=made, by=owner, at=AT),
        lambda: placing.confirm_many(placements=made[::-1], by=chen_filer, at=AT),
    )
    (refused,) = lost(outcomes)
    assert len(refused.sentences) == 2
    assert Placement.objects.filter(state=PlacementState.CONFIRMED).count() == 2
    assert PlacementStep.objects.filter(act="confirm").count() == 2


def test_proposals_while_the_demand_closes_are_refused_or_given_back(
    published: LaborDemand, ask: Ask, wang: User, lin: User, owner: User, chen_reviewer: User
) -> None:
    for number in range(ROUNDS):
        demand = _another(published, owner, chen_reviewer)
        people = [ask(f"甲{number}").pk, ask(f"乙{number}").pk]
        fresh = LaborDemand.objects.get(pk=demand.pk)
        outcomes = at_once(
            lambda one=people[0], held=demand: placing.propose(demand=held, response_ids=[one], by=wang, at=AT),
            lambda one=people[1], held=demand: placing.propose(demand=held, response_ids=[one], by=lin, at=AT),
            lambda held=fresh: actions.close_demand(demand=held, reason="够了", by=owner, at=AT),
        )
        assert all("只有已发布" in str(one) for one in lost(outcomes))
        assert not isinstance(outcomes[2], Refusal)
        kept = demand.placements.all()
        assert kept.count() == 2 - len(refusals(outcomes))
        assert {one.state for one in kept} <= {PlacementState.WITHDRAWN}
        assert all(one.steps.count() == 2 for one in kept)


def test_two_clerks_who_enter_the_same_person_in_one_survey_enter_them_once(
    lin: User, wang: User, zhao: User, trades: None
) -> None:
    survey = open_survey(year=2026, title="冬季", opens_on=AT.date(), due_on=date(2026, 11, 30), by=lin, at=AT)
    mine, yours = (survey.parts.get(township__name=name) for name in ("建胜镇", "八桥镇"))
    answers = Answers(
        name="张兰", village="民胜村", education="middle", ability="full", employment="unemployed",
        willingness="yes", categories=["06"], skills=[], wanted=list(Trade.objects.all()), available_from=None,
        available_to=None, phone="13900000001", surveyor="王溪", surveyed_on=AT.date(),
    )  # fmt: skip

    def entry(part: Any, by: User, order: int) -> Callable[[], object]:
        said = replace(answers, surveyor=by.name)
        return lambda: add_response(part=part, id_number=id_number(order=order), answers=said, by=by, at=AT)

    for order in range(1, ROUNDS + 1):
        assert len(lost(at_once(entry(mine, wang, order), entry(yours, zhao, order)))) == 1
    assert len(lost(at_once(entry(mine, wang, ROUNDS + 1), entry(mine, lin, ROUNDS + 1)))) == 1
    assert SurveyResponse.objects.count() == Worker.objects.count() == ROUNDS + 1
    assert all(one.categories.count() == 1 and one.wanted.count() == 2 for one in SurveyResponse.objects.all())


def test_two_entries_of_the_same_person_in_one_roster_make_one_stay(
    road: Project, train: Train, trades: None, wang: User, lin: User
) -> None:
    for order in range(1, ROUNDS + 1):
        train(order)
        mine, yours = newcomer(order), newcomer(order, team="路面二班")
        outcomes = at_once(
            lambda values=mine: enter(project=road, values=values, by=wang, at=AT),
            lambda values=yours: enter(project=road, values=values, by=lin, at=AT),
        )
        assert len(lost(outcomes)) == 1
        assert Engagement.objects.count() == order
    assert AuditEntry.objects.filter(act="进场登记").count() == ROUNDS


def test_a_day_saved_in_two_projects_at_once_stays_in_one(
    road: Project, estate: Project, october: Period, join: Engagements, lin: User, wang: User
) -> None:
    here, there = join(road, 1), join(estate, 1)

    def keep(project: Project, stay: Engagement, by: User, number: int) -> Callable[[], object]:
        days = {stay: {day(number): 100}}
        return lambda: save_days(project=project, period=october, days=days, version=None, by=by, at=AT)

    for number in range(5, 5 + ROUNDS):
        outcomes = at_once(keep(road, here, wang, number), keep(estate, there, lin, number))
        (refused,) = lost(outcomes)
        assert here.name in str(refused)
        assert Attendance.objects.filter(day=day(number)).count() == 1
    assert Attendance.objects.count() == ROUNDS


def test_a_day_kept_while_its_person_leaves_does_not_outlast_the_stay(
    road: Project, october: Period, join: Engagements, lin: User, wang: User
) -> None:
    for order in range(1, 2 * ROUNDS + 1):
        stay = join(road, order)
        days = {stay: {day(number): 100 for number in range(5, 25)}}
        outcomes = at_once(
            lambda held=days: save_days(project=road, period=october, days=held, version=None, by=lin, at=AT),
            lambda held=stay: leave(engagement=held, left_on=day(6), reason="回家", by=wang, at=AT, version=0),
        )
        assert len(lost(outcomes)) == 1
    assert not Attendance.objects.filter(day__gt=F("engagement__left_on")).exists()
