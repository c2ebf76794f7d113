"""October 2026, due on Thursday 2026-11-05: two projects of 区农业农村委 (one with a clerk at its owner)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dispatch import jobs
from dispatch.reminders.reference import load_reminder_steps
from dispatch.reminders.reminding import Reminded, remind
from projects.models import Period, Project
from units.models import Message, Role, Unit, User

ZONE = ZoneInfo("Asia/Shanghai")
Remind = Callable[[str], dict[str, str]]


def moment(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(8, 30), ZONE)


@pytest.fixture(autouse=True)
def _silent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "ring", lambda job_id: None)


@pytest.fixture
def steps(reference: None, at: datetime) -> None:
    load_reminder_steps(by=None, at=at)


@pytest.fixture
def owner_clerk(engage: Any) -> User:
    Unit.objects.create(code="90", name="演示业主公司", kind="owner")
    clerk: User = engage("ma", Role.OWNER_CLERK, "演示业主公司", "马川")
    return clerk


@pytest.fixture
def road(plan: Any, steps: None, chen_filer: User, chen_reviewer: User, owner_clerk: User) -> Project:
    made: Project = plan("道路", owner=Unit.objects.get(name="演示业主公司"))
    return made


@pytest.fixture
def pipe(plan: Any, road: Project) -> Project:
    made: Project = plan("管网")
    return made


@pytest.fixture
def october(reference: None, at: datetime) -> Period:
    """Due on 2026-11-05, whatever rule of days holds."""
    return Period.objects.create(month=date(2026, 10, 1), due_on=date(2026, 11, 5))


def reminded(day: str) -> list[Reminded]:
    return remind(on=date.fromisoformat(day), at=moment(day))


def told(day: str) -> dict[str, str]:
    """Account → the title of what this day brought, of those who got anything."""
    found = Message.objects.filter(told_at=moment(day), kind="reminder").select_related("to")
    return {message.to.username: message.title for message in found}


def inbox(username: str) -> list[Message]:
    return list(Message.objects.filter(to__username=username, kind="reminder").order_by("told_at", "pk"))
