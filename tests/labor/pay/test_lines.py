"""Lines of a draft: changed, taken out, put back, added; what was before stays readable, numbers masked."""

from __future__ import annotations

from typing import Any

import pytest

from labor.models import RollAct, RollState, RollStep, WageLine, WageRoll
from labor.pay.digests import content_digest
from labor.pay.joining import add_people, candidates, remove_line, restore_line
from labor.pay.lines import correct_line
from labor.pay.moving import StaleRoll
from labor.pay.stating import state_of
from projects.models import Project
from projects.moving import Incomplete
from tests.labor.attendance.conftest import Engagements, Keep, day, join, keep, trade, worker
from tests.labor.conftest import AT
from tests.labor.paying import MakeRoll
from tests.labor.sheets import card_number
from units.models import AuditEntry, User
from units.refusals import NotAllowed, Refusal, WrongState
from units.secrecy import blind_index, seal, unseal

__all__ = ["join", "keep", "trade"]


def first_of(roll: WageRoll) -> WageLine:
    return roll.lines.order_by("row")[0]


def corrected(line: WageLine, by: User, /, **values: Any) -> WageLine:
    return correct_line(line=line, values=values, by=by, at=AT).line


def last_step(roll: WageRoll) -> RollStep:
    step = roll.steps.order_by("-pk").first()
    assert step is not None
    return step


def test_gross_and_net_follow_from_what_is_typed(roll_in: MakeRoll, chen_filer: User) -> None:
    roll = roll_in()
    line = first_of(roll)
    values = {"centidays": 1950, "rate_fen": 220_05, "deduction_fen": 50_00, "deduction_item": "社会保险费个人部分"}
    correct_line(line=line, values=values, by=chen_filer, at=AT, version=0, reason="漏记半天")
    line.refresh_from_db()
    assert (line.gross_fen, line.net_fen) == (429_098, 424_098)
    assert line.name not in str(state_of(roll, on=AT.date())["steps"])  # what a command tells names nobody's pay
    step = last_step(roll)
    assert (step.act, step.reason) == (RollAct.CORRECT, "漏记半天")
    assert step.changes[f"{line.name}·工作时间（工日）"] == ["20", "19.5"]
    assert step.changes[f"{line.name}·实发（元）"] == ["4200.00", "4240.98"]
    roll.refresh_from_db()
    assert roll.version == 1


def test_everything_wrong_is_said_at_its_field_and_nothing_is_saved(roll_in: MakeRoll, chen_filer: User) -> None:
    roll = roll_in()
    line = first_of(roll)
    with pytest.raises(Incomplete) as refused:
        corrected(line, chen_filer, centidays=3200, deduction_fen=9_000_00, piece_fen=1_00, job="电话13912345678")
    fields = {lack.field for lack in refused.value.lacks}
    assert fields == {"centidays", "deduction_fen", "deduction_item", "pay_basis", "job"}
    line.refresh_from_db()
    assert (line.centidays, roll.steps.count(), WageRoll.objects.get().version) == (2000, 1, 0)


def test_words_that_tell_an_old_amount_are_asked_for_anew(roll_in: MakeRoll, chen_filer: User) -> None:
    roll = roll_in()
    line = corrected(first_of(roll), chen_filer, piece_fen=750_00, pay_basis="挖沟30米×25元＝750元")
    assert line.gross_fen == 4_950_00
    with pytest.raises(Incomplete, match="计酬说明还是原来的"):
        corrected(line, chen_filer, piece_fen=800_00)
    assert corrected(line, chen_filer, piece_fen=0).pay_basis == ""


def test_an_account_comes_from_the_roster_and_stands_nowhere_in_full(
    road: Project, roll_in: MakeRoll, join: Engagements, chen_filer: User
) -> None:
    number = card_number(77)
    join(
        road,
        1,
        bank="农商行",
        card_sealed=seal(number),
        card_index=blind_index(number),
        card_masked=f"6212****{number[-4:]}",
    )
    roll = roll_in()
    line = first_of(roll)
    correct_line(line=line, values={"card": card_number(5)}, by=chen_filer, at=AT, from_roster=True)
    line.refresh_from_db()
    assert (unseal(line.card_sealed), line.bank) == (number, "农商行")
    told = f"{last_step(roll).changes}{list(AuditEntry.objects.values_list('detail', flat=True))}"
    assert number not in told
    assert f"6212****{number[-4:]}" in told


