"""The move table of a rectification: 待整改 → 已回复待核验 → 已销号, or 核验未通过 and answered again.

Who answered neither sends back nor closes (回复与核验不得为同一人).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from projects.models import RectificationAct, RectificationState
from units import flows


class Post(StrEnum):
    """In which capacity a person acts on a rectification."""

    RESPONSIBLE = "responsible"  # the responsible unit, the department in charge, the owner, the township
    INSPECTOR = "inspector"  # the inspecting unit or the office


@dataclass(frozen=True, kw_only=True)
class Move(flows.Move):
    act: RectificationAct
    post: Post
    asks: str = ""  # what must be said in words
    limit: int = 200  # characters
    not_by_answerer: bool = False


OPEN, ANSWERED, SENT_BACK, CLOSED = RectificationState

MOVES: dict[RectificationAct, Move] = {
    move.act: move
    for move in (
        Move(
            act=RectificationAct.ANSWER,
            sources=frozenset({OPEN, SENT_BACK}),
            target=ANSWERED,
            post=Post.RESPONSIBLE,
            asks="整改情况",
            limit=500,
            hint="写明怎样整改、结果如何，送检查单位核验",
        ),
        Move(
            act=RectificationAct.SEND_BACK,
            sources=frozenset({ANSWERED}),
            target=SENT_BACK,
            post=Post.INSPECTOR,
            asks="核验意见",
            not_by_answerer=True,
            tone="outline-danger",
            hint="整改不到位，写明意见退回重改",
        ),
        Move(
            act=RectificationAct.CLOSE,
            sources=frozenset({ANSWERED}),
            target=CLOSED,
            post=Post.INSPECTOR,
            not_by_answerer=True,
            hint="核验整改到位，予以销号",
        ),
        Move(
            act=RectificationAct.EXTEND,
            sources=frozenset({OPEN, SENT_BACK}),
            post=Post.INSPECTOR,
            asks="延期原因",
            tone="outline-primary",
            hint="写明原因，把整改期限改到更晚的一天",
        ),
    )
}


def refused_state(move: Move, state: str) -> str:
    """The sentence for a move that the rectification's state does not allow."""
    return flows.wrong_state(move, state, states=RectificationState, noun="整改")


def diagram() -> str:
    """The table as a Mermaid state diagram."""
    return flows.diagram(MOVES.values(), RectificationState, start=OPEN.value)
