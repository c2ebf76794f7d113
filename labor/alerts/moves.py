"""The move table of an alert (§10): 待说明→已说明→已销号. What the checks do themselves stands in `raising`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from labor.models import AlertAct, AlertState
from units import flows


class Post(StrEnum):
    """In which capacity a person acts on an alert."""

    UNIT = "unit"  # a post that works on the project, the office included
    OFFICE = "office"


@dataclass(frozen=True, kw_only=True)
class Move(flows.Move):
    """One act on an alert: in which capacity, what its words are called, and whether another must do it."""

    act: AlertAct
    post: Post
    words: str
    by_another: bool = False


NEW, EXPLAINED, CLOSED = AlertState
MOVES: dict[AlertAct, Move] = {
    move.act: move
    for move in (
        Move(
            act=AlertAct.EXPLAIN, sources=frozenset({NEW, EXPLAINED}), target=EXPLAINED, post=Post.UNIT,
            words="情况说明", hint="写明原因、已采取的措施和完成时间；情形加重时会重新要求说明",
        ),
        Move(
            act=AlertAct.CLOSE, sources=frozenset({NEW, EXPLAINED}), target=CLOSED, post=Post.OFFICE,
            words="销号理由", by_another=True, hint="核实说明属实或情形不成立的，写明理由销号；再加重的会重新提出",
        ),
        Move(
            act=AlertAct.REOPEN, sources=frozenset({EXPLAINED, CLOSED}), target=NEW, post=Post.OFFICE,
            words="原因", tone="outline-danger", hint="说明不清楚或销号有误的，写明原因，请单位重新说明",
        ),
    )
}  # fmt: skip
