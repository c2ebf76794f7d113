"""会议通知 as an official paper."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from assignments.meetings.names import clock, in_order
from assignments.models import Invitee, Meeting, MeetingKind
from assignments.papers import official
from documents.papers import Block, Heading, OfficialPaper, Paragraph

ALL = "领导小组各成员单位"


def notice_paper(meeting: Meeting, number: str, day: date) -> OfficialPaper:
    """When, where, on what, who comes, and what is asked of them."""
    invited = list(meeting.invitees.filter(withdrawn_at=None).select_related("unit").order_by("pk"))
    units = [one.label for one in invited if one.unit_id]
    others = [one.label for one in invited if one.unit_id and one.role != "member"]
    whole = [ALL, *others] if meeting.kind == MeetingKind.FULL else units
    return official(
        number=number,
        title=f"关于召开{meeting.title}的通知",
        addressee="，".join(whole),
        body=tuple(_body(meeting, invited)),
        dated=day,
        unbroken=("会议", "召开", "通知"),
    )


def _body(meeting: Meeting, invited: list[Invitee]) -> Iterator[Block]:
    range_ = "全体会议" if meeting.kind == MeetingKind.FULL else "部分成员单位会议"
    yield Paragraph(f"根据工作需要，经研究，决定召开{meeting.title}（{range_}）。现将有关事项通知如下。")
    yield Heading(1, "一、会议时间")
    yield Paragraph(f"{clock(meeting)}。")
    yield Heading(1, "二、会议地点和主持人")
    yield Paragraph(f"{meeting.place}，由{meeting.chair}主持。")
    yield Heading(1, "三、会议议题")
    for number, item in enumerate(meeting.agenda.filter(is_dropped=False).select_related("unit"), start=1):
        told = f"（{item.unit.name}汇报）" if item.unit else ""
        yield Paragraph(f"{number}．{item.topic}{told}。")
    yield Heading(1, "四、参会人员")
    yield from _who(meeting, invited)
    yield Heading(1, "五、有关要求")
    yield Paragraph(
        "请各参会单位收到通知后在系统内回复参加、替会或请假；分管负责人因故不能参加的，请写明原因，并安排熟悉情况的同志替会。"
        "有汇报任务的单位请提前准备材料。"
    )


def _who(meeting: Meeting, invited: list[Invitee]) -> Iterator[Block]:
    members = [one.label for one in invited if one.role == "member"]
    outside = [in_order(one) for one in invited if one.role != "member"]
    if members:
        named = f"{ALL}分管负责人" if meeting.kind == MeetingKind.FULL else f"{'、'.join(members)}分管负责人"
        yield Paragraph(f"{named}。")
    if outside:
        yield Paragraph(f"邀请参加：{'；'.join(outside)}。")
