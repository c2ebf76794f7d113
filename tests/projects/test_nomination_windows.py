"""When a nomination may be begun and handed on: not before the collection's first day, not after its due date."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from projects.models import Collection, Nomination, NominationAct, NominationState
from projects.nominations import actions
from projects.nominations.moving import CollectionClosed
from projects.nominations.permissions import available_moves
from tests.projects.nominating import Nominate
from tests.projects.nomination_pages import CODE, press, said, state_of
from tests.projects.pages import page
from tests.projects.samples import AT
from units.models import Unit, User

pytestmark = pytest.mark.django_db
BEFORE, DURING, AFTER = AT - timedelta(days=30), AT, AT + timedelta(days=30)
TIMES = [(BEFORE, False), (DURING, True), (AFTER, False)]


@pytest.fixture
def collection(nominate: Nominate) -> Collection:
    """From 20 October to 20 November."""
    Collection.objects.update(opens_on=date(2026, 10, 20), due_on=date(2026, 11, 20))
    return Collection.objects.get()


def test_a_unit_begins_nothing_before_the_first_day_and_the_office_may(
    collection: Collection, chen_filer: User, lin: User
) -> None:
    unit = Unit.objects.get(name="区农业农村委")
    with pytest.raises(CollectionClosed, match="2026年度第1次申报从2026-10-20开始，现在还不能申报"):
        actions.start_nomination(collection=collection, unit=unit, name="新项目", by=chen_filer, at=BEFORE)
    assert actions.start_nomination(collection=collection, unit=unit, name="新项目", by=lin, at=BEFORE).pk


@pytest.mark.parametrize(("at", "may"), TIMES)
def test_the_buttons_are_what_the_action_allows(
    collection: Collection, nominate: Nominate, chen_filer: User, at: datetime, *, may: bool
) -> None:
    nomination = Nomination.objects.get(pk=nominate(51, code=CODE, state=NominationState.DRAFT).pk)
    acts = {move.act for move in available_moves(nomination, chen_filer, on=at.date())}
    assert (NominationAct.SEND in acts) is may
    assert NominationAct.SAVE in acts
    if may:
        actions.send(nomination=nomination, by=chen_filer, at=at)
    else:
        with pytest.raises(CollectionClosed):
            actions.send(nomination=nomination, by=chen_filer, at=at)


def test_what_the_office_returned_may_be_sent_late(
    collection: Collection, nominate: Nominate, chen_filer: User, lin: User
) -> None:
    nomination = nominate(51, code=CODE, state=NominationState.RETURNED)
    nomination.steps.create(act=NominationAct.RETURN, state=NominationState.RETURNED, at=AT, by=lin)
    assert NominationAct.SEND in {move.act for move in available_moves(nomination, chen_filer, on=AFTER.date())}


@pytest.mark.parametrize(("at", "may"), TIMES)
def test_the_pages_offer_no_more_and_say_why(
    collection: Collection, nominate: Nominate, chen_filer: User, client: Client, at: datetime, *, may: bool
) -> None:
    nomination = nominate(51, code=CODE, state=NominationState.DRAFT)
    with time_machine.travel(at, tick=False):
        client.force_login(chen_filer)
        listed = page(client, "nomination_list")
        detail, edit = (page(client, name, nomination.pk) for name in ("nomination_detail", "nomination_edit"))
        new = page(client, "nomination_new")
        answer = press(client, nomination, "send")
    assert ("申报项目</a>" in listed) is may
    assert ('value="send"' in detail) is may
    assert ('value="send"' in edit) is may
    assert ("现在不能申报" in new) is not may
    assert ("年度第1次申报" in detail and ("开始，现在" in detail or "截止。确需" in detail)) is not may
    assert (answer.status_code == 302) is may


def test_a_returned_one_is_sent_again_once_something_is_changed(
    collection: Collection, nominate: Nominate, chen_filer: User, chen_reviewer: User, client: Client
) -> None:
    nomination = nominate(51, code=CODE, state=NominationState.REVIEWING)
    actions.hand_back(nomination=nomination, reasons={"content": "写明规模"}, by=chen_reviewer, at=AT)
    with time_machine.travel(AT, tick=False):
        client.force_login(chen_filer)
        assert 'value="send"' not in page(client, "nomination_detail", nomination.pk)
        assert "退回以后还没有改过" in said(press(client, nomination, "send"))
        actions.save_nomination(nomination=nomination, values={"content": "清淤3公里"}, by=chen_filer, at=AT)
        assert 'value="send"' in page(client, "nomination_detail", nomination.pk)


@pytest.mark.parametrize("typed", [{"version": "9" * 5000}, {"reason": "不\x00行"}])
def test_hostile_input_is_no_fault_of_the_server(
    collection: Collection, nominate: Nominate, lin: User, client: Client, typed: dict[str, str]
) -> None:
    nomination = nominate(51, code=CODE, state=NominationState.SUBMITTED)
    client.force_login(lin)
    address = reverse("nomination_move", args=[nomination.pk])
    assert client.post(address, {"act": "decline", "reason": "重复", **typed}).status_code == 302
    assert state_of(nomination) == NominationState.DECLINED
    nomination.refresh_from_db()
    assert nomination.decision_reason in ("不行", "重复")


@pytest.mark.parametrize("query", ["year=99999999999999999999", "sector=9999999999999999999", "items=9" + "9" * 40])
def test_the_catalog_part_takes_any_number(client: Client, chen_filer: User, query: str) -> None:
    client.force_login(chen_filer)
    assert client.get(reverse("nomination_items") + f"?{query}").status_code == 200
