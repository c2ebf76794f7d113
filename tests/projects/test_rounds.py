"""调度日程: rules, the days of a round on working days, a year planned once, changes by hand and by holidays."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from projects.calendar import announced, forget, is_working_day, next_working_day
from projects.models import ChangedDay, Period, Round, RoundKind, RoundRule
from projects.periods import due_day, open_period
from projects.round_changes import change_round, follow_rule, resting, stamp
from projects.round_rules import Counted, set_round_rule, withdraw_rule
from projects.rounds import Days, dates_of, moved_on, plan_ahead, plan_year, replan
from projects.rounds_reference import load_round_rules
from projects.working_days import change_day, effect, take_back_day
from units.models import AuditEntry, User
from units.refusals import NotAllowed, Refusal, WrongState

pytestmark = pytest.mark.django_db

AT = datetime(2026, 9, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
MONTH, QUARTER, HALF, YEAR = RoundKind.MONTH, RoundKind.QUARTER, RoundKind.HALF, RoundKind.YEAR
NOTICE = "国务院办公厅关于2027年部分节假日安排的通知"


@pytest.fixture
def rules(reference: None) -> None:
    load_round_rules(by=None, at=AT)


@pytest.fixture
def year(rules: None) -> None:
    plan_year(year=2026, by=None, at=AT)


def the(kind: RoundKind, last: date) -> Round:
    return Round.objects.get(kind=kind, last=last)


def held_days(held: Round) -> dict[str, Any]:
    return {name: getattr(held, name) for name in ("opens_on", "due_on", "review_on", "issue_on")}


def d(text: str) -> date:
    return date.fromisoformat(f"2026-{text}" if len(text) == 5 else text)


@pytest.mark.parametrize(
    ("kind", "last", "days"),
    [
        (MONTH, "10-01", ["10-26", "11-05", "11-09", "11-10"]),  # 25 October and 8 November are Sundays
        (MONTH, "09-01", ["09-24", "10-08", "10-08", "10-10"]),  # 国庆 to the 7th; Saturday the 10th is worked
        (MONTH, "01-01", ["01-26", "02-05", "02-09", "02-10"]),  # before 春节
        (MONTH, "02-01", ["02-24", "03-05", "03-09", "03-10"]),  # 春节 15–23 February
        (QUARTER, "09-01", ["10-08", "10-10", "10-13", "10-15"]),  # opens after 国庆, due on a worked Saturday
        (HALF, "06-01", ["07-01", "07-15", "07-20", "07-27"]),
        (YEAR, "12-01", ["2027-01-01", "2027-01-20", "2027-01-25", "2027-02-01"]),  # 2027 is not announced: weekends
    ],
)
def test_each_day_falls_on_a_working_day(rules: None, kind: RoundKind, last: str, days: list[str]) -> None:
    assert dates_of(kind, d(last)) == Days(*map(d, days))


def test_a_holiday_that_swallows_opening_and_due_day_keeps_them_apart() -> None:
    pushed = moved_on(Days(date(2026, 10, 1), date(2026, 10, 5), date(2026, 10, 6), date(2026, 10, 7)))
    assert pushed == Days(date(2026, 10, 8), date(2026, 10, 9), date(2026, 10, 9), date(2026, 10, 9))


def test_the_rules_are_loaded_once_and_what_the_office_set_stays(rules: None, lin: User) -> None:
    RoundRule.objects.filter(kind=MONTH).update(due=7)
    assert load_round_rules(by=None, at=AT).created == 0
    assert sorted(RoundRule.objects.values_list("kind", "due")) == [
        ("half", 15), ("month", 7), ("quarter", 10), ("year", 20),
    ]  # fmt: skip


def test_a_year_has_nineteen_rounds_and_is_planned_once(rules: None, django_assert_max_num_queries: Any) -> None:
    assert len(plan_year(year=2026, by=None, at=AT)) == 19
    told = AuditEntry.objects.count()
    assert plan_year(year=2026, by=None, at=AT) == []
    assert (Round.objects.count(), AuditEntry.objects.count()) == (19, told)
    with django_assert_max_num_queries(3):
        plan_ahead(at=AT)


def test_the_turn_plans_this_year_and_from_december_the_next(rules: None) -> None:
    plan_ahead(at=datetime(2026, 11, 30, 23, 59, tzinfo=AT.tzinfo))
    assert not Round.objects.filter(last__year=2027).exists()
    plan_ahead(at=datetime(2026, 12, 1, 0, 1, tzinfo=AT.tzinfo))
    plan_ahead(at=datetime(2026, 12, 1, 0, 2, tzinfo=AT.tzinfo))
    assert (Round.objects.filter(last__year=2026).count(), Round.objects.filter(last__year=2027).count()) == (19, 19)


def test_without_rules_nothing_is_planned_and_a_month_is_due_on_the_fifth(reference: None) -> None:
    plan_ahead(at=AT)
    period = open_period(month=date(2026, 9, 1), by=None, at=AT)
    assert (Round.objects.count(), period.opens_on, period.due_on, period.locks_on) == (0, None, d("10-08"), None)


def test_a_month_takes_its_days_from_its_round_and_plans_it_when_missing(rules: None) -> None:
    period = open_period(month=date(2026, 9, 1), by=None, at=AT)
    assert (period.opens_on, period.due_on, period.locks_on) == (d("09-24"), d("10-08"), d("10-08"))
    assert Round.objects.get().label == "2026年9月"
    assert due_day(date(2026, 9, 1)) == d("10-08")


def test_a_month_opened_after_its_lock_day_is_not_locked_and_a_rule_may_lock_none(rules: None, lin: User) -> None:
    assert open_period(month=date(2026, 3, 1), by=None, at=AT).locks_on is None
    RoundRule.objects.update(locks=False)
    assert open_period(month=date(2026, 9, 1), by=None, at=AT).locks_on is None


def test_the_due_day_asks_the_round(year: None) -> None:
    Round.objects.filter(kind=MONTH, last=date(2026, 11, 1)).update(due_on=d("12-08"))
    assert due_day(date(2026, 11, 17)) == d("12-08")


# by hand


def test_a_round_changed_by_hand_takes_its_open_month_along(year: None, lin: User) -> None:
    period = open_period(month=date(2026, 9, 1), by=None, at=AT)
    held = the(MONTH, date(2026, 9, 1))
    days = {**held_days(held), "due_on": d("10-09"), "review_on": d("10-11"), "issue_on": d("10-12")}
    made = change_round(round=held, **days, note="国庆后一天报", by=lin, at=AT)
    period.refresh_from_db()
    assert (period.due_on, period.locks_on, made.note, made.set_by) == (d("10-09"), d("10-11"), "国庆后一天报", lin)
    assert resting(made) == ["审核截止日2026年10月11日（星期日）不是工作日。"]
    entry = AuditEntry.objects.get(act="调整调度日程")
    assert entry.detail["changed"] == [
        "报送截止日2026-10-08→2026-10-09", "审核截止日2026-10-08→2026-10-11", "印发日2026-10-10→2026-10-12",
    ]  # fmt: skip


def test_all_that_is_wrong_with_a_change_is_told_at_once(year: None, lin: User) -> None:
    held = the(MONTH, date(2026, 8, 1))  # opened on 25 August, due on 7 September
    with pytest.raises(Refusal) as refused:
        change_round(
            round=held, opens_on=d("08-20"), due_on=d("08-31"), review_on=d("08-30"), issue_on=d("08-29"), note=" ",
            by=lin, at=AT,
        )  # fmt: skip
    said = "".join(refused.value.sentences)
    assert len(refused.value.sentences) == 8
    for words in (
        "开启日2026年8月25日已到",
        "已经过去",
        "期满才报送",
        "印发日不能早于",
        "审核截止日不能早于",
        "调整说明",
    ):
        assert words in said
    assert the(MONTH, date(2026, 8, 1)).due_on == d("09-07")


def test_a_round_that_is_over_closed_seen_otherwise_or_anothers_is_not_changed(
    year: None, lin: User, leader: User, chen_filer: User
) -> None:
    over, held = the(MONTH, date(2026, 6, 1)), the(MONTH, date(2026, 10, 1))
    with pytest.raises(Refusal, match="已经结束"):
        change_round(round=over, **held_days(over), note="晚了", by=lin, at=AT)
    Period.objects.create(month=date(2026, 10, 1), due_on=d("11-05"), closed_at=AT, closed_by=lin)
    days = {**held_days(held), "issue_on": d("11-12")}
    with pytest.raises(Refusal, match="已经关账"):
        change_round(round=held, **days, note="晚两天", by=lin, at=AT)
    with pytest.raises(WrongState, match="刚刚由别人改过"):
        change_round(round=held, **days, note="晚两天", by=lin, at=AT, seen="2026-01-01T00:00:00+00:00")
    for person in (leader, chen_filer):
        with pytest.raises(NotAllowed, match="办公室管理员"):
            change_round(round=held, **days, note="晚两天", by=person, at=AT, seen=stamp(held))


def test_a_change_by_hand_is_taken_back_until_the_round_begins(year: None, lin: User) -> None:
    held = the(QUARTER, date(2026, 9, 1))
    change_round(round=held, **{**held_days(held), "issue_on": d("10-20")}, note="等常务会", by=lin, at=AT)
    back = follow_rule(round=held, by=lin, at=AT)
    assert (back.issue_on, back.note) == (d("10-15"), "")
    with pytest.raises(Refusal, match="没有手动调整过"):
        follow_rule(round=held, by=lin, at=AT)


# the office's own working days


def test_the_offices_changes_go_before_the_notice_and_are_read_once(
    reference: None, lin: User, django_assert_num_queries: Any
) -> None:
    ChangedDay.objects.create(day=date(2027, 2, 5), is_working=False, basis=NOTICE, set_at=AT, set_by=lin)
    ChangedDay.objects.create(day=date(2026, 10, 7), is_working=True, basis="防汛值守", set_at=AT, set_by=lin)
    forget()
    with django_assert_num_queries(1):
        assert not is_working_day(date(2027, 2, 5))
        assert is_working_day(date(2026, 10, 7))
        assert next_working_day(date(2027, 2, 5)) == date(2027, 2, 8)
    assert (announced(2026), announced(2027)) == (True, False)


def test_a_changed_day_moves_what_has_not_begun_and_is_seen_beforehand(year: None, lin: User) -> None:
    by_hand = the(QUARTER, date(2026, 9, 1))
    change_round(round=by_hand, **{**held_days(by_hand), "due_on": d("10-12")}, note="让一天", by=lin, at=AT)
    asked = effect({d("10-12"): False, d("11-05"): False}, at=AT)
    assert [one.said for one in asked.moved] == ["2026年10月：报送截止日2026-11-05→2026-11-06"]
    assert asked.standing == ["2026年第三季度手动调整过，报送截止日2026年10月12日不自动改，请另行调整。"]
    assert the(MONTH, date(2026, 10, 1)).due_on == d("11-05")
    moved = change_day(day=d("11-05"), is_working=False, basis="区里安排", by=lin, at=AT)
    assert [one.said for one in moved] == ["2026年10月：报送截止日2026-11-05→2026-11-06"]
    changed = ChangedDay.objects.get()
    assert [one.round.label for one in take_back_day(changed=changed, by=lin, at=AT)] == ["2026年10月"]
    assert the(MONTH, date(2026, 10, 1)).due_on == d("11-05")
    assert (the(QUARTER, date(2026, 9, 1)).due_on, replan(why="再排", by=lin, at=AT)) == (d("10-12"), [])


def test_a_notice_of_many_days_is_entered_at_once_and_an_open_month_follows(rules: None, lin: User) -> None:
    at = datetime(2027, 1, 4, 9, 0, tzinfo=AT.tzinfo)
    plan_ahead(at=at)
    period = open_period(month=date(2027, 1, 1), by=None, at=at)
    assert period.due_on == d("2027-02-05")
    change_day(day=d("2027-02-05"), until=d("2027-02-11"), is_working=False, basis=NOTICE, by=lin, at=at)
    period.refresh_from_db()
    assert (period.due_on, period.locks_on) == (d("2027-02-12"), d("2027-02-12"))
    assert ChangedDay.objects.count() == 5  # the weekend rests already
    entry = AuditEntry.objects.get(act="重排调度日程")
    assert entry.detail["why"] == "工作日调整"


def test_a_wrong_change_of_days_tells_all_and_changes_nothing(reference: None, lin: User, wang: User) -> None:
    with pytest.raises(Refusal) as refused:
        change_day(day=d("08-01"), until=d("07-01"), is_working=False, basis="", by=lin, at=AT)
    assert [sentence[:6] for sentence in refused.value.sentences] == ["2026年8", "结束日期20", "请写明依据："]
    with pytest.raises(Refusal, match="本来就休息"):
        change_day(day=d("10-01"), is_working=False, basis="国庆", by=lin, at=AT)
    with pytest.raises(NotAllowed):
        change_day(day=d("10-01"), is_working=True, basis="加班", by=wang, at=AT)
    assert not ChangedDay.objects.exists()


# rules


def test_a_new_rule_moves_the_rounds_from_its_month_on_that_have_not_begun(year: None, lin: User) -> None:
    counted = Counted(opens=-6, due=7, review=9, issue=12)
    rule, moved = set_round_rule(
        kind=MONTH, month=date(2026, 10, 1), counted=counted, basis="办公室自定", by=lin, at=AT
    )
    assert [one.round.label for one in moved] == ["2026年10月", "2026年11月", "2026年12月"]
    assert (the(MONTH, date(2026, 9, 1)).due_on, the(MONTH, date(2026, 10, 1)).due_on) == (d("10-08"), d("11-09"))
    assert len(withdraw_rule(rule=rule, by=lin, at=AT)) == 3
    assert the(MONTH, date(2026, 10, 1)).due_on == d("11-05")
    with pytest.raises(Refusal, match="第一条"):
        withdraw_rule(rule=RoundRule.objects.get(kind=MONTH), by=lin, at=AT)


def test_a_wrong_rule_tells_all(rules: None, lin: User, leader: User) -> None:
    wrong = Counted(opens=-40, due=0, review=-1, issue=-2)
    with pytest.raises(Refusal) as refused:
        set_round_rule(kind=MONTH, month=date(2026, 8, 1), counted=wrong, basis=" ", by=lin, at=AT)
    assert len(refused.value.sentences) == 6
    same = Counted(opens=-6, due=5, review=8, issue=10)
    basis = RoundRule.objects.get(kind=MONTH).basis
    with pytest.raises(Refusal, match="本来就是这样"):
        set_round_rule(kind=MONTH, month=date(2026, 10, 1), counted=same, basis=basis, by=lin, at=AT)
    with pytest.raises(NotAllowed):
        set_round_rule(kind=MONTH, month=date(2026, 10, 1), counted=same, basis="x", by=leader, at=AT)
