"""A roster to keep attendance of: people made by hand, numbers invented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from documents.formats import mask_id
from labor.attendance.saving import save_days
from labor.models import AttendanceSheet, Engagement, Trade, Worker
from projects.models import Period, Project
from tests.labor.conftest import AT
from tests.labor.sheets import id_number
from units.models import User
from units.secrecy import blind_index, seal

FIRST = date(2026, 9, 1)
Engagements = Callable[..., Engagement]
Keep = Callable[..., AttendanceSheet]


def day(number: int) -> date:
    """A day of October 2026."""
    return date(2026, 10, number)


def worker(order: int = 1, name: str = "") -> Worker:
    """The invented person of this order, registered once."""
    number = id_number(order=order)
    masked = mask_id(number)
    made, _ = Worker.objects.get_or_create(
        id_index=blind_index(number),
        defaults={
            "name": name or f"张{chr(0x5170 + order)}",
            "id_sealed": seal(number),
            "id_masked": masked,
            "id_tail": masked[-3:],
            "sex": "M",
            "born_on": date(1988, 1, 1),
        },
    )
    return made


@pytest.fixture
def trade(db: None) -> Trade:
    return Trade.objects.get_or_create(code="9901", defaults={"name": "考勤普工"})[0]


@pytest.fixture
def join(trade: Trade, lin: User) -> Engagements:
    """Register a person with a project: `join(road, 1)`; keywords change the stay."""

    def make(project: Project, order: int = 1, **changed: object) -> Engagement:
        person = worker(order, str(changed.get("name", "")))
        values = {
            "project": project, "worker": person, "name": person.name, "address": "建胜镇", "trade": trade,
            "team": "一班", "employer": "某公司", "relation": "service", "entered_on": FIRST,
            "waiver_reason": "原有岗位", "registered_at": AT, "registered_by": lin,
        }  # fmt: skip
        return Engagement.objects.create(**{**values, **changed})

    return make


@pytest.fixture
def keep(october: Period, lin: User) -> Keep:
    """Keep days as the office: `keep(road, {stay: {day(5): 100}})`."""

    def run(project: Project, days: object, **changed: object) -> AttendanceSheet:
        given = {"period": october, "version": None, "by": lin, "at": AT} | changed
        return save_days(project=project, days=days, **given)

    return run
