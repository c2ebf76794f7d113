"""A road that needs people, its owner's clerk, and surveyed people of two townships."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from labor.demands import actions
from labor.models import (
    Ability,
    Employment,
    LaborDemand,
    LaborSurvey,
    ResponseCategory,
    SurveyPart,
    SurveyResponse,
    Trade,
    Willingness,
    Worker,
)
from projects.models import Project
from tests.cast import Engage
from tests.labor.conftest import AT
from units.models import Role, Unit, User

FROM, TO = date(2026, 12, 1), date(2027, 3, 31)
Ask = Callable[..., SurveyResponse]


@pytest.fixture
def wei(engage: Engage) -> User:
    return engage("wei", Role.OFFICE_CLERK, "区发展改革委", "魏衡")


@pytest.fixture
def owner(engage: Engage, road: Project) -> User:
    """The clerk of the road's owner, 区交通局."""
    road.owner = Unit.objects.get(name="区交通局")
    road.save(update_fields=["owner"])
    return engage("owner", Role.OWNER_CLERK, "区交通局", "周工")


@pytest.fixture
def mason(db: None) -> Trade:
    return Trade.objects.create(code="T1", name="砌筑工", is_skilled=True)


@pytest.fixture
def plain(db: None) -> Trade:
    return Trade.objects.create(code="T0", name="普通杂工", is_skilled=False)


def said(trade: Trade, **changed: Any) -> dict[str, Any]:
    """What a complete demand says."""
    return {
        "task": "路基开挖", "trade": trade, "headcount": 2, "starts_on": FROM, "ends_on": TO, "skills": "无",
        "day_rate_fen": 260_00, "contact": "周工", "phone": "138 0000 1234",
    } | changed  # fmt: skip


@pytest.fixture
def draft(road: Project, plain: Trade, owner: User, standards: None) -> LaborDemand:
    return actions.start_demand(project=road, values=said(plain), by=owner, at=AT)


@pytest.fixture
def published(draft: LaborDemand, owner: User, chen_reviewer: User) -> LaborDemand:
    actions.send(demand=draft, by=owner, at=AT)
    return actions.publish(demand=draft, by=chen_reviewer, at=AT)


@pytest.fixture
def survey(lin: User) -> LaborSurvey:
    return LaborSurvey.objects.create(
        year=2026, title="摸底", opens_on=date(2026, 10, 1), due_on=date(2026, 12, 1), opened_at=AT, opened_by=lin
    )


@pytest.fixture
def ask(survey: LaborSurvey, lin: User) -> Ask:
    """One surveyed person, willing and able: `ask("李一", "建胜镇", skills=[mason], categories=["07"])`."""

    def make(name: str, township: str = "建胜镇", **changed: Any) -> SurveyResponse:
        many = {key: changed.pop(key, []) for key in ("skills", "wanted")}
        categories, asked = changed.pop("categories", []), changed.pop("survey", survey)
        born, worker = changed.pop("born_on", date(1980, 5, 6)), changed.pop("worker", None)
        unit = Unit.objects.get(name=township)
        part, _ = SurveyPart.objects.get_or_create(survey=asked, township=unit, defaults={"due_on": asked.due_on})
        number = Worker.objects.count() + 1
        worker = worker or Worker.objects.create(
            name=name, id_sealed="-", id_index=f"index{number}", id_masked="50**************12", sex="M", born_on=born
        )
        values = {
            "village": "一社区", "ability": Ability.FULL, "employment": Employment.UNEMPLOYED,
            "willingness": Willingness.YES, "surveyor": "王溪", "surveyed_on": date(2026, 10, 9),
        } | changed  # fmt: skip
        response = SurveyResponse.objects.create(
            survey=asked, part=part, worker=worker, name=name, filed_at=AT, filed_by=lin, **values
        )
        response.skills.set(many["skills"])
        response.wanted.set(many["wanted"])
        ResponseCategory.objects.bulk_create(ResponseCategory(response=response, category=one) for one in categories)
        return response

    return make
