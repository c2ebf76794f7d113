"""The move table of a nomination (§2: 申报→发改审核→纳入): guard, buttons, permissions and docs read it alone.

Who wrote a nomination does not submit it, and who wrote or submitted it does not decide on it (同一人不得).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from projects.models import NominationAct, NominationState
from units import flows


class Post(StrEnum):
    """In which capacity a person acts on a nomination."""

    FILER = "filer"  # filer of the nominating unit
    REVIEWER = "reviewer"  # reviewer of the nominating unit
    OFFICE = "office"  # the office of the leading group


class Window(IntEnum):
    """How far the collection must be open for a move."""

    ANY = 0
    OPEN = 1  # not ended by the office
    TIMELY = 2  # and not after its due date, unless the office returned the nomination


@dataclass(frozen=True, kw_only=True)
class Move(flows.Move):
    """One act on a nomination: in which capacity, in which window, and what it asks for."""

    act: NominationAct
    post: Post
    window: Window = Window.ANY
    complete: bool = False  # everything the list needs must be stated
    not_after: frozenset[NominationAct] = frozenset()  # not by one who did one of these since the last return
    own: bool = False  # only by the one who sent it
    reasons: bool = False  # a reason for each returned field
    reason: bool = False  # one reason for the whole


DRAFT, REVIEWING, SUBMITTED, RETURNED, ADMITTED, DECLINED, LISTED = NominationState
WITH_UNIT = frozenset({DRAFT, RETURNED})
WRITING = frozenset({NominationAct.START, NominationAct.SAVE, NominationAct.SEND, NominationAct.PROXY})
WROTE_OR_SUBMITTED = WRITING | {NominationAct.SUBMIT}

MOVES: dict[NominationAct, Move] = {
    move.act: move
    for move in (
        Move(act=NominationAct.SAVE, sources=WITH_UNIT, post=Post.FILER, window=Window.OPEN, tone="outline-primary"),
        Move(
            act=NominationAct.SEND,
            sources=WITH_UNIT,
            target=REVIEWING,
            post=Post.FILER,
            window=Window.TIMELY,
            complete=True,
            hint="送本单位审核人审核",
        ),
        Move(
            act=NominationAct.WITHDRAW,
            sources=frozenset({REVIEWING}),
            target=DRAFT,
            post=Post.FILER,
            own=True,
            tone="outline-primary",
            hint="单位审核人申报之前，送审人可以撤回修改",
        ),
        Move(
            act=NominationAct.DISCARD,
            sources=frozenset({DRAFT}),
            post=Post.FILER,
            tone="outline-danger",
            hint="不再申报这个项目：删除草稿，审计日志保留其内容",
        ),
        Move(
            act=NominationAct.SUBMIT,
            sources=frozenset({REVIEWING}),
            target=SUBMITTED,
            post=Post.REVIEWER,
            window=Window.TIMELY,
            complete=True,
            not_after=WRITING,
            hint="单位审核通过，向办公室申报",
        ),
        Move(
            act=NominationAct.HAND_BACK,
            sources=frozenset({REVIEWING}),
            target=RETURNED,
            post=Post.REVIEWER,
            window=Window.OPEN,
            reasons=True,
            tone="outline-danger",
            hint="单位审核不通过，逐项写明原因，退给填报人",
        ),
        Move(
            act=NominationAct.ADMIT,
            sources=frozenset({SUBMITTED}),
            target=ADMITTED,
            post=Post.OFFICE,
            complete=True,
            not_after=WROTE_OR_SUBMITTED,
            hint="同意纳入年度清单，随下一版清单发布",
        ),
        Move(
            act=NominationAct.RETURN,
            sources=frozenset({SUBMITTED, ADMITTED}),
            target=RETURNED,
            post=Post.OFFICE,
            window=Window.OPEN,
            reasons=True,
            tone="outline-danger",
            hint="逐项写明原因，退回单位更正",
        ),
        Move(
            act=NominationAct.DECLINE,
            sources=frozenset({SUBMITTED}),
            target=DECLINED,
            post=Post.OFFICE,
            not_after=WROTE_OR_SUBMITTED,
            reason=True,
            tone="outline-danger",
            hint="不予纳入，写明原因，单位看得到",
        ),
        Move(
            act=NominationAct.REOPEN,
            sources=frozenset({ADMITTED, DECLINED}),
            target=SUBMITTED,
            post=Post.OFFICE,
            tone="outline-primary",
            hint="清单发布之前撤销审核意见，重新审核",
        ),
        Move(
            act=NominationAct.PROXY,
            sources=frozenset({DRAFT, SUBMITTED, RETURNED}),
            target=SUBMITTED,
            post=Post.OFFICE,
            window=Window.OPEN,
            complete=True,
            tone="outline-primary",
            hint="单位无法申报时由办公室代报，注明“办公室代报”，由办公室另一人审核",
        ),
        Move(
            act=NominationAct.LIST,
            sources=frozenset({ADMITTED}),
            target=LISTED,
            post=Post.OFFICE,
            hint="随清单发布，由系统逐项列入",
        ),
    )
}


def refused_state(move: Move, state: str) -> str:
    """The sentence for a move that the nomination's state does not allow."""
    return flows.wrong_state(move, state, states=NominationState, noun="申报")
