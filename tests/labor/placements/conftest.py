"""The demand, its people and its clerks, as the tests of demands have them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import time_machine

from labor.demands import placing
from labor.models import LaborDemand, Placement
from tests.labor.conftest import AT
from tests.labor.demands.conftest import ask, draft, mason, owner, plain, published, survey, wei
from units.models import User

__all__ = ["ask", "draft", "mason", "owner", "plain", "published", "survey", "wei"]
Bring = Callable[..., list[Placement]]


@pytest.fixture
def bring(published: LaborDemand, ask: Callable[..., object], wang: User) -> Bring:
    """Ask and propose people of 建胜镇: `bring("李一", "李二")`."""

    def run(*names: str, by: User = wang, demand: LaborDemand = published) -> list[Placement]:
        people = [ask(name).pk for name in names]  # type: ignore[attr-defined]
        return placing.propose(demand=demand, response_ids=people, by=by, at=AT)

    return run


@pytest.fixture
def clock() -> Iterator[None]:
    """Pages read the clock: it stands at the moment of the tests."""
    with time_machine.travel(AT, tick=False):
        yield
