"""会议: one of part of the members with an expert, its minutes issued with two tasks; one proposal waits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from assignments.enclosures import attach, sound_files
from assignments.meetings.answering import reply, sign_in
from assignments.meetings.convening import convene, hold_meeting
from assignments.meetings.inviting import invite_outside, invite_units
from assignments.meetings.issuing import issue_minutes
from assignments.meetings.minutes import Decided, write_minutes
from assignments.meetings.preparing import Topic, prepare_meeting
from assignments.meetings.proposing import decide, propose_meeting
from assignments.models import DecisionKind, InviteeRole, Meeting, MeetingKind, Reply
from yidaizhen.demo.papers import paper
from yidaizhen.demo.telling import Chapter, moment, november, once, the, unit

TITLE = "劳务报酬及时足额发放协调会"
WAITING = "冬季用工和春耕错峰对接会"
UNITS = ("区农业农村委", "建胜镇", "区人力社保局", "区财政局")
SAID = (
    "会议听取了区农业农村委关于10月劳务报酬发放情况的汇报。会议认为，报酬由班组代领、本人不签字的做法不符合规定，"
    "应当一律发到本人账户。",
    "会议研究了务工人员银行卡开设不齐、代发退票的问题，专家就代发协议的要点提出了意见。会议要求镇街和代发银行集中办卡。",
)


def meetings() -> Iterator[str]:
    yield from once("会议", told=Meeting.objects.filter(title=TITLE).exists(), act=_meetings)


def _meetings() -> str:
    meeting = _convened()
    _answers(meeting)
    _signed_in(meeting)
    issued = _minuted(hold_meeting(meeting=meeting, by=the("he"), at=november(12, 17)))
    propose_meeting(
        unit=unit("建胜镇"), title=WAITING, topics=["12月至明年2月用工安排", "返乡务工人员登记"], by=the("wang"),
        reason="冬季工地用工和春耕备耕错不开，请人社、农业农村部门一起商定错峰安排。", at=november(19),
    )  # fmt: skip
    told = f"“{TITLE}”已开，{issued.notice}、{issued.minutes}已印发，议定事项成为2项任务"
    return f"会议2个：{told}；“{WAITING}”等办公室决定。"


def _convened() -> Meeting:
    """Proposed by the department, prepared by the clerk, told by the director."""
    topics = ["10月劳务报酬发放情况和问题", "务工人员银行卡和代发协议"]
    proposed = propose_meeting(
        unit=unit("区农业农村委"), title=TITLE, topics=topics, by=the("chen"), at=november(4),
        reason="抽查发现班组代领报酬、银行卡退票，涉及人社、财政和镇街，需要会商。",
    )  # fmt: skip
    meeting = decide(meeting=proposed, by=the("lin"), at=november(4, 15))
    first, second = meeting.agenda.order_by("serial")
    meeting = prepare_meeting(
        meeting=meeting, title=TITLE, kind=MeetingKind.PARTIAL, starts_at=november(12, 15), chair="杜位彬",
        place="区发展改革委三楼会议室", by=the("he"), at=november(5),
        topics=[
            Topic(topic=first.topic, unit=unit("区农业农村委"), item=first.pk),
            Topic(topic=second.topic, unit=unit("建胜镇"), item=second.pk),
        ],
    )  # fmt: skip
    says = "10月有3名务工人员的报酬由班组代领，2笔代发退票，正在核实补发。"
    report = paper("汇报材料", title="10月劳务报酬发放情况汇报", number="", dated=date(2026, 11, 5), says=says)
    attach(place="agenda_item", target=first, files=sound_files([report]), by=the("he"), at=november(5))
    invite_units(meeting=meeting, units=[unit(name) for name in UNITS], by=the("he"), at=november(5))
    invite_outside(
        meeting=meeting, role=InviteeRole.EXPERT, organization="某高校（演示）", person="周专家", post="劳动法",
        by=the("he"), at=november(5),
    )  # fmt: skip
    meeting.refresh_from_db()
    return convene(meeting=meeting, by=the("lin"), at=november(6))


def _answers(meeting: Meeting) -> None:
    """Two come, one sends somebody, one is excused; the expert's word is registered by the office."""
    rows = {one.label: one for one in meeting.invitees.select_related("unit", "meeting")}
    told = (
        ("区农业农村委", Reply.COMING, "陈岭", "", "xu"),
        ("建胜镇", Reply.DEPUTY, "王溪", "镇农业服务中心，分管负责人下村", "wang"),
        ("区人力社保局", Reply.COMING, "李甲（演示）", "", "he"),
        ("区财政局", Reply.LEAVE, "", "同时参加年度决算会议", "he"),
        ("某高校（演示）", Reply.COMING, "周专家", "", "he"),
    )
    for label, answer, person, note, by in told:
        reply(invitee=rows[label], answer=answer, person=person, note=note, by=the(by), at=november(9))


def _signed_in(meeting: Meeting) -> None:
    for one in meeting.invitees.exclude(reply=Reply.LEAVE).select_related("unit", "meeting"):
        by = "wang" if one.label == "建胜镇" else "he"
        sign_in(invitee=one, person=one.person, by=the(by), at=moment(date(2026, 11, 12), 14))


def _minuted(meeting: Meeting) -> Meeting:
    said = dict(zip(meeting.agenda.order_by("serial").values_list("pk", flat=True), SAID, strict=True))
    decisions = [
        Decided(
            kind=DecisionKind.ASSIGNMENT, text="核实建胜镇产业道路班组代领的报酬，补齐本人签字或改发到本人账户",
            unit=unit("建胜镇"), due_on=date(2026, 11, 20),
        ),
        Decided(
            kind=DecisionKind.ASSIGNMENT, text="组织代发银行到工地集中为务工人员开设银行卡", unit=unit("区人力社保局"),
            due_on=date(2026, 12, 20),
        ),
        Decided(kind=DecisionKind.NOTED, text="年度决算后由区财政局书面反馈意见", unit=unit("区财政局")),
    ]  # fmt: skip
    written = write_minutes(
        meeting=meeting, summary="会议研究了务工人员劳务报酬及时足额发放有关问题。", recorder="何畔", discussions=said,
        decisions=decisions, by=the("he"), at=november(13),
    )  # fmt: skip
    return issue_minutes(meeting=written, by=the("lin"), at=november(16))


CHAPTERS = (Chapter("会议", meetings),)
