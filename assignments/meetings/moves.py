"""The move table of a meeting: 已提议 → 筹备中 → 已通知 → 已召开 → 纪要已印发."""

from __future__ import annotations

from assignments.meetings.permissions import WHO, Post, posts_of
from assignments.models import Meeting, MeetingAct, MeetingState, MeetingStep
from units import flows
from units.models import User
from units.moving import Flow, Move
from units.refusals import NotAllowed, WrongState

OPEN = frozenset({MeetingState.PREPARING, MeetingState.CONVENED})
ADMIN = frozenset({Post.ADMIN})
OFFICE = frozenset({Post.OFFICE})

MOVES: dict[MeetingAct, Move] = {
    MeetingAct(move.act): move
    for move in (
        Move(
            act=MeetingAct.DECIDE,
            sources=frozenset({MeetingState.PROPOSED}),
            target=MeetingState.PREPARING,
            posts=ADMIN,
            hint="同意召开，转入筹备",
        ),
        Move(
            act=MeetingAct.DECLINE,
            sources=frozenset({MeetingState.PROPOSED}),
            target=MeetingState.DECLINED,
            posts=ADMIN,
            needs_reason=True,
            tone="danger",
            hint="写明原因，提议单位会收到",
        ),
        Move(
            act=MeetingAct.WITHDRAW,
            sources=frozenset({MeetingState.PROPOSED}),
            target=MeetingState.CANCELLED,
            posts=frozenset({Post.PROPOSER}),
            needs_reason=True,
            tone="danger",
            hint="提议单位自己撤回，办公室不再办理",
        ),
        Move(
            act=MeetingAct.PREPARE,
            sources=frozenset({MeetingState.PREPARING}),
            posts=OFFICE,
            button=False,
            hint="定时间、地点、主持人、议题和参会单位",
        ),
        Move(
            act=MeetingAct.CONVENE,
            sources=frozenset({MeetingState.PREPARING}),
            target=MeetingState.CONVENED,
            posts=ADMIN,
            button=False,
            hint="编号印发会议通知，告知各参会单位",
        ),
        Move(
            act=MeetingAct.POSTPONE,
            sources=frozenset({MeetingState.CONVENED}),
            posts=ADMIN,
            needs_reason=True,
            button=False,
            hint="改时间或地点，写明原因，各参会单位重新回复",
        ),
        Move(
            act=MeetingAct.HOLD,
            sources=frozenset({MeetingState.CONVENED}),
            target=MeetingState.HELD,
            posts=OFFICE,
            hint="开会以后、至少有一人签到才能确认",
        ),
        Move(
            act=MeetingAct.UNHOLD,
            sources=frozenset({MeetingState.HELD}),
            target=MeetingState.CONVENED,
            posts=ADMIN,
            needs_reason=True,
            tone="danger",
            hint="确认有误时撤回；已写的纪要保留",
        ),
        Move(
            act=MeetingAct.WRITE,
            sources=frozenset({MeetingState.HELD}),
            posts=OFFICE,
            button=False,
            hint="写讨论情况和议定事项，可多次保存",
        ),
        Move(
            act=MeetingAct.ISSUE,
            sources=frozenset({MeetingState.HELD}),
            target=MeetingState.MINUTED,
            posts=ADMIN,
            not_after=frozenset({MeetingAct.WRITE}),
            button=False,
            hint="编号印发纪要；议定事项随即成为任务或成员席位",
        ),
        Move(
            act=MeetingAct.CANCEL,
            sources=OPEN,
            target=MeetingState.CANCELLED,
            posts=ADMIN,
            needs_reason=True,
            tone="danger",
            hint="写明原因，已通知的单位会收到",
        ),
    )
}

NOUN = "会议"
FLOW = Flow(
    noun=NOUN,
    states=MeetingState,
    moves=MOVES,
    step=MeetingStep,
    posts_of=posts_of,
    who={post.value: name for post, name in WHO.items()},
)


def require(meeting: Meeting, act: MeetingAct, by: User) -> None:
    """Refuse before anything is printed what the move would refuse after.

    Raises:
        NotAllowed, WrongState: as the move itself.
    """
    if refused := FLOW.why_not(act, meeting, by):
        raise NotAllowed(refused)
    if meeting.state not in MOVES[act].sources:
        raise WrongState(flows.wrong_state(MOVES[act], meeting.state, states=MeetingState, noun=NOUN))
