"""会议纪要 as an official paper (GB/T 9704-2012 10.3): what was said and decided, then 出席, 请假 and 列席."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils import timezone

from assignments.meetings.names import in_order
from assignments.models import Decision, DecisionKind, Invitee, InviteeRole, Meeting, Reply
from assignments.papers import official
from documents.formats import chinese_date
from documents.papers import Block, Heading, OfficialPaper, Paragraph

CHINESE = "一二三四五六七八九十"


def minutes_paper(meeting: Meeting, number: str, day: date) -> OfficialPaper:
    """The minutes under a number; copied to whoever was invited."""
    invited = list(meeting.invitees.filter(withdrawn_at=None).select_related("unit").order_by("pk"))
    copied = dict.fromkeys(one.label for one in invited if one.unit_id)
    return official(
        number=number,
        title=f"{meeting.title}纪要",
        addressee="",
        body=(*_body(meeting), *_attendance(invited)),
        dated=day,
        copies=tuple(copied),
        unbroken=("会议", "纪要"),
    )


def _body(meeting: Meeting) -> Iterator[Block]:
    on = chinese_date(timezone.localdate(meeting.starts_at)) if meeting.starts_at else ""
    yield Paragraph(f"{on}，{meeting.chair}在{meeting.place}主持召开{meeting.title}。{meeting.summary}")
    yield Heading(1, "一、研究情况")
    for number, item in enumerate(meeting.agenda.filter(is_dropped=False), start=1):
        yield Heading(2, f"（{ordinal(number)}）{item.topic}")
        for line in item.discussion.splitlines():
            if line.strip():
                yield Paragraph(line.strip())
    yield Heading(1, "二、议定事项")
    yield Paragraph("会议议定以下事项。")
    for number, one in enumerate(meeting.decisions.select_related("unit"), start=1):
        yield Paragraph(f"{number}．{ended(one.text, _charged(one))}")


def ordinal(number: int) -> str:
    """一 … 十, 十一 … 九十九."""
    if number <= 10:
        return CHINESE[number - 1]
    tens, ones = divmod(number, 10)
    return f"{'' if tens == 1 else CHINESE[tens - 1]}十{CHINESE[ones - 1] if ones else ''}"


def ended(text: str, aside: str = "") -> str:
    """The sentence with what stands in brackets after it and one full stop at the end."""
    return f"{text.rstrip('。')}{aside}。" if aside or not text.endswith(("！", "？")) else text


def _charged(one: Decision) -> str:
    if one.kind == DecisionKind.ASSIGNMENT:
        return f"（责任单位：{one.unit}；办结期限：{chinese_date(one.due_on)}）"
    if one.kind == DecisionKind.MEMBER:
        return f"（自{chinese_date(one.effective_on)}起增加{one.unit}为成员单位，席位：{one.post}）"
    return f"（责任单位：{one.unit}）" if one.unit else ""


def _attendance(invited: list[Invitee]) -> Iterator[Block]:
    """出席 are members who signed in, 列席 others who did; who did not come is 请假 or 缺席."""
    came = [one for one in invited if one.signed_in_at]
    away = [one for one in invited if not one.signed_in_at]
    lists = {
        "出席": [one for one in came if one.role == InviteeRole.MEMBER],
        "请假": [one for one in away if one.reply == Reply.LEAVE],
        "缺席": [one for one in away if one.reply != Reply.LEAVE and one.role == InviteeRole.MEMBER],
        "列席": [one for one in came if one.role != InviteeRole.MEMBER],
    }
    for label, people in lists.items():
        if people:
            yield Paragraph("，".join(map(_name, people)) + "。", label=f"{label}：")


def _name(one: Invitee) -> str:
    return in_order(one) if one.signed_in_at else one.label
