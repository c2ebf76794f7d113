"""Entering somebody confirmed for a post: number and phone stay sealed with the house, the page shows them masked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from documents.formats import mask_phone
from labor.models import (
    Ability,
    DemandState,
    Employment,
    Engagement,
    LaborDemand,
    LaborSurvey,
    Placement,
    PlacementState,
    ResponseCategory,
    SurveyPart,
    SurveyResponse,
    Trade,
    Willingness,
    Worker,
)
from projects.models import Project
from tests.labor.conftest import AT
from tests.labor.rosters.conftest import Train, name_of
from tests.labor.sheets import id_number
from units.models import Unit, User
from units.secrecy import seal, unseal

PHONE = "13900000077"


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def placement(road: Project, lin: User, wang: User, trades: None, train: Train) -> Placement:
    """Somebody of 建胜镇, surveyed, trained and confirmed for the road."""
    train(1)
    township, worker = Unit.objects.get(name="建胜镇"), Worker.objects.get()
    survey = LaborSurvey.objects.create(
        year=2026, title="摸底", opens_on=date(2026, 10, 1), due_on=date(2026, 12, 1), opened_at=AT, opened_by=lin
    )
    part = SurveyPart.objects.create(survey=survey, township=township, due_on=survey.due_on)
    response = SurveyResponse.objects.create(
        survey=survey, part=part, worker=worker, name=worker.name, village="民胜村", ability=Ability.FULL,
        employment=Employment.UNEMPLOYED, willingness=Willingness.YES, surveyor="王溪", surveyed_on=date(2026, 10, 9),
        filed_at=AT, filed_by=wang, phone_sealed=seal(PHONE), phone_masked=mask_phone(PHONE),
    )  # fmt: skip
    ResponseCategory.objects.create(response=response, category="07")
    demand = LaborDemand.objects.create(
        project=road, task="路基开挖", trade=Trade.objects.get(code="02"), headcount=2, starts_on=date(2026, 11, 1),
        ends_on=date(2026, 12, 31), skills="无", day_rate_fen=260_00, place="民胜村", township=township, contact="周工",
        phone="023-60000000", state=DemandState.PUBLISHED, filed_at=AT, filed_by=wang, published_at=AT,
        published_by=wang,
    )  # fmt: skip
    return Placement.objects.create(
        demand=demand, worker=worker, response=response, township=township, state=PlacementState.CONFIRMED,
        proposed_at=AT, proposed_by=wang, decided_at=AT, decided_by=wang,
    )  # fmt: skip


def address(placement: Placement) -> str:
    return f"{reverse('engagement_new', args=[placement.demand.project_id])}?placement={placement.pk}"


def test_the_form_begins_with_the_survey_answers_and_masked_numbers(
    client: Client, wang: User, placement: Placement
) -> None:
    client.force_login(wang)
    said = client.get(address(placement)).content.decode()
    assert placement.worker.id_masked in said
    assert mask_phone(PHONE) in said
    assert 'value="建胜镇民胜村"' in said
    assert 'value="260"' in said
    assert 'name="id_number"' not in said
    assert not any(number in said for number in (id_number(order=1), PHONE))


def test_the_entry_is_saved_with_the_sealed_number_and_the_phone_of_the_survey(
    client: Client, wang: User, placement: Placement
) -> None:
    client.force_login(wang)
    said = {
        "address": "建胜镇民胜村", "category": "07", "township": str(placement.township_id), "team": "路面一班",
        "trade": str(placement.demand.trade_id), "relation": "service", "entered_on": "2026-11-12",
        "day_rate_fen": "260",
    }  # fmt: skip
    refused = client.post(address(placement), said | {"team": ""})
    assert refused.status_code == 422
    assert id_number(order=1) not in refused.content.decode()
    answer = client.post(address(placement), said, follow=True).content.decode()
    made = Engagement.objects.get()
    assert (made.worker, made.placement, made.name) == (placement.worker, placement, name_of(1))
    assert unseal(made.phone_sealed) == PHONE
    assert not any(number in answer for number in (id_number(order=1), PHONE))


def test_a_placement_that_is_not_confirmed_or_of_another_project_opens_nothing(
    client: Client, lin: User, placement: Placement, estate: Project
) -> None:
    client.force_login(lin)
    elsewhere = f"{reverse('engagement_new', args=[estate.pk])}?placement={placement.pk}"
    assert client.get(elsewhere).status_code == 404
    Placement.objects.update(state=PlacementState.DECLINED, reason="人数已满")
    assert client.get(address(placement)).status_code == 404
