"""Two people at one list at one moment, on PostgreSQL: versions stay whole, numbered without a gap, and true."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from projects.imports import import_projects
from projects.lists import mark_leaving, verify_version
from projects.models import ListEntry, ListVersion, NominationState, Project, Stage
from projects.nominations import actions
from tests.projects.conftest import MakeProject
from tests.projects.nominating import Nominate
from tests.projects.nomination_pages import CODE
from tests.projects.publishing import publish
from tests.projects.samples import AT, LIST_FILE
from units.models import User
from units.refusals import Refusal

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Every act begun at one moment in a connection of its own; what came of each, in order."""
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: python -m tests.servers postgres pytest -m postgres")
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        start.wait(10)
        try:
            return act()
        except Refusal as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_of_two_offices_publishing_at_once_one_does(
    make_project: MakeProject, nominate: Nominate, lin: User, wei: User
) -> None:
    for number in (1, 2, 3):
        make_project(number)
    nominate(51)
    results = at_once(lambda: publish(lin), lambda: publish(wei))
    assert {type(result) for result in results} == {ListVersion, Refusal}
    version = ListVersion.objects.get()
    assert version.number == 1
    assert sorted(version.rows.values_list("serial", flat=True)) == [1, 2, 3, 4]
    assert verify_version(version)


def test_a_nomination_returned_at_that_moment_is_listed_or_returned_never_both(
    make_project: MakeProject, nominate: Nominate, lin: User, wei: User
) -> None:
    make_project(1)
    nomination = nominate(51, code=CODE)
    reasons = {"content": "写明规模"}
    at_once(
        lambda: publish(lin),
        lambda: actions.return_fields(nomination=nomination, reasons=reasons, by=wei, at=AT),
    )
    nomination.refresh_from_db()
    is_listed = Project.objects.filter(code=CODE).exists()
    assert is_listed is (nomination.state == NominationState.LISTED)
    assert is_listed or nomination.state == NominationState.RETURNED
    assert all(verify_version(version) for version in ListVersion.objects.all())


def test_a_mark_set_at_that_moment_leaves_with_this_version_or_the_next(
    make_project: MakeProject, lin: User, wei: User
) -> None:
    road = make_project(1)
    make_project(2)
    publish(lin)
    ListEntry.objects.filter(serial=2).update(plan_fen=1_000_000)
    entry = road.entries.get()
    at_once(lambda: publish(lin), lambda: mark_leaving(entry=entry, reason="停建", by=wei, at=AT))
    entry.refresh_from_db()
    assert (entry.leave_at, entry.leave_reason) == (AT, "停建")
    last = ListVersion.objects.get(number=2).rows.get(project=road)
    assert (last.change == "removed") is (entry.left_on is not None)


@pytest.mark.usefixtures("listed")
def test_a_stage_moved_while_a_list_is_imported_is_not_moved_back(lin: User) -> None:
    code = "2410-500104-04-01-392139"
    Project.objects.update(content="旧")
    results = at_once(
        lambda: import_projects(file=LIST_FILE, name="清单.xlsx", year=2026, by=lin, at=AT),
        lambda: Project.objects.filter(code=code).update(stage=Stage.COMPLETED),
    )
    assert not any(isinstance(result, Refusal) for result in results)
    road = Project.objects.get(code=code)
    assert (road.stage, road.content != "旧") == (Stage.COMPLETED, True)
