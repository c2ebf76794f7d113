"""Welfare posts: one person on one post at a time, ended and voided with reasons, added up for a day."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from labor.companies.claims import ChangedMeanwhile
from labor.companies.ledgers import WelfareTotals, welfare_totals
from labor.companies.permissions import may_keep_post
from labor.companies.posts import assign, end_post, record_post, void_post
from labor.models import WelfarePost, Worker
from labor.real_names import Stated
from projects.models import Project
from projects.moving import Incomplete
from tests.labor.sheets import id_number
from units.models import AuditEntry, Unit, User
from units.refusals import NotAllowed, Refusal, WrongState

START = date(2026, 11, 2)
ON = date(2026, 11, 12)


def post(**changes: Any) -> dict[str, Any]:
    good = {
        "title": "道路保洁员", "township": Unit.objects.get(name="建胜镇"), "project": None, "month_fen": 1_200_00,
        "duties": "清扫村道",
    }  # fmt: skip
    return good | changes


def person(order: int = 1, born: str = "19880101") -> Stated:
    return Stated(f"张{chr(0x5170 + order)}", id_number(born, order))


@pytest.fixture
def made(wang: User, at: datetime) -> WelfarePost:
    return record_post(values=post(), by=wang, at=at)


def test_a_post_is_given_to_a_person_who_is_registered_and_masked(made: WelfarePost, wang: User, at: datetime) -> None:
    held = assign(post=made, version=made.version, person=person(), starts_on=START, by=wang, at=at)
    assert held.worker == Worker.objects.get()
    entry = AuditEntry.objects.latest("number")
    assert id_number() not in f"{entry.subject} {entry.detail}"
    assert entry.detail["starts_on"] == "2026-11-02"
    with pytest.raises(WrongState, match="不能再安排"):
        assign(post=made, version=1, person=person(2), starts_on=START, by=wang, at=at)


def test_every_fault_of_a_post_is_told(road: Project, zhao: User, at: datetime) -> None:
    values = post(title="", duties="", month_fen=-1, project=road, township=Unit.objects.get(name="八桥镇"))
    with pytest.raises(Incomplete) as refused:
        record_post(values=values, by=zhao, at=at)
    assert {"title", "duties", "project"} <= {lack.field for lack in refused.value.lacks}
    assert "月补贴不能为负数。" in refused.value.sentences


@pytest.mark.parametrize(
    ("someone", "days", "field"),
    [
        (Stated("张三", "500104198801010000"), {}, "id_number"),
        (Stated("", id_number()), {}, "name"),
        (person(born="20101103"), {}, "id_number"),
        (person(), {"ends_on": date(2026, 11, 1)}, ""),
    ],
)
def test_nobody_unfit_is_put_on_a_post(
    someone: Stated, days: dict[str, Any], field: str, made: WelfarePost, wang: User, at: datetime
) -> None:
    with pytest.raises(Incomplete) as refused:
        assign(post=made, version=made.version, person=someone, starts_on=START, by=wang, at=at, **days)
    assert [lack.field for lack in refused.value.lacks] == [field]
    assert not Worker.objects.exists()


def test_a_person_holds_one_post_at_a_time(made: WelfarePost, wang: User, at: datetime) -> None:
    other = record_post(values=post(title="护林员"), by=wang, at=at)
    made = assign(post=made, version=made.version, person=person(), starts_on=START, by=wang, at=at)
    with pytest.raises(Incomplete, match="道路保洁员"):
        assign(post=other, version=other.version, person=person(), starts_on=date(2026, 12, 1), by=wang, at=at)
    made = end_post(post=made, version=made.version, ends_on=date(2026, 11, 30), by=wang, at=at)
    assign(post=other, version=other.version, person=person(), starts_on=date(2026, 12, 1), by=wang, at=at)
    with pytest.raises(Incomplete, match="护林员"):
        end_post(post=made, version=made.version, ends_on=date(2026, 12, 1), by=wang, at=at)


def test_ending_needs_somebody_and_a_day_after_the_first(made: WelfarePost, wang: User, at: datetime) -> None:
    with pytest.raises(WrongState, match="还没有人上岗"):
        end_post(post=made, version=made.version, ends_on=ON, by=wang, at=at)
    made = assign(post=made, version=made.version, person=person(), starts_on=START, by=wang, at=at)
    with pytest.raises(Incomplete, match="期满日期不能早于上岗日期"):
        end_post(post=made, version=made.version, ends_on=date(2026, 11, 1), by=wang, at=at)


def test_of_two_who_change_a_post_the_second_is_told(made: WelfarePost, wang: User, lin: User, at: datetime) -> None:
    held = assign(post=made, person=person(), starts_on=START, version=0, by=wang, at=at)
    assert held.version == 1
    with pytest.raises(ChangedMeanwhile):
        void_post(post=made, reason="重复登记", version=0, by=lin, at=at)
    end_post(post=made, ends_on=ON, version=1, by=lin, at=at)
    with pytest.raises(ChangedMeanwhile, match="刚被别人改过"):
        end_post(post=made, ends_on=START, version=1, by=wang, at=at)
    assert WelfarePost.objects.get().ends_on == ON


def test_a_void_post_counts_nowhere(made: WelfarePost, wang: User, at: datetime) -> None:
    with pytest.raises(Refusal, match="请写明撤销原因"):
        void_post(post=made, version=made.version, reason=" ", by=wang, at=at)
    void_post(post=made, version=made.version, reason="重复登记", by=wang, at=at)
    assert not WelfarePost.objects.visible_to(wang).in_force().exists()
    with pytest.raises(WrongState, match="已经撤销"):
        assign(post=made, version=made.version, person=person(), starts_on=START, by=wang, at=at)


def test_a_ledger_adds_up_for_a_day(made: WelfarePost, road: Project, wang: User, zhao: User, at: datetime) -> None:
    assign(post=made, version=made.version, person=person(), starts_on=START, by=wang, at=at)
    record_post(values=post(title="护林员", month_fen=900_00), by=wang, at=at)
    ended = record_post(values=post(title="安全员", project=road, month_fen=700_00), by=wang, at=at)
    assign(
        post=ended, version=ended.version, person=person(2), starts_on=START, ends_on=date(2026, 11, 5), by=wang, at=at
    )
    assert welfare_totals(WelfarePost.objects.visible_to(wang), on=ON) == WelfareTotals(3, 1, 1, 1_200_00)
    assert welfare_totals(WelfarePost.objects.visible_to(wang), on=START) == WelfareTotals(3, 2, 2, 1_900_00)
    assert welfare_totals(WelfarePost.objects.visible_to(zhao), on=ON) == WelfareTotals(0, 0, 0, 0)


def test_who_keeps_a_post(
    made: WelfarePost, road: Project, wang: User, zhao: User, chen_filer: User, leader: User, lin: User, at: datetime
) -> None:
    assert [may_keep_post(one, made.township, None) for one in (wang, lin)] == [True, True]
    assert [may_keep_post(one, made.township, None) for one in (zhao, chen_filer, leader)] == [False] * 3
    assert may_keep_post(chen_filer, made.township, road)
    with pytest.raises(NotAllowed, match="由该镇街"):
        void_post(post=made, version=made.version, reason="重复", by=zhao, at=at)
