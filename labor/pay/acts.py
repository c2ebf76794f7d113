"""Every move of one press by its name: the page's buttons and the command do the same through here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from labor.models import RollAct, WageRoll
from labor.pay.head import move_named
from labor.pay.moves import MOVES
from labor.pay.moving import make_move
from units.models import User
from units.refusals import Refusal

Act = Callable[..., WageRoll]
DONE = {
    RollAct.SEND: "已送签，请打印签字表交本人签字。",
    RollAct.SUBMIT: "已送业主审定。",
    RollAct.APPROVE: "审定意见已登记。",
    RollAct.PASS: "公示期满，已送镇街审查。",
    RollAct.REVIEW: "镇街审查已通过。",
    RollAct.ENDORSE: "发改审核已通过，可以支付。",
    RollAct.FILE: "已备案。",
    RollAct.ARCHIVE: "已归档，此后只读。",
    RollAct.HAND_BACK: "已退回编制，原因留在经过里；更正后重新签字、审定、公示。",
}

_ACTS: dict[RollAct, Act] = {}


def register_act(act: RollAct, action: Act) -> None:
    """Let `action(roll=, by=, at=, version=, reason=)` make a move instead of the plain `make_move`."""
    _ACTS[act] = action


def perform(
    *, roll: WageRoll, name: str, by: User, at: datetime, version: int | None = None, reason: str = ""
) -> tuple[WageRoll, str]:
    """Make the move of one press that `name` names; return the roll as it now stands, and what to say of it.

    Raises:
        Refusal: there is no such move of one press, or whatever the move itself refuses.
    """
    move = move_named(name)
    if move is None or not (move.button or move.act in _ACTS):
        raise Refusal("没有这项办理，请用页面上的按钮。")
    action = _ACTS.get(move.act, partial(make_move, act=move.act))
    moved = action(roll=roll, by=by, at=at, version=version, reason=reason)
    return moved, DONE[move.act]


def pressed_moves() -> list[str]:
    """The names of the moves that `perform` makes."""
    return [move.name for move in MOVES.values() if move.button or move.act in _ACTS]
