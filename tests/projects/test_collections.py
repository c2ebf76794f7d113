"""Collections: opened, extended, closed and reopened by the office; one open at a time for a year."""

from __future__ import annotations

import io
import json
from datetime import date

import pytest
import time_machine
from django.core.management import CommandError, call_command

from projects.guidance.collections import close_collection, extend_collection, open_collection, reopen_collection
from projects.models import Collection
from tests.projects.samples import AT
from units.models import AuditEntry, User
from units.refusals import NotAllowed, Refusal, WrongState

pytestmark = pytest.mark.django_db

DUE = date(2026, 12, 15)
LATER = date(2026, 12, 31)
PAST = date(2026, 11, 2)


@pytest.fixture
def call(lin: User) -> Collection:
    return open_collection(year=2027, due_on=DUE, note=" 请附前期材料 ", by=lin, at=AT)


def test_a_collection_opens_on_the_day_and_is_told(call: Collection, lin: User) -> None:
    assert (call.round, call.opens_on, call.note, call.opened_by) == (1, date(2026, 11, 3), "请附前期材料", lin)
    assert AuditEntry.objects.get(act="开启申报征集").subject == "2027年度第1次申报"


def test_the_second_of_a_year_waits_until_the_first_is_closed(call: Collection, lin: User) -> None:
    with pytest.raises(Refusal, match="已有正在进行的征集"):
        open_collection(year=2027, due_on=DUE, by=lin, at=AT)
    other_year = open_collection(year=2028, due_on=DUE, by=lin, at=AT)
    close_collection(collection=call, by=lin, at=AT)
    second = open_collection(year=2027, due_on=LATER, by=lin, at=AT)
    assert (other_year.round, second.round, second.label) == (1, 2, "2027年度第2次申报")


def test_only_the_office_keeps_collections(call: Collection, chen_reviewer: User, leader: User) -> None:
    for who in (chen_reviewer, leader):
        with pytest.raises(NotAllowed):
            open_collection(year=2028, due_on=DUE, by=who, at=AT)
        with pytest.raises(NotAllowed):
            extend_collection(collection=call, due_on=LATER, by=who, at=AT)
        with pytest.raises(NotAllowed):
            close_collection(collection=call, by=who, at=AT)
        with pytest.raises(NotAllowed):
            reopen_collection(collection=call, by=who, at=AT)
    assert Collection.objects.open().get().due_on == DUE


def test_everything_wrong_is_said_at_once(lin: User) -> None:
    with pytest.raises(Refusal) as refusal:
        open_collection(year=2025, due_on=PAST, opens_on=DUE, note="长" * 301, by=lin, at=AT)
    said = "".join(refusal.value.sentences)
    assert len(refusal.value.sentences) == 4
    for fault in ("“申报要求”", "截止日期不能早于开始日期", "清单年度2025", "已经过去"):
        assert fault in said
    assert not Collection.objects.exists()


def test_a_year_far_ahead_is_a_slip(lin: User) -> None:
    with pytest.raises(Refusal, match="2026年至2031年"):
        open_collection(year=2062, due_on=DUE, by=lin, at=AT)


def test_a_deadline_moves_and_the_trail_keeps_both_days(call: Collection, lin: User) -> None:
    assert extend_collection(collection=call, due_on=LATER, by=lin, at=AT).due_on == LATER
    assert AuditEntry.objects.get(act="调整申报截止日期").detail["due_on"] == ["2026-12-15", "2026-12-31"]


@pytest.mark.parametrize(("day", "said"), [(DUE, "本来就是"), (PAST, "已经过去")])
def test_a_deadline_moves_neither_nowhere_nor_into_the_past(call: Collection, lin: User, day: date, said: str) -> None:
    with pytest.raises(Refusal, match=said):
        extend_collection(collection=call, due_on=day, by=lin, at=AT)
    call.refresh_from_db()
    assert call.due_on == DUE


def test_closed_once_and_then_neither_closed_nor_extended(call: Collection, lin: User) -> None:
    assert close_collection(collection=call, by=lin, at=AT).closed_by == lin
    with pytest.raises(WrongState, match="已经结束"):
        close_collection(collection=call, by=lin, at=AT)
    with pytest.raises(WrongState, match="请先重新开启"):
        extend_collection(collection=call, due_on=LATER, by=lin, at=AT)


def test_a_closing_is_undone(call: Collection, lin: User) -> None:
    with pytest.raises(WrongState, match="正在进行"):
        reopen_collection(collection=call, by=lin, at=AT)
    close_collection(collection=call, by=lin, at=AT)
    again = reopen_collection(collection=call, by=lin, at=AT)
    again.refresh_from_db()
    assert (again.is_open, again.closed_by, again.due_on) == (True, None, DUE)
    assert AuditEntry.objects.filter(act="重新开启申报征集").count() == 1


def test_reopened_after_the_deadline_needs_a_new_one(call: Collection, lin: User) -> None:
    close_collection(collection=call, by=lin, at=AT)
    january = AT.replace(year=2027, month=1)
    with pytest.raises(Refusal, match="已经过去"):
        reopen_collection(collection=call, by=lin, at=january)
    new_day = date(2027, 1, 20)
    assert reopen_collection(collection=call, due_on=new_day, by=lin, at=january).due_on == new_day


def test_not_reopened_beside_another_of_the_year(call: Collection, lin: User) -> None:
    close_collection(collection=call, by=lin, at=AT)
    open_collection(year=2027, due_on=LATER, by=lin, at=AT)
    with pytest.raises(Refusal, match="已有正在进行的征集"):
        reopen_collection(collection=call, by=lin, at=AT)
    call.refresh_from_db()
    assert not call.is_open


def test_the_command_opens_one(lin: User) -> None:
    out = io.StringIO()
    with time_machine.travel(AT, tick=False):
        call_command("open_collection", "2027", "--due", "2026-12-15", "--by", "lin", "--json", stdout=out)
        said = json.loads(out.getvalue())
        assert (said["ok"], said["year"], said["round"], said["due_on"]) == (True, 2027, 1, "2026-12-15")
        with pytest.raises(CommandError, match="日期“12月”写法不对"):
            call_command("open_collection", "2028", "--due", "12月", "--by", "lin")
    assert Collection.objects.get().opened_by == lin
