"""会议提醒 by the round: days before, on the morning, and to who has not answered; each once (◇, `meetings.rules`)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.utils import timezone

from assignments.meetings.names import clock
from assignments.meetings.rules import reminder
from assignments.meetings.telling import tell_units, where_and_when, word
from assignments.models import Invitee, Meeting, MeetingReminder, MeetingState, Reply
from projects.calendar import moved
from units.telling import Word

FURTHEST = 60  # days; no step of the reminders lies further before a meeting


def remind_meetings(*, at: datetime) -> int:
    """Tell what is due by now and was not told; return how many people got a word. One question while none is near."""
    today = timezone.localdate(at)
    near = Meeting.objects.filter(
        state=MeetingState.CONVENED, starts_at__gt=at, starts_at__lt=at + timedelta(days=FURTHEST)
    )
    meetings = list(near.select_related("notice").order_by("starts_at"))
    if not meetings:
        return 0
    rule = reminder()
    if timezone.localtime(at).hour < rule.from_hour:
        return 0
    return sum(
        _told(meeting, said, replies, at) for meeting in meetings for said, replies in _due(meeting, rule, today)
    )


def _told(meeting: Meeting, said: Word, replies: list[str], at: datetime) -> int:
    rows = Invitee.objects.filter(meeting=meeting, withdrawn_at=None, unit__isnull=False, reply__in=replies)
    return tell_units(said, [key for key in rows.order_by("pk").values_list("unit_id", flat=True) if key], at=at)


def _due(meeting: Meeting, rule: MeetingReminder, today: date) -> Iterator[tuple[Word, list[str]]]:
    """The words due today with the answers of those who get them; on the day of the notice itself none but the last."""
    day, fresh = timezone.localdate(meeting.starts_at), meeting.notice is not None and meeting.notice.issued_on == today
    expected = [Reply.NONE.value, Reply.COMING.value, Reply.DEPUTY.value]
    moment = f"{timezone.localtime(meeting.starts_at):%Y%m%d%H%M}"
    if rule.unanswered_before and not fresh and moved(day, -rule.unanswered_before) <= today < day:
        body = f"{where_and_when(meeting)}。请今天回复参加、替会或请假。"
        yield word(meeting, f"unanswered-{moment}", f"还没有回复：{meeting.title}", body, "warn"), [Reply.NONE.value]
    if rule.days_before and not fresh and day - timedelta(days=rule.days_before) <= today < day:
        yield (
            word(meeting, f"before-{moment}", f"会议提醒：{meeting.title}", f"{clock(meeting)}，{meeting.place}。"),
            expected,
        )
    if rule.on_the_day and today == day:
        yield (
            word(meeting, f"today-{moment}", f"今天开会：{meeting.title}", f"{clock(meeting)}，{meeting.place}。"),
            expected,
        )
