"""印发纪要: numbered and frozen; in the same transaction each decision becomes a task or a seat."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from assignments.assigning.actions import draft_assignment, issue_assignment
from assignments.meetings.minutes import unwritten
from assignments.meetings.minutes_paper import minutes_paper
from assignments.meetings.moves import FLOW, require
from assignments.meetings.telling import invited_units, tell_units, word
from assignments.models import Decision, DecisionKind, IssuedPaper, Meeting, MeetingAct, PaperKind
from assignments.papers import issue_paper
from units.memberships import start_membership
from units.models import User
from units.refusals import Refusal

LONGEST_TITLE = 120


def issue_minutes(*, meeting: Meeting, by: User, at: datetime, version: int | None = None) -> Meeting:
    """Issue the minutes of a held meeting; who wrote them does not issue them.

    Raises:
        NotAllowed, WrongState, StalePaper: as every move.
        Refusal: something lacks, or a decision cannot be carried out (its number and why); nothing is issued.
    """
    require(meeting, MeetingAct.ISSUE, by)
    if wrong := unwritten(meeting):
        raise Refusal(*wrong)
    settle = partial(_issued, meeting, version or meeting.version, by, at)
    return issue_paper(kind=PaperKind.MINUTES, compose=partial(minutes_paper, meeting), settle=settle, by=by, at=at)


def _issued(meeting: Meeting, version: int, by: User, at: datetime, paper: IssuedPaper) -> Meeting:
    said = {"发文字号": ["", paper.document_number]}
    held = FLOW.make(meeting, MeetingAct.ISSUE, by=by, at=at, version=version, changes=said, minutes=paper)
    wrong = [sentence for one in held.decisions.select_related("unit") for sentence in _carried(one, paper, by, at)]
    if wrong:
        raise Refusal(*wrong)
    number = held.decisions.count()
    told = word(held, "minutes", f"会议纪要：{held.title}", f"{paper.document_number}，议定事项{number}项。", "good")
    tell_units(told, [*invited_units(held), held.proposed_by_unit_id], at=at)
    return held


def _carried(one: Decision, paper: IssuedPaper, by: User, at: datetime) -> list[str]:
    """Carry out a decision; the sentences why it cannot be, with its number."""
    acts = {DecisionKind.ASSIGNMENT: _assign, DecisionKind.MEMBER: _seat}
    act = acts.get(DecisionKind(one.kind))
    if act is None:
        return []
    try:
        act(one, paper, by, at)
    except Refusal as refused:
        return [f"第{one.serial}项议定事项：{sentence}" for sentence in refused.sentences]
    return []


def _assign(one: Decision, paper: IssuedPaper, by: User, at: datetime) -> None:
    if one.unit is None or one.due_on is None:
        raise Refusal("交办任务要写明承办单位和办结期限。")
    remark = f"{paper.document_number}第{one.serial}项"
    title = one.text.rstrip("。")
    short = title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…"
    draft = draft_assignment(
        origin=one, lead=one.unit, title=short, demand=one.text, due_on=one.due_on, remark=remark, by=by, at=at
    )
    issue_assignment(assignment=draft, by=by, at=at)


def _seat(one: Decision, paper: IssuedPaper, by: User, at: datetime) -> None:
    """通知 三 末款: 经协调机制研究确定，可增加成员单位."""
    if one.unit is None or one.effective_on is None:
        raise Refusal("增加成员单位要写明单位和席位起始日。")
    basis = f"{paper.title}（{paper.document_number}）"[:120]
    seat = start_membership(
        unit=one.unit, post=one.post, starts_on=one.effective_on, decision=basis, decided=True, by=by, at=at
    )
    Decision.objects.filter(pk=one.pk).update(membership=seat)
