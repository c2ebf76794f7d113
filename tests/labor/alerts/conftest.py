"""The district the alerts are tried on."""

from __future__ import annotations

import pytest

from projects.models import Project
from tests.labor.alerts.cases import World
from tests.labor.attendance.conftest import Engagements, join, trade
from tests.labor.conftest import Register
from units.models import User

__all__ = ["join", "trade"]


@pytest.fixture
def world(standards: None, road: Project, estate: Project, lin: User, join: Engagements, register: Register) -> World:
    return World(road, estate, lin, join, register)
