"""An issue of 建胜镇, and the moments at which it moves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from assignments.issues.raising import raise_issue
from assignments.models import Issue, IssueKind, Urgency
from tests.cast import Engage
from units.models import Role, Unit, User

MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
WRITTEN = {
    "title": "占地手续没有办妥",
    "kind": IssueKind.PROCEDURE,
    "urgency": Urgency.NORMAL,
    "project": None,
    "situation": "两户的临时用地协议还没有签。",
    "demand": "请协调规划自然资源部门现场指导。",
}

Raise = Callable[..., Issue]


def the(name: str) -> Unit:
    return Unit.objects.get(name=name)


@pytest.fixture
def raised(wang: User) -> Raise:
    """Raise an issue of 建胜镇: `raised(title="…")`."""

    def make(at: datetime = MONDAY, **changed: Any) -> Issue:
        return raise_issue(unit=the("建胜镇"), values={**WRITTEN, **changed}, by=wang, at=at)

    return make


@pytest.fixture
def planner(engage: Engage) -> User:
    """Filer of 区规划自然资源局."""
    return engage("planner", Role.UNIT_FILER, "区规划自然资源局", "规划")
