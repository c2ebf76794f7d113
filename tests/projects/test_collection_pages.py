"""申报征集 pages: everybody with a business role reads them with their own numbers, the office opens and closes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from projects.guidance.collections import close_collection, open_collection
from projects.models import Collection, Nomination, NominationState
from tests.projects.pages import page
from units.models import Unit, User

pytestmark = pytest.mark.django_db


def in_days(number: int) -> date:
    return timezone.localdate() + timedelta(days=number)


YEAR = timezone.localdate().year + 1


@pytest.fixture
def office(client: Client, lin: User) -> Client:
    client.force_login(lin)
    return client


@pytest.fixture
def call(lin: User) -> Collection:
    return open_collection(year=YEAR, due_on=in_days(20), note="附项目建议书批复", by=lin, at=timezone.now())


@pytest.fixture
def nominated(call: Collection, nominate: Callable[..., Nomination]) -> None:
    """Of 区农业农村委 a draft and two submitted; of 八桥镇 a draft."""
    township = Unit.objects.get(name="八桥镇")
    nominate(1, collection=call, state=NominationState.DRAFT)
    nominate(2, collection=call, state=NominationState.SUBMITTED)
    nominate(3, collection=call, state=NominationState.SUBMITTED)
    nominate(4, collection=call, state=NominationState.DRAFT, unit=township, department=None, township=township)


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def the(act: str, collection: Collection) -> str:
    return reverse(f"collection_{act}", args=[collection.pk])


def numbers_of(client: Client) -> list[str]:
    """The numbers of the newest collection, as the list gives them."""
    [newest, *_] = client.get(reverse("collection_list")).context["rows"]
    return [f"{label}{number}" for _, label, number in newest.by_state if number]


def test_the_list_counts_what_each_may_see(
    client: Client, nominated: None, lin: User, chen_filer: User, wang: User, zhao: User
) -> None:
    for who, numbers in (
        (lin, ["草稿2", "已申报2"]),
        (chen_filer, ["草稿1", "已申报2"]),
        (wang, ["已申报2"]),
        (zhao, ["草稿1"]),
    ):
        client.force_login(who)
        assert numbers_of(client) == numbers, who


def test_a_number_leads_to_its_nominations(office: Client, call: Collection, nominated: None) -> None:
    address = f"{reverse('nomination_list')}?collection={call.pk}&amp;state=submitted"
    for name, arguments in (("collection_list", []), ("collection_detail", [call.pk])):
        assert f'href="{address}"' in page(office, name, *arguments), name


def test_an_empty_list_tells_each_what_comes_next(client: Client, lin: User, leader: User, auditor: User) -> None:
    for who, sentence in ((lin, "写明清单年度和截止日期"), (leader, "办公室开启征集后列在这里")):
        client.force_login(who)
        assert sentence in page(client, "collection_list")
    client.force_login(auditor)
    assert client.get(reverse("collection_list")).status_code == 403


def test_the_office_opens_a_collection(office: Client) -> None:
    assert f'value="{YEAR}"' in page(office, "collection_new")
    answer = office.post(
        reverse("collection_new"),
        {"year": f"{YEAR}", "opens_on": f"{in_days(0)}", "due_on": f"{in_days(9)}", "note": "附批复"},
    )
    made = Collection.objects.get()
    assert answer.headers["Location"] == the("detail", made)
    assert (made.year, made.due_on, made.note) == (YEAR, in_days(9), "附批复")
    shown = page(office, "collection_detail", made.pk)
    assert "正在征集" in shown
    assert "附批复" in shown


def test_everything_wrong_is_said_at_once_and_stays_typed(office: Client, call: Collection) -> None:
    wrong = {"year": f"{YEAR}", "opens_on": f"{in_days(5)}", "due_on": f"{in_days(-1)}", "note": "我的要求"}
    answer = office.post(reverse("collection_new"), wrong)
    shown = text_of(answer)
    assert answer.status_code == 422
    for sentence in ("已有正在进行的征集", "截止日期不能早于开始日期", "已经过去", "我的要求</textarea>"):
        assert sentence in shown
    assert office.post(reverse("collection_new"), {"year": ""}).status_code == 422
    assert Collection.objects.count() == 1


def test_the_deadline_is_moved_and_the_history_tells_it(office: Client, call: Collection) -> None:
    assert office.post(the("extend", call), {"due_on": f"{in_days(30)}"}).status_code == 302
    call.refresh_from_db()
    assert call.due_on == in_days(30)
    shown = page(office, "collection_detail", call.pk)
    assert f"截止日期由{in_days(20)}改为{in_days(30)}" in shown
    assert shown.index("调整申报截止日期") < shown.index("开启申报征集")


@pytest.mark.parametrize(("days", "sentence"), [(-1, "已经过去"), (20, "本来就是"), (None, "必填")])
def test_a_deadline_that_will_not_do_is_refused(
    office: Client, call: Collection, days: int | None, sentence: str
) -> None:
    said = "" if days is None else f"{in_days(days)}"
    answer = office.post(the("extend", call), {"due_on": said})
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert f'value="{said}"' in text_of(answer) or not said
    call.refresh_from_db()
    assert call.due_on == in_days(20)


def test_a_collection_is_closed_once_and_reopened_once(office: Client, call: Collection) -> None:
    for act, again, is_open in (("close", "不用再结束一次", False), ("reopen", "不用重新开启", True)):
        assert office.post(the(act, call), {"due_on": f"{in_days(25)}"}).status_code == 302
        call.refresh_from_db()
        assert call.is_open is is_open
        answer = office.post(the(act, call), {"due_on": f"{in_days(25)}"})
        assert answer.status_code == 422
        assert again in text_of(answer)
        assert office.get(the(act, call)).status_code == 405
    assert call.due_on == in_days(25)


def test_a_closed_collection_offers_reopening_alone(office: Client, call: Collection, lin: User) -> None:
    close_collection(collection=call, by=lin, at=timezone.now())
    shown = page(office, "collection_detail", call.pk)
    assert "已由林岚结束" in shown
    assert the("reopen", call) in shown
    assert the("close", call) not in shown
    assert the("extend", call) not in shown
    answer = office.post(the("extend", call), {"due_on": f"{in_days(40)}"})
    assert answer.status_code == 422
    assert "已经结束，不能延长" in text_of(answer)


def test_a_past_deadline_and_a_later_beginning_are_told_in_words(
    client: Client, lin: User, chen_filer: User, call: Collection
) -> None:
    late = {"opens_on": in_days(-9), "due_on": in_days(-1)}
    for dates, word in ((late, "已过截止日期"), ({"opens_on": in_days(3), "due_on": in_days(9)}, "尚未开始")):
        Collection.objects.update(**dates)
        client.force_login(chen_filer)
        assert word in page(client, "collection_list")
    Collection.objects.update(**late)
    assert "需要补报的请联系办公室延长" in page(client, "collection_detail", call.pk)
    client.force_login(lin)
    assert "请改截止日期" in page(client, "collection_detail", call.pk)


def test_units_and_leaders_read_and_are_refused_the_acts(
    client: Client, call: Collection, chen_filer: User, wang: User, leader: User
) -> None:
    for who in (chen_filer, wang, leader):
        client.force_login(who)
        shown = page(client, "collection_detail", call.pk)
        assert "附项目建议书批复" in shown
        assert not any(the(act, call) in shown for act in ("extend", "close", "reopen"))
        assert "开启征集" not in page(client, "collection_list")
        answers = [client.post(the(act, call), {"due_on": f"{in_days(9)}"}) for act in ("extend", "close", "reopen")]
        for answer in (*answers, client.get(reverse("collection_new"))):
            assert answer.status_code == 403
            assert "申报征集由领导小组办公室开启" in text_of(answer)
    call.refresh_from_db()
    assert (call.is_open, call.due_on) == (True, in_days(20))


def test_an_unknown_collection_is_not_found(office: Client, call: Collection) -> None:
    assert office.get(reverse("collection_detail", args=[call.pk + 1])).status_code == 404
    assert office.post(reverse("collection_close", args=[call.pk + 1])).status_code == 404


def test_the_list_costs_the_same_for_2_collections_and_20(
    office: Client, lin: User, nominate: Callable[..., Nomination]
) -> None:
    def add(first: int, last: int) -> None:
        for number in range(first, last + 1):
            one = open_collection(year=YEAR, due_on=in_days(9), by=lin, at=timezone.now())
            close_collection(collection=one, by=lin, at=timezone.now())
            nominate(number, collection=one)

    def cost() -> int:
        with CaptureQueriesContext(connection) as made:
            assert office.get(reverse("collection_list")).status_code == 200
        return len(made)

    add(1, 2)
    cost()
    few = cost()
    add(3, 20)
    assert cost() == few
