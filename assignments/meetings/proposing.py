"""提议召开会议 by a member unit or the office, and what the office decides on it (通知 五)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from assignments.meetings.moves import FLOW
from assignments.meetings.permissions import proposing_units
from assignments.meetings.telling import invited_units, tell_office, tell_proposer, tell_units, word
from assignments.models import AgendaItem, Meeting, MeetingAct
from documents.masking import without_numbers
from units.models import Unit, User
from units.refusals import NotAllowed, Refusal

LONGEST_TITLE = 80
LONGEST_TOPIC = 120
MOST_TOPICS = 20
PROPOSERS = "会议由有席位或承担任务的成员单位提议（通知五），您不能以{unit}的名义提议。"


@transaction.atomic
def propose_meeting(*, unit: Unit, title: str, reason: str, topics: Sequence[str], by: User, at: datetime) -> Meeting:
    """Propose a meeting: why, and on what (one topic a line); the office administrators are told.

    Raises:
        NotAllowed: not a filer or reviewer of a member unit, nor the office.
        Refusal: everything that is missing or too long, at once.
    """
    if not proposing_units(by, on=timezone.localdate(at)).filter(pk=unit.pk).exists():
        raise NotAllowed(PROPOSERS.format(unit=unit))
    named, why = without_numbers(title.strip()), without_numbers(reason.strip())
    listed = [without_numbers(topic.strip()) for topic in topics if topic.strip()]
    if wrong := _wrong(named, why, listed):
        raise Refusal(*wrong)
    meeting = Meeting.objects.create(
        title=named, proposal=why, proposed_by_unit=unit, created_at=at, created_by=by
    )  # fmt: skip
    AgendaItem.objects.bulk_create(
        AgendaItem(meeting=meeting, serial=number, topic=topic) for number, topic in enumerate(listed, start=1)
    )
    FLOW.tell(meeting, MeetingAct.PROPOSE, by=by, at=at, reason=why)
    tell_office(word(meeting, "proposed", f"{unit}提议召开“{named}”", "请决定是否召开。"), at=at)
    return meeting


def _wrong(title: str, reason: str, topics: list[str]) -> list[str]:
    tests = {
        "请写会议名称，如“劳务报酬及时足额发放协调会”。": not title,
        f"会议名称有{len(title)}个字，最多{LONGEST_TITLE}个字。": len(title) > LONGEST_TITLE,
        "请写提议理由：要研究什么、为什么要开会。": not reason,
        f"提议理由有{len(reason)}个字，最多500个字。": len(reason) > 500,
        "请至少写一个拟研究的议题，一行一个。": not topics,
        f"议题有{len(topics)}个，最多{MOST_TOPICS}个。": len(topics) > MOST_TOPICS,
    }
    long = [f"第{number}个议题超过{LONGEST_TOPIC}个字，请写得简短些。" for number, topic in enumerate(topics, start=1)
            if len(topic) > LONGEST_TOPIC]  # fmt: skip
    return [sentence for sentence, fails in tests.items() if fails] + long


@transaction.atomic
def decide(*, meeting: Meeting, by: User, at: datetime, version: int | None = None) -> Meeting:
    """The office administrator has the meeting held; it is prepared from now on."""
    held = FLOW.make(meeting, MeetingAct.DECIDE, by=by, at=at, version=version)
    tell_proposer(held, word(held, "decided", f"同意召开“{held.title}”", "办公室正在筹备。", "good"), at=at)
    return held


@transaction.atomic
def decline(*, meeting: Meeting, reason: str, by: User, at: datetime, version: int | None = None) -> Meeting:
    """不予召开, with the reason, which the proposing unit is told."""
    held = FLOW.make(meeting, MeetingAct.DECLINE, by=by, at=at, version=version, reason=reason)
    tell_proposer(held, word(held, "declined", f"“{held.title}”暂不召开", _reason(reason), "warn"), at=at)
    return held


@transaction.atomic
def withdraw_proposal(*, meeting: Meeting, reason: str, by: User, at: datetime, version: int | None = None) -> Meeting:
    """The proposing unit takes its proposal back before the office has decided."""
    return FLOW.make(meeting, MeetingAct.WITHDRAW, by=by, at=at, version=version, reason=reason)


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, reason: str, by: User, at: datetime, version: int | None = None) -> Meeting:
    """Cancel a meeting before it is held; whoever got its notice, and who proposed it, is told why."""
    held = FLOW.make(meeting, MeetingAct.CANCEL, by=by, at=at, version=version, reason=reason)
    told = invited_units(held) if held.notice_id is not None else []
    said = word(held, "cancelled", f"“{held.title}”取消", _reason(reason), "bad")
    tell_units(said, [*told, held.proposed_by_unit_id], at=at)
    return held


def _reason(reason: str) -> str:
    return f"原因：{without_numbers(reason.strip())}"
