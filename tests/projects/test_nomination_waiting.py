"""What waits for whom among the nominations."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from projects.models import Nomination, NominationAct, NominationState
from projects.nominations.waiting import waiting_for, waits
from tests.projects.nominating import Nominate
from tests.projects.samples import AT
from units.models import Unit, User

pytestmark = pytest.mark.django_db
ON = AT.date()
DRAFT, REVIEWING, SUBMITTED, RETURNED, ADMITTED, DECLINED, LISTED = NominationState


def lines(user: User) -> list[tuple[str, int, str]]:
    return [(waiting.label, waiting.number, waiting.query) for waiting in waiting_for(user, on=ON)]


def test_what_came_back_waits_for_the_filer_of_its_unit_alone(
    nominate: Nominate, chen_filer: User, wang: User, leader: User
) -> None:
    nominate(51, state=RETURNED)
    nominate(52, state=DRAFT)
    assert lines(chen_filer) == [("退回待更正的申报", 1, "waiting=correct")]
    assert lines(wang) == lines(leader) == []


def test_what_was_sent_waits_for_the_reviewer_of_its_unit(
    nominate: Nominate, chen_reviewer: User, chen_filer: User
) -> None:
    nominate(51, state=REVIEWING)
    nominate(52, state=REVIEWING, unit=Unit.objects.get(name="八桥镇"))
    assert lines(chen_reviewer) == [("待您审核的申报", 1, "waiting=submit")]
    assert lines(chen_filer) == []


def test_what_was_submitted_waits_for_the_office(nominate: Nominate, lin: User, chen_reviewer: User) -> None:
    nominate(51, state=SUBMITTED)
    nominate(52, state=ADMITTED)
    assert lines(lin) == [("待办公室审核的申报", 1, "waiting=decide")]
    assert lines(chen_reviewer) == []


def test_what_one_has_written_oneself_waits_for_another(nominate: Nominate, lin: User, wei: User) -> None:
    proxied = nominate(51, state=SUBMITTED, source="office")
    proxied.steps.create(act=NominationAct.PROXY, state=SUBMITTED, at=AT, by=lin)
    assert lines(lin) == []
    assert lines(wei) == [("待办公室审核的申报", 1, "waiting=decide")]


def test_a_return_by_the_office_lets_everybody_begin_anew(nominate: Nominate, both: User, lin: User) -> None:
    nomination = nominate(51, state=REVIEWING)
    nomination.steps.create(act=NominationAct.SEND, state=REVIEWING, at=AT, by=both)
    assert lines(both) == []
    nomination.steps.create(act=NominationAct.RETURN, state=RETURNED, at=AT, by=lin)
    assert lines(both) == [("待您审核的申报", 1, "waiting=submit")]


def test_an_ended_collection_keeps_only_the_office_waiting(
    nominate: Nominate, chen_filer: User, chen_reviewer: User, lin: User
) -> None:
    nominate(51, state=RETURNED)
    nominate(52, state=REVIEWING)
    nomination = nominate(53, state=SUBMITTED)
    collection = nomination.collection
    collection.closed_at, collection.closed_by = AT, lin
    collection.save()
    assert lines(chen_filer) == lines(chen_reviewer) == []
    assert lines(lin) == [("待办公室审核的申报", 1, "waiting=decide")]


def test_the_condition_behind_a_number_finds_exactly_its_rows(nominate: Nominate, lin: User) -> None:
    nominate(51, state=SUBMITTED)
    nominate(52, state=SUBMITTED)
    nominate(53, state=RETURNED, source="office")
    for wait, condition in waits(lin, on=ON).items():
        counted = {waiting.query: waiting.number for waiting in waiting_for(lin, on=ON)}
        assert counted.get(f"waiting={wait.value}", 0) == Nomination.objects.filter(condition).count()


def test_nobody_without_a_post_has_anything_waiting(nominate: Nominate, sysadmin: User) -> None:
    nominate(51, state=SUBMITTED)
    assert waiting_for(sysadmin, on=timezone.localdate()) == []


def test_the_desk_costs_the_same_for_2_rows_and_20(nominate: Nominate, lin: User) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as made:
            assert waiting_for(lin, on=ON)
        return len(made)

    for number in (51, 52):
        nominate(number, state=SUBMITTED)
    cost()  # the first time also reads the person's grants
    few = cost()
    for number in range(53, 71):
        nominate(number, state=SUBMITTED)
    assert cost() == few == 1
