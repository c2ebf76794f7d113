"""会议提醒 and what waits: each word once, by the office's own rule (◇)."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assignments.meetings.answering import reply
from assignments.meetings.convening import postpone
from assignments.meetings.reminding import remind_meetings
from assignments.meetings.rules import change_reminder
from assignments.meetings.waiting import waiting_for
from assignments.models import Meeting, Reply
from dispatch import rounds
from tests.assignments.meetings.conftest import at, unit
from units.models import Message, User
from units.refusals import NotAllowed, Refusal

RULE = {"days_before": 1, "on_the_day": True, "from_hour": 8, "unanswered_before": 1}


def heard(user: User) -> list[str]:
    """Titles after the notice itself."""
    return list(Message.objects.filter(to=user).order_by("pk").values_list("title", flat=True))[1:]


def test_the_round_carries_the_reminders() -> None:
    assert dict(rounds.TURNS)["会议提醒"] is remind_meetings


def test_who_comes_is_reminded_the_day_before_and_that_morning_once_each(convened: Meeting, wang: User) -> None:
    reply(invitee=convened.invitees.get(unit=unit("建胜镇")), answer=Reply.COMING, person="王溪", by=wang, at=at(6))
    for moment in (at(10, 9), at(11, 7), at(11, 9), at(11, 10), at(12, 7), at(12, 8), at(12, 9), at(12, 15)):
        remind_meetings(at=moment)
    assert heard(wang) == ["会议提醒：劳务报酬发放协调会", "今天开会：劳务报酬发放协调会"]


def test_who_is_silent_is_asked_a_working_day_before_and_who_is_excused_is_left_alone(
    convened: Meeting, wang: User, chen_filer: User
) -> None:
    reply(invitee=convened.invitees.get(unit=unit("建胜镇")), answer=Reply.LEAVE, note="抢险", by=wang, at=at(6))
    remind_meetings(at=at(11, 9))
    assert heard(wang) == []
    assert "还没有回复：劳务报酬发放协调会" in heard(chen_filer)


def test_a_weekend_lies_between_the_asking_and_the_meeting(convened: Meeting, lin: User, wang: User) -> None:
    postpone(meeting=convened, starts_at=at(16, 9), place="", reason="冲突", by=lin, at=at(9))  # a Monday
    remind_meetings(at=at(12, 9))
    assert not any(title.startswith("还没有回复") for title in heard(wang))
    remind_meetings(at=at(13, 9))
    assert sum(title.startswith("还没有回复") for title in heard(wang)) == 1


def test_on_the_day_of_the_notice_nothing_is_repeated(convened: Meeting, wang: User, lin: User) -> None:
    postpone(meeting=convened, starts_at=at(6, 9), place="", reason="提前", by=lin, at=at(5, 10))
    remind_meetings(at=at(5, 11))
    assert heard(wang) == ["会议改期：劳务报酬发放协调会"]


def test_the_rule_is_the_office_administrators_and_is_followed(
    convened: Meeting, lin: User, he: User, wang: User
) -> None:
    with pytest.raises(NotAllowed):
        change_reminder(values=RULE, by=he, at=at(5))
    with pytest.raises(Refusal, match="0到23"):
        change_reminder(values={**RULE, "from_hour": 24}, by=lin, at=at(5))
    change_reminder(values={**RULE, "days_before": 0, "unanswered_before": 0, "on_the_day": False}, by=lin, at=at(5))
    assert [remind_meetings(at=at(day, 9)) for day in (11, 12)] == [0, 0]


@pytest.mark.usefixtures("reference")
def test_a_round_without_a_meeting_asks_one_question() -> None:
    with CaptureQueriesContext(connection) as asked:
        assert remind_meetings(at=at(11, 9)) == 0
    assert len(asked) == 1


def test_each_sees_on_the_desk_what_is_theirs_to_do(
    proposed: Meeting, lin: User, he: User, wang: User, leader: User
) -> None:
    assert [(one.label, one.number) for one in waiting_for(lin, on=date(2026, 11, 3))] == [("会议提议待决定", 1)]
    for user in (he, wang, leader):
        assert waiting_for(user, on=date(2026, 11, 3)) == []


def test_a_unit_sees_what_to_answer_and_then_where_to_go(convened: Meeting, wang: User, he: User) -> None:
    day = date(2026, 11, 6)
    assert [one.label for one in waiting_for(wang, on=day)] == ["会议通知待回复"]
    reply(invitee=convened.invitees.get(unit=unit("建胜镇")), answer=Reply.COMING, person="王溪", by=wang, at=at(6))
    assert [one.label for one in waiting_for(wang, on=day)] == ["一周内要参加的会议"]
    assert [one.label for one in waiting_for(he, on=date(2026, 11, 13))] == ["会议开过了，待确认召开"]
