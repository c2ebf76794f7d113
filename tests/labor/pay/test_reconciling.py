"""A roll held against attendance, agreed rates and the roster: every kind of difference, and what stops it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from labor.attendance.sheets import why_locked
from labor.models import AttendanceSheet, Engagement, RollAct, RollOrigin, RollState, WageLine, WageRoll
from labor.pay.difference import DifferenceKind as K
from labor.pay.difference import Severity
from labor.pay.guards import NotYet
from labor.pay.handing_back import hand_back_roll
from labor.pay.reconciling import Reconciled, reconcile
from labor.pay.sending_out import send_roll
from labor.rolls import void_roll
from projects.models import Project
from tests.labor.attendance.conftest import Engagements, Keep, day, join, keep, trade, worker
from tests.labor.conftest import AT
from tests.labor.paying import MakeRoll, line_of, supplement_of
from units.models import User
from units.refusals import Refusal

__all__ = ["join", "keep", "trade"]
pytestmark = pytest.mark.usefixtures("standards")
Attended = Callable[..., Engagement]


@pytest.fixture
def attended(join: Engagements, keep: Keep, road: Project) -> Attended:
    """A stay at 210 元 a day with so many full days kept from the 1st on: `attended(1, 20)`."""

    def make(order: int, number: int, **changed: object) -> Engagement:
        stay = join(road, order, **{"day_rate_fen": 210_00} | changed)
        if number:
            keep(road, {stay: {day(each): 100 for each in range(1, number + 1)}})
        return stay

    return make


def kinds(found: Reconciled, order: int) -> set[K]:
    return {one.kind for one in found.differences if one.worker_id == worker(order).pk}


def test_a_roll_that_says_what_attendance_says_differs_in_nothing(roll_in: MakeRoll, attended: Attended) -> None:
    for order in (1, 2):
        attended(order, 20)
    found = reconcile(roll_in())
    assert found.differences == []
    assert found.roll == found.attendance
    assert (found.roll.people, found.roll.centidays, found.roll.gross_fen) == (2, 4000, 8_400_00)


def test_each_difference_is_found_with_its_money(roll_in: MakeRoll, attended: Attended) -> None:
    roll = roll_in(people=5)
    for order, number in {1: 18, 2: 21, 3: 20, 4: 0, 6: 5}.items():
        attended(order, number, **({"day_rate_fen": 200_00} if order == 3 else {}))
    found = reconcile(roll)
    expected = {
        1: {K.MORE_DAYS_PAID}, 2: {K.FEWER_DAYS_PAID}, 3: {K.RATE_OFF_CONTRACT}, 4: {K.MISSING_IN_ATTENDANCE},
        5: {K.NOT_ON_ROSTER}, 6: {K.MISSING_IN_ROLL},
    }  # fmt: skip
    assert {order: kinds(found, order) for order in expected} == expected
    money = {one.kind: one.amount_fen for one in found.differences}
    assert money == {
        K.MORE_DAYS_PAID: 420_00, K.FEWER_DAYS_PAID: -210_00, K.RATE_OFF_CONTRACT: 200_00,
        K.MISSING_IN_ATTENDANCE: 4_200_00, K.NOT_ON_ROSTER: 4_200_00, K.MISSING_IN_ROLL: -1_050_00,
    }  # fmt: skip
    assert {one.severity for one in found.differences} == {Severity.EXPLAIN}


def test_days_beyond_the_stay_low_rates_pieces_and_accounts_are_found(roll_in: MakeRoll, attended: Attended) -> None:
    roll = roll_in(people=4)
    attended(1, 5, left_on=date(2026, 10, 5), leave_reason="完工")
    attended(2, 20, day_rate_fen=100_00)
    lines = {line.worker_id: line for line in roll.lines.all()}
    change(lines[worker(2).pk], rate_fen=100_00, gross_fen=2_000_00, net_fen=2_000_00)
    attended(3, 20)
    change(lines[worker(3).pk], piece_fen=50_00, gross_fen=4_250_00, net_fen=4_250_00)
    attended(4, 20, card_index="another", card_masked="6212****9999")
    change(lines[worker(4).pk], card_index=lines[worker(3).pk].card_index)
    found = reconcile(roll)
    assert kinds(found, 1) == {K.MORE_DAYS_PAID, K.WORKED_OUTSIDE_STAY}
    assert kinds(found, 2) == {K.BELOW_MINIMUM_RATE}
    assert kinds(found, 3) == {K.QUANTITY_DIFFERS, K.CARD_SHARED}
    assert kinds(found, 4) == {K.CARD_SHARED, K.CARD_OFF_ROSTER}


def change(line: WageLine, **values: object) -> None:
    WageLine.objects.filter(pk=line.pk).update(**values)


def test_only_what_the_law_forbids_or_no_bank_can_pay_stops_a_roll(
    roll_in: MakeRoll, attended: Attended, chen_filer: User
) -> None:
    roll = roll_in(people=3)
    for order in (1, 2, 3):
        attended(order, 20)
    first, second, third = roll.lines.order_by("row")
    change(first, deduction_fen=50_00, net_fen=4_150_00)
    change(second, card_index="", card_masked="", card_sealed="")
    type(third.worker).objects.filter(pk=third.worker_id).update(born_on=date(2011, 1, 1))
    stops = {one.kind for one in reconcile(roll).of(Severity.STOP)}
    assert stops == {K.DEDUCTION_WITHOUT_ITEM, K.NO_CARD, K.UNDERAGE}
    with pytest.raises(NotYet) as refused:
        send_roll(roll=roll, by=chen_filer, at=AT, reason="情况属实")
    assert {lack.key for lack in refused.value.lacking} == stops
    WageLine.objects.filter(roll=roll).delete()
    with pytest.raises(NotYet, match="还没有人"):
        send_roll(roll=roll, by=chen_filer, at=AT)


def test_differences_are_explained_or_the_roll_stays_where_it_is(
    roll_in: MakeRoll, attended: Attended, chen_filer: User, lin: User
) -> None:
    roll = roll_in()
    attended(1, 18), attended(2, 20)
    with pytest.raises(Refusal, match="工日多于考勤1处"):
        send_roll(roll=roll, by=chen_filer, at=AT, version=0)
    assert not AttendanceSheet.objects.get(project=roll.project).locked_at
    sent = send_roll(roll=roll, by=chen_filer, at=AT, version=0, reason="两天考勤纸质表在镇上，13912345678")
    assert sent.state == RollState.SIGNING
    step = sent.steps.last()
    assert step is not None
    assert (step.act, step.reason) == (RollAct.SEND, "两天考勤纸质表在镇上，139****5678")
    assert step.changes == {"差异：工日多于考勤": ["", "1处"]}
    assert AttendanceSheet.objects.get(project=roll.project).roll_id == roll.pk
    hand_back_roll(roll=sent, reason="工日有误", by=lin, at=AT)
    assert not AttendanceSheet.objects.get(project=roll.project).locked_at


def test_who_was_paid_by_a_roll_voided_since_is_not_paid_again_without_a_word(
    roll_in: MakeRoll, attended: Attended, chen_filer: User, lin: User
) -> None:
    """A recorded roll voided, the month built anew: the money may be with the people already."""
    attended(1, 20), attended(2, 20)
    recorded = roll_in(RollState.RECORDED, origin=RollOrigin.RECORDED)
    recorded.lines.filter(worker=worker(1)).update(is_paid=True, pay_on=AT.date(), voucher="工资专户回单")
    void_roll(roll=recorded, reason="支付日期填错", by=lin, at=AT)
    roll = roll_in()
    assert (kinds(reconcile(roll), 1), kinds(reconcile(roll), 2)) == ({K.PAID_BEFORE}, set())
    with pytest.raises(Refusal, match="作废的表上已发放1处"):
        send_roll(roll=roll, by=chen_filer, at=AT)


def test_a_roll_that_pays_nobody_anything_is_not_sent(
    roll_in: MakeRoll, attended: Attended, chen_filer: User
) -> None:  # fmt: skip
    """It would stand at 待支付 for ever: no bank takes an empty file."""
    roll = roll_in(people=1)
    attended(1, 20)
    change(roll.lines.get(), deduction_fen=4_200_00, deduction_item="法院扣划", net_fen=0)
    with pytest.raises(NotYet, match="实发都是0元"):
        send_roll(roll=roll, by=chen_filer, at=AT)


def test_removed_lines_count_nowhere(roll_in: MakeRoll, attended: Attended) -> None:
    attended(1, 20)
    roll = roll_in()
    roll.lines.filter(worker=worker(2)).update(in_force=False)
    found = reconcile(roll)
    assert (found.differences, found.roll.people) == ([], 1)


def test_roll_and_supplement_together_do_not_exceed_what_was_earned(
    roll_in: MakeRoll, attended: Attended, chen_filer: User
) -> None:
    attended(1, 21)
    regular = roll_in(people=1)
    extra = supplement_of(regular, by=chen_filer, people=0)
    WageLine.objects.bulk_create(
        [line_of(extra, 1, centidays=100, gross_fen=210_00, net_fen=210_00, card_index="", card_sealed="")]
    )
    assert {one.kind for one in reconcile(extra).differences} == {K.NO_CARD}
    extra.lines.update(centidays=200, gross_fen=420_00, net_fen=420_00, card_index="x")
    assert [(one.kind, one.amount_fen) for one in reconcile(extra).differences] == [(K.MORE_THAN_EARNED, 210_00)]


def test_as_many_questions_for_twenty_people_as_for_two(
    roll_in: MakeRoll, attended: Attended, django_assert_max_num_queries: Any
) -> None:
    roll = WageRoll.objects.select_related("project", "period").get(pk=roll_in(people=20).pk)
    attended(1, 20)
    with django_assert_max_num_queries(9):
        assert len(reconcile(roll).differences) == 19


def test_attendance_locked_with_a_roll_on_its_way_names_the_way_back(
    roll_in: MakeRoll, attended: Attended, chen_filer: User
) -> None:
    attended(1, 20)
    send_roll(roll=roll_in(people=1), by=chen_filer, at=AT)
    sheet = AttendanceSheet.objects.get()
    assert "退回编制，考勤随即解锁" in why_locked(sheet)
