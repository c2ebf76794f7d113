"""纪要: written by one, issued by another; its decisions become tasks and seats in the same moment (通知 三 末款)."""

from __future__ import annotations

from datetime import date

import pytest

from assignments.meetings.issuing import issue_minutes
from assignments.meetings.minutes import Decided, write_minutes
from assignments.meetings.minutes_paper import ordinal
from assignments.models import Assignment, AssignmentState, Decision, IssuedPaper, Meeting, MeetingState
from tests.assignments.meetings.conftest import Write, at, unit
from units.memberships import start_membership
from units.models import Membership, Message, User
from units.refusals import NotAllowed, Refusal, WrongState


def task(text: str = "按月足额发放", name: str = "建胜镇", due: int = 30) -> Decided:
    return Decided(kind="assignment", text=text, unit=unit(name), due_on=date(2026, 11, due))


def seat(name: str = "区金融发展中心", day: int = 20) -> Decided:
    return Decided(kind="member", text=f"增加{name}为成员单位", unit=unit(name), effective_on=date(2026, 11, day))


def test_the_minutes_make_tasks_and_a_seat_in_the_same_moment(write: Write, lin: User, wang: User) -> None:
    meeting = write(task(), task("开设代发账户", "区农业农村委"), seat(), Decided(kind="noted", text="年底前再议"))
    issued = issue_minutes(meeting=meeting, by=lin, at=at(14))
    assert issued.state == MeetingState.MINUTED
    first, second, third, fourth = issued.decisions.all()
    assert first.assignment.state == second.assignment.state == AssignmentState.ISSUED
    assert (first.assignment.lead.name, first.assignment.due_on) == ("建胜镇", date(2026, 11, 30))
    assert third.membership == Membership.objects.get(unit__name="区金融发展中心")
    assert third.membership.starts_on == date(2026, 11, 20)
    assert "渡以工代赈办纪〔2026〕1号" in third.membership.decision
    assert not third.membership.unit.has_seat(on=date(2026, 11, 19))
    assert fourth.membership is None
    assert Message.objects.filter(to=wang, title="会议纪要：劳务报酬发放协调会").exists()


def test_the_paper_lists_who_came_who_was_away_and_the_decisions_by_number(write: Write, lin: User) -> None:
    html = issue_minutes(meeting=write(task(), seat()), by=lin, at=at(14)).minutes.html  # type: ignore[union-attr]
    for said in ("劳务报酬发放协调会纪要", "2026年11月12日，杜位彬在三楼会议室主持召开",
                 "1．按月足额发放（责任单位：建胜镇；办结期限：2026年11月30日）。",
                 "自2026年11月20日起增加区金融发展中心为成员单位", "出席：</span>建胜镇王溪（分管负责人）。",
                 "缺席：</span>区农业农村委。", "列席：</span>某高校周专家（劳动法）。"):  # fmt: skip
        assert said in html.replace("\n", "")


def test_who_wrote_the_minutes_does_not_issue_them(held: Meeting, lin: User, he: User) -> None:
    said = {item.pk: "议了。" for item in held.agenda.all()}
    written = write_minutes(
        meeting=held, summary="听取汇报。", recorder="林岚", discussions=said, decisions=[task()], by=lin, at=at(13)
    )
    for by in (lin, he):
        with pytest.raises(NotAllowed):
            issue_minutes(meeting=written, by=by, at=at(14))


def test_unwritten_minutes_are_not_issued_and_say_what_lacks(held: Meeting, lin: User) -> None:
    with pytest.raises(Refusal) as refused:
        issue_minutes(meeting=held, by=lin, at=at(14))
    assert len(refused.value.sentences) == 4
    assert not IssuedPaper.objects.filter(kind="minutes").exists()


def test_a_decision_that_cannot_be_carried_out_leaves_nothing_issued(write: Write, lin: User) -> None:
    meeting = write(task(), task("期限已过的", "区交通局", due=13))
    with pytest.raises(Refusal, match="第2项议定事项.*已过"):
        issue_minutes(meeting=meeting, by=lin, at=at(20))
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.HELD
    assert not Assignment.objects.exists()
    assert not IssuedPaper.objects.filter(kind="minutes").exists()


def test_of_two_who_issue_the_same_minutes_one_comes_too_late(write: Write, lin: User) -> None:
    seen = write(task(), seat())
    late = Meeting.objects.get(pk=seen.pk)
    issue_minutes(meeting=seen, by=lin, at=at(14))
    with pytest.raises(WrongState, match="林岚已于2026年11月14日"):
        issue_minutes(meeting=late, by=lin, at=at(14))
    assert IssuedPaper.objects.filter(kind="minutes").count() == Assignment.objects.count() == 1


def test_a_seat_taken_meanwhile_stops_the_issue(write: Write, lin: User) -> None:
    meeting = write(seat())
    start_membership(
        unit=unit("区金融发展中心"), post="分管负责人", starts_on=date(2026, 11, 1), decision="另一次会议",
        decided=True, by=lin, at=at(14),
    )  # fmt: skip
    with pytest.raises(Refusal, match="第1项议定事项.*已有在任席位"):
        issue_minutes(meeting=meeting, by=lin, at=at(14))
    meeting.refresh_from_db()
    assert meeting.minutes is None


@pytest.mark.parametrize(
    ("decided", "sentence"),
    [
        (Decided(kind="assignment", text="办"), "承办单位"),
        (Decided(kind="member", text="增"), "席位起始日"),
        (Decided(kind="", text=""), "请选类别"),
        (Decided(kind="noted", text="长" * 301), "最多300"),
    ],
)
@pytest.mark.usefixtures("lin")
def test_each_kind_of_decision_says_what_it_lacks(write: Write, decided: Decided, sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence):
        write(decided)
    assert not Decision.objects.exists()


def test_days_before_the_meeting_and_seats_twice_are_refused_together(write: Write) -> None:
    with pytest.raises(Refusal) as refused:
        write(task(due=11), seat(day=11), seat("建胜镇"), seat())
    said = "".join(refused.value.sentences)
    for part in (
        "第1项议定事项：办结期限不能早于会议当天",
        "第2项议定事项：席位起始日不能早于",
        "第3项议定事项：建胜镇这一天已有",
        "增补了两次",
    ):
        assert part in said


def test_writing_again_takes_the_place_of_what_was_written(write: Write) -> None:
    write(task(), seat())
    meeting = write(Decided(kind="noted", text="只记一项", due_on=date(2026, 12, 1)))
    assert [(one.serial, one.text, one.due_on) for one in meeting.decisions.all()] == [(1, "只记一项", None)]


def test_ordinals_are_chinese() -> None:
    assert [ordinal(number) for number in (1, 10, 11, 20, 23)] == ["一", "十", "十一", "二十", "二十三"]
