"""Nominations as the office has admitted them, made by hand where a test needs just the outcome."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from projects.models import Collection, Nature, Nomination, NominationState, ProjectKind, Stage
from tests.projects.samples import AT
from units.models import Sector, Unit, User

Nominate = Callable[..., Nomination]


@pytest.fixture
def nominate(lin: User) -> Nominate:
    """One nomination of 区农业农村委 for 2026, admitted; keywords change it."""
    collection = Collection.objects.create(
        year=2026, opens_on=date(2026, 1, 1), due_on=date(2026, 1, 31), opened_at=AT, opened_by=lin
    )

    def make(number: int = 51, **changed: object) -> Nomination:
        unit = Unit.objects.get(name="区农业农村委")
        values = {
            "collection": collection, "unit": unit, "state": NominationState.ADMITTED,
            "code": f"2410-500104-04-01-{number:06d}", "name": f"灌渠整治工程{number:02d}",
            "sector": Sector.objects.get(name="农业农村"), "kind": ProjectKind.RURAL, "nature": Nature.NEW,
            "township": Unit.objects.get(name="建胜镇"), "site": "建胜镇", "content": "渠道清淤衬砌",
            "total_fen": 300_000_000, "plan_fen": 200_000_000, "funding_text": "市级补助200；区级配套100",
            "starts": "2026-03", "ends": "2026-12", "stage": Stage.PREPARATION, "work_items": "土方开挖",
            "planned_workers": 20, "planned_priority_workers": 8, "planned_remuneration_fen": 30_000_000,
            "planned_training": 10, "owner_name": "某公司", "department": unit,
        }  # fmt: skip
        return Nomination.objects.create(**{**values, **changed})

    return make


@pytest.fixture
def running(nominate: Nominate) -> Collection:
    """The collection of `nominate`, still running for years."""
    collection = Collection.objects.get()
    Collection.objects.update(due_on=date(2099, 12, 31))
    collection.refresh_from_db()
    return collection
