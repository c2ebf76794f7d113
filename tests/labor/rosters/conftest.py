"""People for a roster: numbers are made up, safety training signed through the real actions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import pytest

from labor.models import Engagement, Relation, Trade, TrainingKind
from labor.real_names import Stated
from labor.rosters.entering import enter
from labor.trainings.actions import record_training, sign
from projects.models import Project
from tests.labor.sheets import card_number, id_number
from units.models import Unit, User

TODAY = date(2026, 11, 12)
TRAINED_ON = date(2026, 11, 2)
Train = Callable[..., None]
Enter = Callable[..., Engagement]


def name_of(order: int) -> str:
    return f"张{chr(0x5170 + order)}"


def newcomer(order: int = 1, **changes: Any) -> dict[str, Any]:
    """Values of a faultless entry today; `changes` replace them."""
    good = {
        "name": name_of(order), "id_number": id_number(order=order), "address": "建胜镇民胜村3组", "category": "06",
        "township": Unit.objects.get(name="建胜镇"), "trade": Trade.objects.get(code="01"), "team": "路面一班",
        "relation": Relation.SERVICE, "entered_on": TODAY, "phone": f"139{order:08d}", "bank": "农商行建胜支行",
        "card": card_number(order), "day_rate_fen": 210_00,
    }  # fmt: skip
    return good | changes


@pytest.fixture
def trades(db: None) -> None:
    Trade.objects.create(code="01", name="普工", aliases=["小工"])
    Trade.objects.create(code="02", name="砌筑工", is_skilled=True)


@pytest.fixture
def train(road: Project, wang: User, at: datetime) -> Train:
    """Give people a signed safety training: `train(1, 2, 3)`."""

    def run(*orders: int, held_on: date = TRAINED_ON, kind: str = TrainingKind.SAFETY, signed: bool = True) -> None:
        values = {
            "title": "进场安全培训", "kind": kind, "project": road, "organizer": Unit.objects.get(name="建胜镇"),
            "trade": None, "held_on": held_on, "starts": time(9), "ends": time(11), "place": "工地", "teacher": "周工",
            "note": "",
        }  # fmt: skip
        people = [Stated(name_of(order), id_number(order=order)) for order in orders]
        training = record_training(values=values, trainees=people, by=wang, at=at)
        if signed:
            sign(training=training, trainees=training.trainees.values_list("pk", flat=True), by=wang, at=at)

    return run


@pytest.fixture
def enter_one(road: Project, wang: User, trades: None, train: Train, at: datetime) -> Enter:
    """Train and enter one person: `enter_one(1, card="")`."""

    def run(order: int = 1, *, project: Project | None = None, by: User | None = None, **changes: Any) -> Engagement:
        train(order)
        values = newcomer(order, **changes)
        return enter(project=project or road, values=values, by=by or wang, at=at).engagements[0]

    return run
