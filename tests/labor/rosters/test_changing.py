"""What happens to a stay after entry: changes keep old and new masked, leaving and voiding ask for reasons."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from labor.companies.companies import record_company, retire_company
from labor.models import Attendance, AttendanceSheet, Engagement, EngagementAct, EngagementStep, Trade, Worker
from labor.rosters.changing import StaleEngagement, change, leave, undo_leave, void
from labor.rosters.entering import enter
from labor.rosters.naming import correct_registered_name
from labor.rosters.permissions import available_acts
from projects.models import Period
from projects.moving import Incomplete
from tests.labor.rosters.conftest import Enter, newcomer
from tests.labor.sheets import card_number, id_number
from units.models import AuditEntry, Unit, User
from units.refusals import NotAllowed, Refusal, WrongState
from units.secrecy import unseal

EARLIER = date(2026, 11, 5)


@pytest.fixture
def stay(enter_one: Enter) -> Engagement:
    return enter_one(1, entered_on=EARLIER)


def attend(stay: Engagement, period: Period, day: date, by: User, at: datetime) -> None:
    sheet = AttendanceSheet.objects.create(project=stay.project, period=period, opened_at=at, opened_by=by)
    Attendance.objects.create(sheet=sheet, engagement=stay, worker=stay.worker, day=day, morning=True, afternoon=False)


def test_a_change_of_township_and_card_keeps_old_and_new_masked(stay: Engagement, wang: User, at: datetime) -> None:
    values = {"township": Unit.objects.get(name="八桥镇"), "card": card_number(9), "phone": "13700000009"}
    done = change(engagement=stay, values=values, version=0, by=wang, at=at)
    assert unseal(done.engagement.card_sealed) == card_number(9)
    assert done.engagement.version == 1
    changes = EngagementStep.objects.get(engagement=stay, act=EngagementAct.CHANGE).changes
    assert changes["township"] == ["建胜镇", "八桥镇"]
    assert changes["phone"] == ["139****0001", "137****0009"]
    assert changes["card"] == [stay.card_masked, done.engagement.card_masked]
    entry = AuditEntry.objects.latest("number")
    said = f"{entry.subject} {entry.detail} {changes}"
    assert not any(number in said for number in (card_number(9), card_number(1), "13700000009", id_number(order=1)))


def test_people_keep_a_company_that_was_taken_out_of_use(stay: Engagement, lin: User, wang: User, at: datetime) -> None:
    values = {"name": "建胜劳务公司", "credit_code": "11500104009286420B", "contact": "周工", "phone": "13800001234"}
    company = record_company(values=values, by=lin, at=at)
    change(engagement=stay, values={"company": company}, version=0, by=wang, at=at)
    retire_company(company=company, version=0, by=lin, at=at)
    done = change(engagement=stay, values={"company": company, "phone": "13700000009"}, version=1, by=wang, at=at)
    assert (done.engagement.company, done.engagement.phone_masked) == (company, "137****0009")


def test_a_day_of_entry_stated_in_error_is_put_right(stay: Engagement, wang: User, at: datetime) -> None:
    earlier = date(2026, 11, 3)
    done = change(engagement=stay, values={"entered_on": earlier}, version=0, by=wang, at=at)
    assert done.engagement.entered_on == earlier
    assert EngagementStep.objects.get(act=EngagementAct.CHANGE).changes == {"entered_on": ["2026-11-05", "2026-11-03"]}


def test_attendance_training_age_and_other_stays_keep_a_day_of_entry(
    stay: Engagement, wang: User, at: datetime
) -> None:
    november = Period.objects.create(month=date(2026, 11, 1), due_on=date(2026, 12, 5))
    attend(stay, november, date(2026, 11, 6), wang, at)
    leave(engagement=stay, left_on=date(2026, 11, 7), reason="回家", by=wang, at=at, version=0)
    back = newcomer(1, entered_on=date(2026, 11, 9))
    again = enter(project=stay.project, values=back, by=wang, at=at).engagements[0]
    tried = [
        (stay, date(2026, 11, 7), "2026-11-06已有考勤"),
        (stay, date(2026, 11, 1), "安全培训在2026-11-02"),
        (again, date(2026, 11, 7), "已有2026-11-05进场"),
        (stay, None, "还没有填"),
    ]
    for one, day, told in tried:
        one.refresh_from_db()
        with pytest.raises(Incomplete, match=told) as refused:
            change(engagement=one, values={"entered_on": day}, version=one.version, by=wang, at=at)
        assert {lack.field for lack in refused.value.lacks} == {"entered_on"}
    Worker.objects.update(born_on=date(2010, 11, 9))  # 16 on the day of the second entry
    with pytest.raises(Incomplete, match="未满16周岁"):
        change(engagement=again, values={"entered_on": date(2026, 11, 8)}, version=0, by=wang, at=at)


def test_the_same_numbers_typed_again_are_no_change(stay: Engagement, wang: User, at: datetime) -> None:
    values = {"card": card_number(1), "phone": "139 0000 0001", "team": stay.team}
    assert change(engagement=stay, values=values, version=0, by=wang, at=at).engagement.version == 0
    assert not EngagementStep.objects.filter(act=EngagementAct.CHANGE).exists()


def test_every_fault_of_a_change_is_told_at_its_field(stay: Engagement, wang: User, at: datetime) -> None:
    values = {"team": "", "phone": "1", "card": "2", "day_rate_fen": -1, "township": Unit.objects.get(name="区教委")}
    with pytest.raises(Incomplete) as refused:
        change(engagement=stay, values=values, version=0, by=wang, at=at)
    assert {lack.field for lack in refused.value.lacks} == set(values)
    stay.refresh_from_db()
    assert stay.team == "路面一班"


def test_a_stale_page_changes_nothing(stay: Engagement, wang: User, at: datetime) -> None:
    change(engagement=stay, values={"team": "二班"}, version=0, by=wang, at=at)
    with pytest.raises(StaleEngagement, match="刚被别人改过"):
        change(engagement=stay, values={"trade": Trade.objects.get(code="02")}, version=0, by=wang, at=at)


def test_a_card_of_somebody_else_is_warned_about_on_change(
    stay: Engagement, enter_one: Enter, wang: User, at: datetime
) -> None:
    other = enter_one(2)
    done = change(engagement=other, values={"card": card_number(1)}, version=0, by=wang, at=at)
    assert "另一人名下" in done.warnings[0]


def test_leaving_and_taking_it_back(stay: Engagement, wang: User, at: datetime) -> None:
    left = leave(engagement=stay, left_on=date(2026, 11, 10), reason="工程收尾", by=wang, at=at, version=0)
    assert (left.left_on, left.version) == (date(2026, 11, 10), 1)
    with pytest.raises(WrongState, match="已于2026-11-10退场"):
        leave(engagement=left, left_on=date(2026, 11, 11), reason="又退", by=wang, at=at, version=1)
    back = undo_leave(engagement=left, by=wang, at=at, version=1)
    assert (back.left_on, back.leave_reason) == (None, "")
    acts = list(EngagementStep.objects.filter(engagement=stay).values_list("act", flat=True))
    assert acts == ["enter", "leave", "return"]


@pytest.mark.parametrize("day", [date(2026, 11, 4), date(2026, 11, 13)])
def test_a_day_before_entry_or_to_come_is_no_day_of_leaving(
    day: date, stay: Engagement, wang: User, at: datetime
) -> None:
    with pytest.raises(Incomplete) as refused:
        leave(engagement=stay, left_on=day, reason=" ", by=wang, at=at, version=0)
    assert [lack.field for lack in refused.value.lacks] == ["left_on", "leave_reason"]


def test_attendance_keeps_a_stay_from_ending_earlier_or_being_voided(
    stay: Engagement, october: Period, wang: User, at: datetime
) -> None:
    attend(stay, october, date(2026, 11, 9), wang, at)
    with pytest.raises(Incomplete, match="2026-11-09还有考勤"):
        leave(engagement=stay, left_on=date(2026, 11, 8), reason="离场", by=wang, at=at, version=0)
    with pytest.raises(WrongState, match="已有1天考勤"):
        void(engagement=stay, reason="登记错误", by=wang, at=at, version=0)
    assert leave(engagement=stay, left_on=date(2026, 11, 9), reason="离场", by=wang, at=at, version=0).left_on


def test_leaving_is_not_taken_back_after_a_new_entry(stay: Engagement, wang: User, at: datetime) -> None:
    left = leave(engagement=stay, left_on=date(2026, 11, 10), reason="回家", by=wang, at=at, version=0)
    enter(project=stay.project, values=newcomer(1), by=wang, at=at)
    with pytest.raises(WrongState, match="不能撤销退场"):
        undo_leave(engagement=left, by=wang, at=at, version=1)


def test_a_void_stay_lets_the_person_enter_again_and_takes_no_change(
    stay: Engagement, wang: User, at: datetime
) -> None:
    with pytest.raises(Refusal, match="请写明作废原因"):
        void(engagement=stay, reason="", by=wang, at=at, version=0)
    voided = void(engagement=stay, reason=f"证件{id_number(order=1)}录错", by=wang, at=at, version=0)
    assert id_number(order=1) not in voided.void_reason
    assert available_acts(wang, voided) == []
    with pytest.raises(WrongState, match="已作废"):
        change(engagement=voided, values={"team": "二班"}, version=1, by=wang, at=at)
    assert enter(project=stay.project, values=newcomer(1), by=wang, at=at).engagements


def test_who_may_act_on_a_stay(stay: Engagement, wang: User, zhao: User, leader: User, at: datetime) -> None:
    assert available_acts(wang, stay) == [EngagementAct.CHANGE, EngagementAct.LEAVE, EngagementAct.VOID]
    assert available_acts(zhao, stay) == available_acts(leader, stay) == []
    with pytest.raises(NotAllowed, match="不经办"):
        leave(engagement=stay, left_on=EARLIER, reason="离场", by=zhao, at=at, version=0)


def test_the_office_corrects_a_registered_name(stay: Engagement, lin: User, wang: User, at: datetime) -> None:
    with pytest.raises(NotAllowed):
        correct_registered_name(worker=stay.worker, name="章兰", reason="证件为准", by=wang, at=at)
    with pytest.raises(Refusal) as refused:
        correct_registered_name(worker=stay.worker, name=stay.name, reason="", by=lin, at=at)
    assert len(refused.value.sentences) == 2
    worker = correct_registered_name(worker=stay.worker, name="章兰", reason="证件为准", by=lin, at=at)
    assert worker.name == "章兰"
    assert Engagement.objects.get(pk=stay.pk).name == stay.name
