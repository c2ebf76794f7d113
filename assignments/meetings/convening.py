"""会议通知 as a numbered paper and as messages; 改期; 确认召开, and taking that back."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from assignments.meetings.holding import changed
from assignments.meetings.inviting import summons
from assignments.meetings.moves import FLOW, require
from assignments.meetings.notice import notice_paper
from assignments.meetings.preparing import lacking
from assignments.meetings.telling import invited_units, tell_units, where_and_when, word
from assignments.models import Invitee, IssuedPaper, Meeting, MeetingAct, PaperKind, Reply
from assignments.papers import issue_paper
from documents.formats import chinese_moment
from documents.masking import without_numbers
from units.models import User
from units.refusals import Refusal


def convene(*, meeting: Meeting, by: User, at: datetime, version: int | None = None) -> Meeting:
    """Issue the notice: numbered and frozen; every invited unit of the house is told and may answer.

    Raises:
        NotAllowed, WrongState, StalePaper: as every move.
        Refusal: time, place, chair, agenda or invitations lack; all of it at once.
    """
    require(meeting, MeetingAct.CONVENE, by)
    if wrong := lacking(meeting, at=at):
        raise Refusal(*wrong)
    settle = partial(_convened, meeting, version or meeting.version, by, at)
    return issue_paper(
        kind=PaperKind.MEETING_NOTICE, compose=partial(notice_paper, meeting), settle=settle, by=by, at=at
    )


def _convened(meeting: Meeting, version: int, by: User, at: datetime, paper: IssuedPaper) -> Meeting:
    said = {"发文字号": ["", paper.document_number]}
    held = FLOW.make(meeting, MeetingAct.CONVENE, by=by, at=at, version=version, changes=said, notice=paper)
    tell_units(word(held, _notice_key(held), *summons(held)), invited_units(held), at=at)
    return held


def _notice_key(meeting: Meeting) -> str:
    return f"notice-{timezone.localtime(meeting.starts_at):%Y%m%d%H%M}"


@transaction.atomic
def postpone(
    *,
    meeting: Meeting,
    starts_at: datetime,
    place: str,
    reason: str,
    by: User,
    at: datetime,
    version: int | None = None,
) -> Meeting:
    """改期: another time or place; everybody invited is told why and answers anew.

    Raises:
        NotAllowed, WrongState, StalePaper, Refusal: as the move table says; the new time is past or nothing changes;
            somebody has signed in.
    """
    where = without_numbers(place.strip()) or meeting.place
    if wrong := _wrong(meeting, starts_at, where, at):
        raise Refusal(*wrong)
    values: dict[str, Any] = {"starts_at": starts_at, "place": where}
    said = changed({"starts_at": meeting.starts_at, "place": meeting.place}, values)
    held = FLOW.make(meeting, MeetingAct.POSTPONE, by=by, at=at, version=version, reason=reason, changes=said, **values)
    rows = Invitee.objects.filter(meeting=held, withdrawn_at=None)
    rows.update(reply=Reply.NONE, reply_note="", replied_at=None, replied_by=None)
    body = f"改为{where_and_when(held)}。原因：{without_numbers(reason.strip())}。请重新回复。"
    tell_units(
        word(held, f"postponed-{held.version}", f"会议改期：{held.title}", body, "warn"), invited_units(held), at=at
    )
    return held


def _wrong(meeting: Meeting, starts_at: datetime, place: str, at: datetime) -> list[str]:
    signed = meeting.invitees.filter(signed_in_at__isnull=False).exists()
    tests = {
        "改期后的开会时间已经过了，请改成以后的时间。": starts_at <= at,
        "时间和地点都没有变，不用改期。": starts_at == meeting.starts_at and place == meeting.place,
        "已有人签到，会议不能改期；签到有误请先撤销签到。": signed,
        "地点最多60个字。": len(place) > 60,
    }
    return [sentence for sentence, fails in tests.items() if fails]


@transaction.atomic
def hold_meeting(*, meeting: Meeting, by: User, at: datetime, version: int | None = None) -> Meeting:
    """确认已召开: not before its start, with at least one person signed in.

    Raises:
        NotAllowed, WrongState, StalePaper, Refusal: as the move table says; it has not begun; nobody signed in.
    """
    held = FLOW.make(meeting, MeetingAct.HOLD, by=by, at=at, version=version)
    if held.starts_at is not None and at < held.starts_at:
        raise Refusal(f"会议{chinese_moment(held.starts_at)}才开始，开会以后再确认；提前召开请先改期。")
    if not held.invitees.filter(signed_in_at__isnull=False).exists():
        raise Refusal("还没有人签到，请先登记签到，再确认已召开。")
    return held


@transaction.atomic
def unhold_meeting(*, meeting: Meeting, reason: str, by: User, at: datetime, version: int | None = None) -> Meeting:
    """Take a mistaken confirmation back; what was written of the minutes stays."""
    return FLOW.make(meeting, MeetingAct.UNHOLD, by=by, at=at, version=version, reason=reason)
