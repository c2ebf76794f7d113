"""Wage rolls on their way, put where a test needs them: people, lines and state by hand, the rest by real acts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from documents.formats import mask_card, mask_phone
from labor.models import RollAct, RollKind, RollOrigin, RollState, RollStep, WageLine, WageRoll
from projects.models import PayChannel, Period, Project
from tests.labor.attendance.conftest import worker
from tests.labor.conftest import AT
from tests.labor.sheets import card_number
from units.models import User
from units.secrecy import blind_index, seal

MakeRoll = Callable[..., WageRoll]


def make_roll(project: Project, period: Period, *, by: User, people: int = 2, **changed: Any) -> WageRoll:
    """A computed roll of so many invented people, 20 工日 at 210 元 each; `changed` fields of the roll.

    It stands in DRAFT unless told, prepared by `by`; earlier steps of a later state are not made up.
    """
    given = {"origin": RollOrigin.COMPUTED, "state": RollState.DRAFT, "channel": PayChannel.WAGE_ACCOUNT}
    roll = WageRoll.objects.create(
        project=project, period=period, employer="建胜镇人民政府", file_name="按考勤编制", file_sha256="",
        imported_at=AT, imported_by=by, **given | changed,
    )  # fmt: skip
    RollStep.objects.create(roll=roll, act=RollAct.BUILD, state=RollState.DRAFT, at=AT, by=by)
    WageLine.objects.bulk_create(line_of(roll, order) for order in range(1, people + 1))
    return roll


def line_of(roll: WageRoll, order: int, **changed: Any) -> WageLine:
    """One unsaved line of a roll, of the invented person of this order."""
    person, card = worker(order), card_number(order)
    phone = f"139{order:08d}"
    values = {
        "roll": roll, "project_id": roll.project_id, "period_id": roll.period_id, "worker": person, "kind": roll.kind,
        "row": order, "employer": roll.employer, "name": person.name, "phone_sealed": seal(phone),
        "phone_masked": mask_phone(phone), "job": "普工", "centidays": 2000, "rate_fen": 210_00,
        "gross_fen": 4_200_00, "deduction_fen": 0, "net_fen": 4_200_00, "card_sealed": seal(card),
        "card_index": blind_index(card), "card_masked": mask_card(card),
    }  # fmt: skip
    return WageLine(**values | changed)


def supplement_of(roll: WageRoll, *, by: User, **changed: Any) -> WageRoll:
    """A 补发 of a roll, prepared by `by`."""
    return make_roll(roll.project, roll.period, by=by, kind=RollKind.SUPPLEMENT, corrects=roll, **changed)


@pytest.fixture
def roll_in(road: Project, october: Period, chen_filer: User) -> MakeRoll:
    """The road's roll of October in a state, prepared by Chen: `roll_in(RollState.OWNER, people=3)`."""

    def make(state: RollState = RollState.DRAFT, **changed: Any) -> WageRoll:
        return make_roll(road, october, by=chen_filer, state=state, **changed)

    return make
