"""回复 of an invited unit and 签到 on the day; the office registers both for whoever did so by word of mouth."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from assignments.meetings.holding import hold_in, touch
from assignments.meetings.permissions import is_office, may_answer
from assignments.models import Invitee, Meeting, MeetingState, Reply
from documents.formats import chinese_moment
from documents.masking import without_numbers
from units.audit import record
from units.models import User
from units.refusals import NotAllowed, Refusal, WrongState

CONVENED, HELD = MeetingState.CONVENED, MeetingState.HELD
ANSWERERS = "由{who}的填报人或审核人回复和签到，您不能代办；也可以请办公室登记。"


@transaction.atomic
def reply(*, invitee: Invitee, answer: str, person: str = "", note: str = "", by: User, at: datetime) -> Invitee:
    """参加, 替会 (who comes instead, and why) or 请假 (why); it may be changed until the meeting is held.

    Raises:
        NotAllowed: not the invited unit, nor the office.
        WrongState: the meeting is not convened, or the invitation was withdrawn.
        Refusal: name or reason lack, or are too long; all at once.
    """
    _require(by, invitee)
    hold_in(invitee.meeting, [CONVENED], doing="回复")
    row = _row(invitee)
    who, why = without_numbers(person.strip()), without_numbers(note.strip())
    if wrong := _wrong(answer, who, why):
        raise Refusal(*wrong)
    values: dict[str, Any] = {"reply": answer, "person": who or row.person, "reply_note": why}
    Invitee.objects.filter(pk=row.pk).update(**values, replied_at=at, replied_by=by)
    detail = {"unit": row.label, "answer": str(Reply(answer).label), "person": who, "note": why}
    record(act="回复会议通知", subject=str(row.meeting), by=by, at=at, detail=detail)
    row.refresh_from_db()
    return row


def _wrong(answer: str, person: str, note: str) -> list[str]:
    tests = {
        "请选择参加、替会或请假。": answer not in (Reply.COMING, Reply.DEPUTY, Reply.LEAVE),
        "请写参会人姓名。": answer == Reply.COMING and not person,
        "请写替会人姓名。": answer == Reply.DEPUTY and not person,
        "请写替会人职务和替会原因。": answer == Reply.DEPUTY and not note,
        "请写请假原因。": answer == Reply.LEAVE and not note,
        "姓名最多30个字。": len(person) > 30,
        "原因最多200个字。": len(note) > 200,
    }
    return [sentence for sentence, fails in tests.items() if fails]


@transaction.atomic
def sign_in(*, invitee: Invitee, person: str, by: User, at: datetime) -> Invitee:
    """签到: by the unit on the day of the meeting, or registered by the office from that day until the minutes.

    Raises:
        NotAllowed, WrongState: not theirs, not the day, signed in already (by whom, when).
        Refusal: no name.
    """
    _require(by, invitee)
    office = is_office(by)
    held = hold_in(invitee.meeting, [CONVENED, HELD] if office else [CONVENED], doing="签到")
    _require_day(held, at, office=office)
    row = _row(invitee)
    who = without_numbers(person.strip())
    if not who:
        raise Refusal(f"请写{row.label}的签到人姓名。")
    if len(who) > 30:
        raise Refusal("姓名最多30个字。")
    claimed = Invitee.objects.filter(pk=row.pk, signed_in_at=None, withdrawn_at=None)
    if claimed.update(signed_in_at=at, signed_in_by=by, person=who) != 1:
        row.refresh_from_db()
        raise WrongState(
            f"{row.label}已由{row.signed_in_by}于{chinese_moment(row.signed_in_at or at)}登记签到，不用再签。"
        )
    record(act="会议签到", subject=str(held), by=by, at=at, detail={"unit": row.label, "person": who})
    _touched(held)
    row.refresh_from_db()
    return row


def _require_day(meeting: Meeting, at: datetime, *, office: bool) -> None:
    day, today = timezone.localdate(meeting.starts_at), timezone.localdate(at)
    if today < day:
        raise WrongState(f"会议{day:%Y-%m-%d}召开，当天才能签到。")
    if today > day and not office:
        raise WrongState(f"会议已于{day:%Y-%m-%d}召开，补登签到请联系办公室。")


@transaction.atomic
def undo_sign_in(*, invitee: Invitee, by: User, at: datetime) -> Invitee:
    """Take a mistaken 签到 back, before the minutes: the office, or the unit on the day itself.

    Raises:
        NotAllowed, WrongState: not theirs, not signed in, or the last one of a meeting that is confirmed as held.
    """
    _require(by, invitee)
    office = is_office(by)
    held = hold_in(invitee.meeting, [CONVENED, HELD] if office else [CONVENED], doing="撤销签到")
    _require_day(held, at, office=office)
    row = _row(invitee)
    signed = held.invitees.filter(signed_in_at__isnull=False)
    if held.state == HELD and signed.count() == 1:
        raise WrongState("这是唯一的签到，会议已确认召开，不能撤销；请先撤回召开确认。")
    if signed.filter(pk=row.pk).update(signed_in_at=None, signed_in_by=None) != 1:
        raise WrongState(f"{row.label}没有签到，不用撤销。")
    record(act="撤销会议签到", subject=str(held), by=by, at=at, detail={"unit": row.label, "person": row.person})
    _touched(held)
    row.refresh_from_db()
    return row


def _touched(meeting: Meeting) -> None:
    """The minutes name who came."""
    if meeting.state == HELD:
        touch(meeting)


def _require(by: User, invitee: Invitee) -> None:
    if not may_answer(by, invitee):
        raise NotAllowed(ANSWERERS.format(who=invitee.label))


def _row(invitee: Invitee) -> Invitee:
    row = Invitee.objects.select_related("unit", "signed_in_by").filter(pk=invitee.pk, withdrawn_at=None).first()
    if row is None:
        raise WrongState("这项邀请已经撤回，不用再办。")
    return row
