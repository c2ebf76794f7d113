"""A survey of the townships, people asked in it, and people on the road's roster."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
import time_machine

from tests.labor.attendance.conftest import keep  # noqa: F401 – fixtures
from tests.labor.rosters.conftest import enter_one, train  # noqa: F401
from tests.labor.surveys.conftest import baqiao, enter, good, jiansheng, survey, trades  # noqa: F401


@pytest.fixture
def clock(at: datetime) -> Iterator[None]:
    """The views' clock stands at the moment of the tests."""
    with time_machine.travel(at, tick=False):
        yield


def form_of(**changes: Any) -> dict[str, Any]:
    """What a browser sends of one faultless person; `changes` replace fields, None leaves one out."""
    said: dict[str, Any] = {
        "name": "李禾", "phone": "13900000002", "education": "middle", "ability": "full", "employment": "unemployed",
        "willingness": "yes", "categories": ["06", "08"], "skills": [], "wanted": [], "available": "2026.12-2027.02",
        "certificates": "", "training_wanted": "电工", "village": "民胜村", "surveyor": "王溪",
        "surveyed_on": "2026-11-10", "remark": "",
    } | changes  # fmt: skip
    return {name: value for name, value in said.items() if value is not None}
