"""及时足额: lamps by project, what is owed, who left unsettled, since when nobody was paid."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from labor.clocks.card import pay_annex
from labor.clocks.months import lateness
from labor.clocks.owing import PayState
from labor.clocks.standing import Lamp, Standing, late_rolls, leavers_unsettled, long_intervals, standings
from labor.models import BoardContacts, RollOrigin, RollState, WageLine, WageRoll
from projects.models import Period, Project
from tests.labor.attendance.conftest import Engagements, Keep, day
from tests.labor.conftest import AT
from tests.labor.paying import line_of, make_roll, supplement_of
from units.models import User

DUE = date(2026, 12, 1)  # of October: 31 days after the 31st
BEFORE = date(2026, 11, 12)
PAID = {"is_paid": True, "pay_on": date(2026, 10, 20), "voucher": "回单1"}


def of(project: Project, on: date) -> Standing:
    return next(one for one in standings(Project.objects.all(), on) if one.project == project)


def pay(roll: WageRoll, *orders: int, on: date = date(2026, 10, 20)) -> None:
    WageLine.objects.filter(roll=roll, row__in=orders).update(**PAID | {"pay_on": on})


def test_a_month_on_its_way_is_green_then_yellow_then_red(road: Project, october: Period, lin: User) -> None:
    make_roll(road, october, by=lin, state=RollState.NOTICE)
    lamps = [of(road, DUE - timedelta(days=early)).lamp for early in (8, 7, 0, -1)]
    assert lamps == [Lamp.GREEN, Lamp.YELLOW, Lamp.YELLOW, Lamp.RED]
    late = of(road, DUE + timedelta(days=3))
    assert (late.days_late, late.fen, late.late_fen, late.attendances) == (3, 8_400_00, 8_400_00, 2)
    assert late.clocks[0].state == PayState.UNDERWAY


def test_a_roll_that_cannot_have_run_its_notice_in_time_is_yellow_early(
    road: Project, october: Period, lin: User
) -> None:
    make_roll(road, october, by=lin, state=RollState.SIGNING, due_on=BEFORE + timedelta(days=8))
    (clock,) = of(road, BEFORE).clocks
    assert not clock.misses_notice(BEFORE)  # posted today, seven full days after it, paid on the eighth
    assert clock.misses_notice(BEFORE + timedelta(days=1))
    WageRoll.objects.update(due_on=BEFORE + timedelta(days=10))
    BoardContacts.objects.create(starts_on=BEFORE, notice_days=10, set_at=AT, set_by=lin)
    (clock,) = of(road, BEFORE).clocks
    assert of(road, BEFORE).lamp is Lamp.YELLOW
    assert lateness(clock, BEFORE, 7) == "公示须满10天，到2026年11月22日来不及发放"


@pytest.mark.parametrize(
    ("state", "paid", "told"),
    [
        (RollState.DRAFT, [], PayState.DRAFT),
        (RollState.BANK, [], PayState.UNDERWAY),
        (RollState.PARTLY, [1], PayState.FAILED),
        (RollState.RECORDED, [], PayState.UNPAID),
        (RollState.RECORDED, [1], PayState.PARTLY),
    ],
)
def test_how_far_pay_has_come_is_told(
    road: Project, october: Period, lin: User, state: str, paid: list[int], told: PayState
) -> None:
    origin = RollOrigin.RECORDED if state == RollState.RECORDED else RollOrigin.COMPUTED
    pay(make_roll(road, october, by=lin, state=state, origin=origin), *paid)
    assert [clock.state for clock in of(road, BEFORE).clocks] == [told]


def test_a_paid_month_has_no_clock_and_a_supplement_has_its_own(road: Project, october: Period, lin: User) -> None:
    roll = make_roll(road, october, by=lin, state=RollState.PAID)
    pay(roll, 1, 2)
    assert of(road, DUE + timedelta(days=9)).clocks == ()
    extra = supplement_of(roll, by=lin, people=1, due_on=DUE + timedelta(days=30))
    clock = of(road, DUE).clocks[0]
    assert (clock.roll, clock.is_supplement, clock.fen, clock.due_on) == (extra.pk, True, 4_200_00, extra.due_on)


def test_attended_days_without_a_roll_are_estimated_from_agreed_rates(
    road: Project, join: Engagements, keep: Keep, lin: User
) -> None:
    rated = join(road, 1, day_rate_fen=210_01)
    keep(road, {rated: {day(5): 100, day(6): 50}, join(road, 2, employer="乙公司"): {day(5): 100}})
    clock = of(road, DUE + timedelta(days=1)).clocks[0]
    assert clock.state == PayState.UNBUILT
    assert [(part.employer, part.fen, part.people) for part in clock.parts] == [("乙公司", 0, 1), ("某公司", 315_02, 1)]
    assert (clock.unrated, clock.is_estimated) == (1, True)
    assert of(road, DUE).fen == 0  # an estimate is no debt
    assert of(road, DUE).estimated_fen == 315_02
    owing = pay_annex(road, lin, AT).figures[1]  # 0.00元 alone would not tell why two people wait
    assert (owing.value, owing.note.split("共")[0]) == ("0.00", "另有没有编制的，按考勤约315.02元，")


def test_a_leaver_is_unsettled_by_unpaid_lines_or_days_on_no_roll(
    road: Project, october: Period, join: Engagements, keep: Keep, lin: User
) -> None:
    left = {"left_on": day(20), "leave_reason": "完工"}
    owed, forgotten, paid, back, there = (
        join(road, 1, **left), join(road, 2, **left), join(road, 3, **left), join(road, 4, **left), join(road, 5)
    )  # fmt: skip
    join(road, 4, entered_on=day(25))
    keep(road, {one: {day(5): 100} for one in (owed, forgotten, paid, back, there)})
    roll = make_roll(road, october, by=lin, people=0)
    WageLine.objects.bulk_create([line_of(roll, 1), line_of(roll, 3, **PAID), line_of(roll, 4), line_of(roll, 5)])
    found = {one.engagement: (one.fen, one.centidays) for one in of(road, BEFORE).leavers}
    assert found == {owed.pk: (4_200_00, 0), forgotten.pk: (0, 100)}


def test_a_leaver_is_yellow_until_the_office_days_have_passed_and_red_from_then(
    road: Project, join: Engagements, keep: Keep
) -> None:
    stay = join(road, 1, left_on=day(20), leave_reason="完工")
    keep(road, {stay: {day(5): 100}})
    assert of(road, day(20)).lamp == Lamp.GREEN
    assert of(road, day(21)).lamp == Lamp.YELLOW
    assert list(leavers_unsettled(date(2026, 11, 3))) == []
    told = list(leavers_unsettled(date(2026, 11, 4)))
    assert [(one.project, one.worker, one.days) for one in told] == [(road.pk, stay.worker_id, 15)]
    assert stay.name not in told[0].sentence


def test_more_than_31_days_without_pay_are_told_while_pay_is_owed(road: Project, october: Period, lin: User) -> None:
    roll = make_roll(road, october, by=lin, state=RollState.NOTICE)
    pay(roll, 1)
    assert list(long_intervals(date(2026, 11, 20))) == []
    told = list(long_intervals(date(2026, 11, 21)))
    assert [(one.project, one.days, one.fen) for one in told] == [(road.pk, 32, 4_200_00)]
    assert of(road, date(2026, 11, 21)).lamp == Lamp.YELLOW
    pay(roll, 2)
    assert list(long_intervals(date(2026, 11, 21))) == []


def test_late_months_are_told_with_keys_and_figures(road: Project, october: Period, lin: User) -> None:
    roll = make_roll(road, october, by=lin, state=RollState.PARTLY)
    assert list(late_rolls(DUE)) == []
    told = next(late_rolls(DUE + timedelta(days=2)))
    assert (told.project, told.period, told.roll, told.days, told.people) == (road.pk, october.pk, roll.pk, 2, 2)
    assert told.sentence == (
        "2026年10月工资最迟应在2026年12月1日发放，已逾期2天，部分失败，还有8400.00元（2人）没有发放。"
    )


def test_what_is_voided_or_taken_out_of_a_draft_is_not_owed(road: Project, october: Period, lin: User) -> None:
    roll = make_roll(road, october, by=lin)
    WageLine.objects.filter(roll=roll, row=1).update(in_force=False)
    assert of(road, BEFORE).fen == 4_200_00


def test_twenty_projects_ask_as_often_as_two(
    register: Any, october: Period, join: Engagements, keep: Keep, lin: User, django_assert_num_queries: Any
) -> None:
    def busy(number: int) -> None:
        project = register(f"2410-500104-04-01-{number:06}", f"项目{number}", "区农业农村委", "建胜镇")
        keep(project, {join(project, number, left_on=day(9), leave_reason="完工"): {day(5): 100}})
        other = register(f"2411-500104-04-01-{number:06}", f"又一项目{number}", "区农业农村委", "建胜镇")
        make_roll(other, october, by=lin)

    busy(1)
    with django_assert_num_queries(10):
        assert len(standings(Project.objects.all(), BEFORE)) == 2
    for number in range(2, 11):
        busy(number)
    with django_assert_num_queries(10):
        assert len(standings(Project.objects.all(), BEFORE)) == 20
