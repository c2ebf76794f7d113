"""A district of ten people and five demands, small enough that every figure of December 2026 is counted by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from labor.models import (
    Ability,
    Engagement,
    LaborDemand,
    LaborSurvey,
    Placement,
    PlacementState,
    SurveyResponse,
    Trade,
    Willingness,
)
from projects.models import Project
from tests.labor.conftest import AT
from tests.labor.demands.conftest import Ask, ask, mason, plain, survey  # noqa: F401
from units.models import Sector, User

Publish = Callable[..., LaborDemand]
Enter = Callable[..., Engagement]


@dataclass(frozen=True)
class World:
    """What the tests name: people by name, demands by number."""

    people: dict[str, SurveyResponse]
    demands: dict[str, LaborDemand]
    mason: Trade
    plain: Trade
    road: Project
    estate: Project


@pytest.fixture
def publish(lin: User) -> Publish:
    """A published demand: `publish(road, plain, 3, date(2026, 12, 10), date(2027, 1, 31))`."""

    def make(project: Project, trade: Trade, posts: int, begins: date, ends: date, **changed: Any) -> LaborDemand:
        said = {
            "task": "路基开挖", "skills": "无", "day_rate_fen": 260_00, "place": "一社区", "contact": "周工",
            "phone": "13800001234", "township": project.township, "state": "published", "filed_at": AT,
            "filed_by": lin, "published_at": AT, "published_by": lin,
        } | changed  # fmt: skip
        return LaborDemand.objects.create(
            project=project, trade=trade, headcount=posts, starts_on=begins, ends_on=ends, **said
        )

    return make


@pytest.fixture
def enter(lin: User) -> Enter:
    """A stay on a roster."""

    def make(project: Project, one: SurveyResponse, trade: Trade, **changed: Any) -> Engagement:
        said = {
            "name": one.name, "address": "一社区", "team": "一班", "employer": "甲公司", "relation": "service",
            "entered_on": date(2026, 11, 1), "waiver_reason": "已训", "registered_at": AT, "registered_by": lin,
        } | changed  # fmt: skip
        return Engagement.objects.create(project=project, worker=one.worker, trade=trade, **said)

    return make


@pytest.fixture
def place(lin: User) -> Callable[..., Placement]:
    def make(demand: LaborDemand, one: SurveyResponse, state: str) -> Placement:
        answered = {} if state == PlacementState.PROPOSED else {"decided_at": AT, "decided_by": lin}
        return Placement.objects.create(
            demand=demand, worker=one.worker, response=one, township=one.part.township, state=state, reason="不合适",
            proposed_at=AT, proposed_by=lin, **answered,
        )  # fmt: skip

    return make


@pytest.fixture
def people(ask: Ask, mason: Trade) -> dict[str, SurveyResponse]:  # noqa: F811
    """Who was asked; beside each, what December and the months after it make of the answer."""
    plain = Trade.objects.get_or_create(code="T0", defaults={"name": "普通杂工", "is_skilled": False})[0]  # noqa: F811
    asked = [
        ask("甲", skills=[mason], categories=["07", "08"]),  # free; no wish named, so any simple work
        ask("乙", wanted=[plain], categories=["99"]),  # free; proposed for D1, not answered
        ask("丙", willingness=Willingness.DEPENDS, categories=["06"]),  # free, would look at the post first
        ask("丁", "八桥镇", wanted=[mason], available_from=date(2027, 1, 5)),  # from January
        ask("戊", "八桥镇", skills=[mason]),  # on the road's roster to the end of January
        ask("己", "八桥镇"),  # confirmed for D1
        ask("庚", willingness=Willingness.NO),  # never
        ask("辛", ability=Ability.NONE),  # never
        ask("壬", born_on=date(2010, 12, 15)),  # fifteen on 1 December, sixteen on 1 January
        ask("癸", skills=[mason], wanted=[mason], ability=Ability.WEAK, available_to=date(2026, 12, 1)),  # one day
    ]
    return {one.name: one for one in asked}


@pytest.fixture
def world(
    people: dict[str, SurveyResponse], road: Project, estate: Project, mason: Trade, publish: Publish,  # noqa: F811
    enter: Enter, place: Callable[..., Placement], lin: User,
) -> World:  # fmt: skip
    """D1, D2: December; D3: February and March; D4 is a draft, D5 has ended. The estate is of another sector."""
    plain = Trade.objects.get(code="T0")  # noqa: F811
    estate.sector = Sector.objects.order_by("code")[1]
    estate.save(update_fields=["sector"])
    demands = {
        "D1": publish(road, plain, 3, date(2026, 12, 10), date(2027, 1, 31)),
        "D2": publish(estate, mason, 4, date(2026, 12, 1), date(2026, 12, 31)),
        "D3": publish(estate, mason, 5, date(2027, 2, 1), date(2027, 3, 31)),
        "D4": publish(road, plain, 9, date(2026, 12, 1), date(2026, 12, 31), state="draft", published_at=None,
                      published_by=None),
        "D5": publish(road, plain, 9, date(2026, 12, 1), date(2026, 12, 31), state="closed", closed_at=AT,
                      closed_by=lin),
    }  # fmt: skip
    enter(road, people["戊"], mason, left_on=date(2027, 1, 31), leave_reason="完工")
    place(demands["D1"], people["己"], PlacementState.CONFIRMED)
    place(demands["D1"], people["乙"], PlacementState.PROPOSED)
    place(demands["D2"], people["甲"], PlacementState.DECLINED)
    return World(people, demands, mason, plain, road, estate)


@pytest.fixture
def older(lin: User) -> LaborSurvey:
    return LaborSurvey.objects.create(
        year=2025, title="上年摸底", opens_on=date(2025, 10, 1), due_on=date(2025, 12, 1), opened_at=AT, opened_by=lin
    )
