"""The core of a roll's way: who may, in which state, lacking what, and who was first."""

from __future__ import annotations

import pytest

from labor.models import RollAct, RollState
from labor.pay import guards
from labor.pay.guards import Lacking, NotYet
from labor.pay.moving import StaleRoll, make_move
from labor.pay.permissions import available_moves, posts_of
from tests.labor.conftest import AT
from tests.labor.paying import MakeRoll
from units.models import AuditEntry, User
from units.refusals import NotAllowed, Refusal, WrongState

SEND, APPROVE, HAND_BACK = RollAct.SEND, RollAct.APPROVE, RollAct.HAND_BACK


@pytest.fixture
def unguarded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guards, "_GUARDS", {})


@pytest.mark.usefixtures("unguarded")
def test_a_move_leads_on_and_leaves_a_step_and_an_audit_entry(roll_in: MakeRoll, chen_filer: User) -> None:
    roll = make_move(roll=roll_in(), act=SEND, by=chen_filer, at=AT, version=0)
    assert (roll.state, roll.version) == (RollState.SIGNING, 1)
    assert roll.steps.last().act == SEND
    assert AuditEntry.objects.filter(act="发放表：送签").count() == 1


def test_whoever_prepared_a_roll_does_not_approve_it_whatever_else_they_are(
    roll_in: MakeRoll, chen_filer: User, chen_reviewer: User
) -> None:
    roll = roll_in(RollState.OWNER)
    roll.steps.update(by=chen_reviewer)
    with pytest.raises(NotAllowed, match="不得为同一人"):
        make_move(roll=roll, act=APPROVE, by=chen_reviewer, at=AT)
    with pytest.raises(NotAllowed, match="审核人"):
        make_move(roll=roll, act=APPROVE, by=chen_filer, at=AT)


@pytest.mark.usefixtures("unguarded")
def test_the_second_is_told_who_was_first_and_when(roll_in: MakeRoll, chen_filer: User, lin: User) -> None:
    roll = roll_in()
    make_move(roll=roll, act=SEND, by=chen_filer, at=AT, version=0)
    with pytest.raises(WrongState, match="陈禾已于2026年11月12日14:05办理“送签”"):
        make_move(roll=roll, act=SEND, by=lin, at=AT, version=0)
    with pytest.raises(StaleRoll, match="陈禾已于2026年11月12日14:05"):
        make_move(roll=roll, act=HAND_BACK, by=lin, at=AT, version=0, reason="金额有误")


def test_everything_lacking_is_said_at_once_and_nothing_moves(
    roll_in: MakeRoll, chen_filer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    lacks = [Lacking("one", "缺一。", "lines"), Lacking("two", "缺二。", "files")]
    monkeypatch.setattr(guards, "_GUARDS", {SEND: [lambda roll, on: lacks]})
    roll = roll_in()
    with pytest.raises(NotYet) as refused:
        make_move(roll=roll, act=SEND, by=chen_filer, at=AT)
    roll.refresh_from_db()
    assert (list(refused.value.sentences), roll.state) == (["缺一。", "缺二。"], RollState.DRAFT)


def test_handing_back_asks_for_a_reason_and_masks_numbers_in_it(roll_in: MakeRoll, chen_filer: User) -> None:
    roll = roll_in(RollState.SIGNING)
    with pytest.raises(Refusal, match="请写明原因"):
        make_move(roll=roll, act=HAND_BACK, by=chen_filer, at=AT, reason=" ")
    roll = make_move(roll=roll, act=HAND_BACK, by=chen_filer, at=AT, reason="电话13912345678的人记错")
    assert (roll.state, roll.steps.last().reason) == (RollState.DRAFT, "电话139****5678的人记错")


def test_strangers_and_leaders_hold_no_post(roll_in: MakeRoll, zhao: User, leader: User, wang: User) -> None:
    roll = roll_in(RollState.NOTICE)
    assert (posts_of(zhao, roll), posts_of(leader, roll), posts_of(wang, roll)) == (set(), set(), {"poster"})
    assert [move.act for move in available_moves(roll, zhao)] == []
