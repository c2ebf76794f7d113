"""A survey of all eight townships, open in November 2026, and one person's good answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from labor.models import LaborSurvey, SurveyPart, SurveyResponse, Trade
from labor.surveys.actions import Answers, add_response, open_survey
from labor.trades.reference import load_trades
from tests.labor.sheets import id_number
from units.models import Unit, User

DUE = date(2026, 11, 30)
Enter = Callable[..., SurveyResponse]


@pytest.fixture
def trades(db: None, at: datetime) -> dict[str, Trade]:
    load_trades(by=None, at=at)
    return {trade.name: trade for trade in Trade.objects.all()}


@pytest.fixture
def survey(lin: User, at: datetime) -> LaborSurvey:
    return open_survey(year=2026, title="冬季务工摸底", opens_on=date(2026, 11, 1), due_on=DUE, by=lin, at=at)


def part_of(survey: LaborSurvey, township: str) -> SurveyPart:
    return survey.parts.get(township=Unit.objects.get(name=township))


@pytest.fixture
def jiansheng(survey: LaborSurvey) -> SurveyPart:
    """建胜镇's part: Wang's."""
    return part_of(survey, "建胜镇")


@pytest.fixture
def baqiao(survey: LaborSurvey) -> SurveyPart:
    """八桥镇's part: Zhao's."""
    return part_of(survey, "八桥镇")


@pytest.fixture
def good(trades: dict[str, Trade]) -> Answers:
    """Faultless answers of a person who lays bricks and wants any simple work."""
    return Answers(
        name="张兰",
        village="民胜村",
        education="middle",
        ability="full",
        employment="unemployed",
        willingness="yes",
        categories=["06", "08"],
        skills=[trades["砌筑工"]],
        wanted=[trades["普工"], trades["砌筑工"]],
        available_from=date(2026, 12, 1),
        available_to=date(2027, 1, 31),
        phone="13900000001",
        surveyor="王溪",
        surveyed_on=date(2026, 11, 10),
    )


@pytest.fixture
def enter(jiansheng: SurveyPart, good: Answers, wang: User, at: datetime) -> Enter:
    """Enter one more person: `enter(3, name="李禾", ability="weak")`; the number makes the ID number."""

    def make(order: int = 1, *, part: SurveyPart = jiansheng, by: User = wang, **changes: Any) -> SurveyResponse:
        number = id_number(order=order)
        return add_response(part=part, id_number=number, answers=replace(good, **changes), by=by, at=at).response

    return make
