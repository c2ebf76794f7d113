"""Two people at once on PostgreSQL: the last post is given once, one person is promised once, one demand moves once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from labor.demands import actions, placing
from labor.models import DemandStep, LaborDemand, Placement, PlacementState, Trade
from projects.models import DemandNotice
from tests.labor.conftest import AT
from tests.labor.demands.conftest import Ask, said
from units.models import User
from units.refusals import Refusal

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _needs_postgres() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: python -m tests.servers postgres pytest -m postgres")


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What acts return or refuse when all of them begin at the same moment; any other error is the test's."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        try:
            barrier.wait(20)
            return act()
        except Refusal as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [one.result(60) for one in [pool.submit(run, act) for act in acts]]


def refusals(outcomes: list[object]) -> list[Refusal]:
    return [one for one in outcomes if isinstance(one, Refusal)]


def test_the_last_post_is_given_once(
    published: LaborDemand, ask: Ask, wang: User, owner: User, chen_filer: User
) -> None:
    ids = [ask(f"人{number}").pk for number in range(4)]
    first, *rest = placing.propose(demand=published, response_ids=ids, by=wang, at=AT)
    placing.confirm(placement=first, by=owner, at=AT)
    people = [owner, chen_filer, owner]
    outcomes = at_once(
        *(
            lambda one=one, by=by: placing.confirm(placement=one, by=by, at=AT)
            for one, by in zip(rest, people, strict=True)
        )
    )
    assert len(refusals(outcomes)) == 2
    assert all("名额已满" in str(one) for one in refusals(outcomes))
    assert Placement.objects.filter(state=PlacementState.CONFIRMED).count() == published.headcount == 2


def test_one_person_is_proposed_to_one_of_two_works(
    published: LaborDemand, plain: Trade, ask: Ask, wang: User, lin: User, owner: User, chen_reviewer: User
) -> None:
    other = actions.start_demand(project=published.project, values=said(plain, headcount=3), by=owner, at=AT)
    actions.send(demand=other, by=owner, at=AT)
    actions.publish(demand=other, by=chen_reviewer, at=AT)
    ids = [ask("李一").pk, ask("李二").pk]
    outcomes = at_once(
        lambda: placing.propose(demand=published, response_ids=ids, by=wang, at=AT),
        lambda: placing.propose(demand=other, response_ids=ids[::-1], by=lin, at=AT),
    )
    assert len(refusals(outcomes)) == 1
    assert "同一时间的需求" in str(refusals(outcomes)[0])
    assert Placement.objects.count() == 2


def test_two_reviewers_publish_once(draft: LaborDemand, owner: User, chen_reviewer: User, lin: User) -> None:
    actions.send(demand=draft, by=owner, at=AT)
    mine, yours = (LaborDemand.objects.get(pk=draft.pk) for _ in range(2))
    outcomes = at_once(
        lambda: actions.publish(demand=mine, by=chen_reviewer, at=AT),
        lambda: actions.publish(demand=yours, by=lin, at=AT),
    )
    assert len(refusals(outcomes)) == 1
    assert DemandStep.objects.filter(act="publish").count() == DemandNotice.objects.count() == 1


def test_a_post_is_not_confirmed_while_the_demand_closes(
    published: LaborDemand, ask: Ask, wang: User, owner: User, chen_filer: User
) -> None:
    placement = placing.propose(demand=published, response_ids=[ask("李一").pk], by=wang, at=AT)[0]
    fresh = LaborDemand.objects.get(pk=published.pk)
    outcomes = at_once(
        lambda: placing.confirm(placement=placement, by=owner, at=AT),
        lambda: actions.close_demand(demand=fresh, reason="够了", by=chen_filer, at=AT),
    )
    placement.refresh_from_db()
    assert placement.state == ("withdrawn" if refusals(outcomes) else "confirmed")
    assert LaborDemand.objects.get().state == "closed"
