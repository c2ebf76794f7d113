"""会议提醒: when people are reminded; the office's own (◇), and so it may be changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from assignments.meetings.permissions import is_admin
from assignments.models import MeetingReminder
from units.audit import record
from units.models import User
from units.refusals import NotAllowed, Refusal

LAST_HOUR = 23
MOST_DAYS = 10
FIELDS = ("days_before", "on_the_day", "from_hour", "unanswered_before")


def reminder() -> MeetingReminder:
    """The row in force; the defaults of the model while none was ever saved."""
    return MeetingReminder.objects.order_by("pk").first() or MeetingReminder()


def said_of(row: MeetingReminder) -> tuple[str, ...]:
    """The rule in words, a sentence each."""
    told = (
        f"会前{row.days_before}天提醒要参加的单位" if row.days_before else "",
        "会议当天早上提醒要参加的单位" if row.on_the_day else "",
        f"会前{row.unanswered_before}个工作日催没有回复的单位" if row.unanswered_before else "",
    )
    said = tuple(one for one in told if one)
    return (*said, f"{row.from_hour}点以后发") if said else ("没有设定，不会自动提醒",)


@transaction.atomic
def change_reminder(*, values: Mapping[str, Any], by: User, at: datetime) -> MeetingReminder:
    """Set when people are reminded, from the next minute on.

    Raises:
        NotAllowed: not an office administrator.
        Refusal: an hour or a number of days that cannot be.
    """
    if not is_admin(by):
        raise NotAllowed("会议提醒由办公室管理员设置。")
    row = reminder()
    before = {name: getattr(row, name) for name in FIELDS}
    for name in FIELDS:
        setattr(row, name, values[name])
    if wrong := _wrong(row):
        raise Refusal(*wrong)
    row.save()
    changed = {name: [before[name], values[name]] for name in FIELDS if before[name] != values[name]}
    if changed:
        record(act="设置会议提醒", subject="会议提醒", by=by, at=at, detail=changed)
    return row


def _wrong(row: MeetingReminder) -> list[str]:
    try:
        row.clean_fields(exclude=["id"])
    except ValidationError as error:
        return [sentence for messages in error.message_dict.values() for sentence in messages]
    tests = {
        f"几点起发提醒请填0到{LAST_HOUR}。": row.from_hour > LAST_HOUR,
        f"提前天数最多{MOST_DAYS}。": row.days_before > MOST_DAYS or row.unanswered_before > MOST_DAYS,
    }
    return [sentence for sentence, fails in tests.items() if fails]
