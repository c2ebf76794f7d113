"""会议的办理台: the steps in order, which are done, and what the next one still lacks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from assignments.meetings.minutes import unwritten
from assignments.meetings.preparing import lacking
from assignments.models import Meeting, MeetingState, Reply
from documents.formats import chinese_moment

S = MeetingState
ORDER = (S.PROPOSED, S.PREPARING, S.CONVENED, S.HELD, S.MINUTED)
NAMED = 5  # of the silent; more are counted
OVER = (S.DECLINED, S.CANCELLED)
TONES = {
    S.PROPOSED: "warn", S.DECLINED: "neutral", S.PREPARING: "info", S.CONVENED: "info", S.HELD: "warn",
    S.MINUTED: "good", S.CANCELLED: "neutral",
}  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One step of the way; `lacks` is told for the one that is next."""

    label: str
    is_done: bool
    is_next: bool
    lacks: list[str]


def steps_of(meeting: Meeting, *, at: datetime, office: bool) -> list[Step]:
    """The way of a meeting; what lacks is the office's to know. Of one that is declined or cancelled there is none."""
    if meeting.state in OVER:
        return []
    stands = ORDER.index(MeetingState(meeting.state))
    asks: tuple[tuple[str, Callable[[], list[str]]], ...] = (
        ("提议", list),
        ("决定召开", lambda: ["等办公室管理员决定召开或不予召开。"]),
        ("筹备并通知", lambda: lacking(meeting, at=at) or ["已齐备，可以发会议通知。"]),
        ("回复、签到、召开", lambda: _unheld(meeting, at)),
        ("印发纪要", lambda: unwritten(meeting) or ["已写好，由另一位办公室管理员印发。"]),
    )
    return [
        Step(label, number <= stands, number == stands + 1, ask() if office and number == stands + 1 else [])
        for number, (label, ask) in enumerate(asks)
    ]


def _unheld(meeting: Meeting, at: datetime) -> list[str]:
    there = meeting.invitees.filter(withdrawn_at=None)
    silent = [one.label for one in there.filter(reply=Reply.NONE, signed_in_at=None).select_related("unit")]
    signed = there.filter(signed_in_at__isnull=False).count()
    rest = f"等{len(silent)}家" if len(silent) > NAMED else ""
    said = [f"还没有回复的：{'、'.join(silent[:NAMED])}{rest}。"] if silent else []
    if meeting.starts_at is not None and at < meeting.starts_at:
        return [*said, f"{chinese_moment(meeting.starts_at)}开会，当天签到，会后确认已召开。"]
    return [*said, f"已签到{signed}家，可以确认已召开。" if signed else "还没有人签到，请先登记签到。"]