def test_for_somebody_not_on_the_roster_an_account_is_typed(roll_in: MakeRoll, chen_filer: User) -> None:
    line = first_of(roll_in())
    done = correct_line(line=line, values={"card": f"{card_number(9)[:-1]} 0", "bank": "农行"}, by=chen_filer, at=AT)
    assert unseal(done.line.card_sealed) == f"{card_number(9)[:-1]}0"
    assert done.is_changed
    with pytest.raises(Incomplete):
        corrected(line, chen_filer, card="12")


def test_nothing_changed_leaves_no_step(roll_in: MakeRoll, chen_filer: User) -> None:
    roll = roll_in()
    done = correct_line(line=first_of(roll), values={"centidays": 2000}, by=chen_filer, at=AT)
    assert (done.is_changed, roll.steps.count()) == (False, 1)


def test_who_is_taken_out_counts_nowhere_and_comes_back_as_they_were(roll_in: MakeRoll, chen_filer: User) -> None:
    roll = roll_in()
    before, line = content_digest(roll), first_of(roll)
    with pytest.raises(Refusal, match="请写明原因"):
        remove_line(line=line, reason=" ", by=chen_filer, at=AT)
    remove_line(line=line, reason="本人本月没有务工", by=chen_filer, at=AT)
    assert content_digest(roll) != before
    assert last_step(roll).changes == {line.name: ["20工日，应发4200.00元，实发4200.00元", "移出本表"]}
    with pytest.raises(WrongState, match="已经不在表上"):
        remove_line(line=line, reason="再移一次", by=chen_filer, at=AT)
    restore_line(line=line, by=chen_filer, at=AT)
    assert content_digest(roll) == before
    with pytest.raises(WrongState, match="没有移出"):
        restore_line(line=line, by=chen_filer, at=AT)


def test_people_of_the_roster_come_with_what_attendance_says(
    road: Project, roll_in: MakeRoll, join: Engagements, keep: Keep, chen_filer: User
) -> None:
    stay, idle = join(road, 3, day_rate_fen=200_00), join(road, 4)
    keep(road, {stay: {day(5): 100, day(6): 50}})
    roll = roll_in()
    assert [one.stay for one in candidates(roll)] == [stay, idle]
    [line] = add_people(roll=roll, workers={stay.worker_id}, by=chen_filer, at=AT, version=0)
    assert (line.centidays, line.rate_fen, line.net_fen, line.row) == (150, 200_00, 300_00, 3)
    with pytest.raises(Refusal, match="已经在表上"):
        add_people(roll=roll, workers={stay.worker_id}, by=chen_filer, at=AT)
    with pytest.raises(Refusal, match="请先勾选"):
        add_people(roll=roll, workers=set(), by=chen_filer, at=AT)


def test_who_came_anew_is_not_put_back_beside_themselves(
    road: Project, roll_in: MakeRoll, join: Engagements, chen_filer: User
) -> None:
    join(road, 1)
    roll = roll_in()
    line = first_of(roll)
    remove_line(line=line, reason="重复", by=chen_filer, at=AT)
    add_people(roll=roll, workers={worker(1).pk}, by=chen_filer, at=AT)
    with pytest.raises(WrongState, match="已另有一行"):
        restore_line(line=line, by=chen_filer, at=AT)


def test_only_a_draft_is_changed_by_who_prepares_it_knowing_what_others_did(
    roll_in: MakeRoll, chen_filer: User, chen_reviewer: User
) -> None:
    roll = roll_in()
    line = first_of(roll)
    with pytest.raises(NotAllowed):
        corrected(line, chen_reviewer, centidays=1900)
    with pytest.raises(StaleRoll):
        remove_line(line=line, reason="有误", by=chen_filer, at=AT, version=7)
    WageRoll.objects.filter(pk=roll.pk).update(state=RollState.SIGNING)
    with pytest.raises(WrongState):
        corrected(line, chen_filer, centidays=1900)
    with pytest.raises(WrongState):
        remove_line(line=line, reason="有误", by=chen_filer, at=AT)
