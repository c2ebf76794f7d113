"""A project is not completed while a roll owes somebody or people are on site, nor begun with a short roster."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.urls import reverse

from labor.models import Engagement, Trade, WageLine, WageRoll, Worker
from labor.rosters.changing import leave_many
from labor.rosters.entering import enter_many
from projects.models import Contract, EntryReadiness, Project, Settlement, StageAct
from projects.stages.guards import missing_for
from projects.views.places import lack_of
from tests.labor.rosters.conftest import newcomer
from tests.projects.proofs import give
from units.models import User

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 12)


@pytest.fixture
def trades(db: None) -> None:
    Trade.objects.create(code="01", name="普工")


def test_unpaid_wage_lines_hold_up_completion(road, lin, october, at) -> None:
    give(Settlement, road, lin)
    roll = WageRoll.objects.create(
        project=road, period=october, employer="某公司", file_name="表.xlsx", file_sha256="0" * 64, imported_at=at,
        imported_by=lin,
    )  # fmt: skip
    worker = Worker.objects.create(
        name="甲", id_sealed="x", id_index="x", id_masked="50***239", sex="M", born_on=date(1990, 1, 1)
    )
    line = WageLine.objects.create(
        roll=roll, project=road, period=october, worker=worker, row=5, employer="某公司", name="甲", centidays=1000,
        rate_fen=20_000, gross_fen=200_000, net_fen=200_000,
    )  # fmt: skip
    [missing] = missing_for(road, StageAct.COMPLETE, on=TODAY)
    assert (missing.key, missing.place) == ("unpaid_lines", "rolls")
    assert "1行、1人、0.20万元" in missing.sentence
    WageLine.objects.filter(pk=line.pk).update(in_force=False)
    assert missing_for(road, StageAct.COMPLETE, on=TODAY) == []
    WageLine.objects.filter(pk=line.pk).update(in_force=True, is_paid=True, pay_on=TODAY, voucher="1号")
    assert missing_for(road, StageAct.COMPLETE, on=TODAY) == []


def stays_of(project: Project, lin: User, at: datetime, orders: range, **changes: Any) -> None:
    """People let in without training by the office; who they are does not matter here."""
    people = [newcomer(order, waiver_reason="持有效上岗证书", **changes) for order in orders]
    enter_many(project=project, people=people, by=lin, at=at)


def test_a_roster_shorter_than_the_readiness_states_holds_up_the_start_of_works(road, lin, trades, at) -> None:
    give(Contract, road, lin)
    give(EntryReadiness, road, lin, registered_count=3)
    keys = {one.key for one in missing_for(road, StageAct.BUILD, on=TODAY)}
    assert "roster_short" not in keys  # a total without rows is allowed (汇总填报)
    stays_of(road, lin, at, range(1, 3))
    [missing] = [one for one in missing_for(road, StageAct.BUILD, on=TODAY) if one.key == "roster_short"]
    assert missing.place == "roster"
    assert "已实名登记3人，花名册里只有2人" in missing.sentence
    stays_of(road, lin, at, range(3, 4))
    assert "roster_short" not in {one.key for one in missing_for(road, StageAct.BUILD, on=TODAY)}


def test_people_still_on_site_hold_up_completion(road, lin, trades, at) -> None:
    give(Settlement, road, lin)
    stays_of(road, lin, at, range(1, 3), entered_on=date(2026, 11, 5))
    [missing] = missing_for(road, StageAct.COMPLETE, on=TODAY)
    assert (missing.key, missing.place) == ("still_on_site", "roster")
    assert "还有2人没有退场" in missing.sentence
    stays = {stay: stay.version for stay in Engagement.objects.all()}
    leave_many(stays=stays, left_on=TODAY, reason="完工", by=lin, at=at)
    assert missing_for(road, StageAct.COMPLETE, on=TODAY) == []


def test_what_the_roster_lacks_is_linked_to_its_page(road, lin, trades, at) -> None:
    give(Settlement, road, lin)
    stays_of(road, lin, at, range(1, 2), entered_on=date(2026, 11, 5))
    [missing] = missing_for(road, StageAct.COMPLETE, on=TODAY)
    lack = lack_of(missing, road, lin)
    assert (lack.url, lack.label) == (reverse("roster_detail", args=[road.pk]), "看本项目花名册")
