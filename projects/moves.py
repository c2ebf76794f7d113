"""The move table of a progress filing (§2 of the rules): guard, buttons, permissions and docs read it alone.

    草稿 → 单位审核 → 已报送 → 已通过;  退回 at the unit's review or at the office's, with a reason for each field.

Who writes into a filing neither submits nor accepts it (同一人不得). 代填 is the office's own and is accepted at once,
marked as such.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from projects.models import FilingAct, FilingState
from units import flows


class Post(StrEnum):
    """In which capacity a person acts on a filing."""

    FILER = "filer"  # filer of the department in charge, or the owner's clerk
    REVIEWER = "reviewer"  # reviewer of the department in charge
    OFFICE = "office"  # the office of the leading group


@dataclass(frozen=True, kw_only=True)
class Move(flows.Move):
    """One act on a filing: in which capacity, and what it asks for."""

    act: FilingAct
    post: Post
    complete: bool = False  # everything the month needs must be stated, each fall of a sum explained
    explained: bool = False  # each fall of a sum must be explained, other gaps are allowed
    not_after: frozenset[FilingAct] = frozenset()  # not by anyone who did one of these since the office's last return
    own: bool = False  # only by the one who filed
    reasons: bool = False  # a reason for each returned field


DRAFT, REVIEWING, SUBMITTED, RETURNED, ACCEPTED = FilingState
WITH_UNIT = frozenset({DRAFT, RETURNED})
WRITING = frozenset({FilingAct.START, FilingAct.SAVE, FilingAct.SEND, FilingAct.NIL, FilingAct.PROXY})

MOVES: dict[FilingAct, Move] = {
    move.act: move
    for move in (
        Move(act=FilingAct.SAVE, sources=WITH_UNIT, post=Post.FILER),
        Move(
            act=FilingAct.SEND,
            sources=WITH_UNIT,
            target=REVIEWING,
            post=Post.FILER,
            complete=True,
            hint="送本单位审核人审核",
        ),
        Move(
            act=FilingAct.NIL,
            sources=WITH_UNIT,
            target=REVIEWING,
            post=Post.FILER,
            complete=True,
            tone="outline-primary",
            hint="本月没有进展：新增数记0，累计数沿用上月，直接送审",
        ),
        Move(
            act=FilingAct.WITHDRAW,
            sources=frozenset({REVIEWING}),
            target=DRAFT,
            post=Post.FILER,
            own=True,
            tone="outline-primary",
            hint="单位审核人报送之前，填报人可以撤回修改",
        ),
        Move(
            act=FilingAct.SUBMIT,
            sources=frozenset({REVIEWING}),
            target=SUBMITTED,
            post=Post.REVIEWER,
            complete=True,
            not_after=WRITING,
            hint="单位审核通过，报送办公室",
        ),
        Move(
            act=FilingAct.HAND_BACK,
            sources=frozenset({REVIEWING}),
            target=RETURNED,
            post=Post.REVIEWER,
            reasons=True,
            tone="outline-danger",
            hint="单位审核不通过，逐项写明原因，退给填报人",
        ),
        Move(
            act=FilingAct.ACCEPT,
            sources=frozenset({SUBMITTED}),
            target=ACCEPTED,
            post=Post.OFFICE,
            not_after=WRITING | {FilingAct.SUBMIT},
            hint="办公室审核通过",
        ),
        Move(
            act=FilingAct.RETURN,
            sources=frozenset({SUBMITTED, ACCEPTED}),
            target=RETURNED,
            post=Post.OFFICE,
            reasons=True,
            tone="outline-danger",
            hint="逐项写明原因，退回单位更正",
        ),
        Move(
            act=FilingAct.PROXY,
            sources=frozenset({DRAFT, RETURNED, ACCEPTED}),
            target=ACCEPTED,
            post=Post.OFFICE,
            explained=True,
            hint="单位无法填报时由办公室代填，即时通过并注明“办公室代填”",
        ),
    )
}


def refused_state(move: Move, state: str) -> str:
    """The sentence for a move that the filing's state does not allow."""
    return flows.wrong_state(move, state, states=FilingState, noun="填报")
