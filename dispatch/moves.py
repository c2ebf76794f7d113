"""The move table of a report (办文): guard, buttons, permissions and docs read it alone.

    草稿 → 送核 → 核稿 → 签发 → 编号印发;  退回修改 from every step before the issue.

Who wrote the wording last does not check it; wording nobody touched since the machine suggested it may be checked by
any office administrator. 签发 is done by a district leader here, or registered by the office after the paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dispatch.models import BulletinAct, BulletinState
from units import flows


class Post(StrEnum):
    """In which capacity a person acts on a report."""

    DRAFTER = "drafter"  # anybody of the office
    DIRECTOR = "director"  # office administrator: 办公室主任
    SIGNER = "signer"  # district leader, or the office administrator who registers the signed paper


@dataclass(frozen=True, kw_only=True)
class Move(flows.Move):
    """One act on a report: in which capacities, and what it asks for."""

    act: BulletinAct
    posts: frozenset[Post]
    not_writer: bool = False  # not by the person who last wrote the wording
    needs_reason: bool = False
    button: bool = True  # False: done by a form of its own, or by the machine


DRAFT, CHECKING, SIGNING, SIGNED, ISSUED = BulletinState
UNDER_WAY = frozenset({CHECKING, SIGNING, SIGNED})
DRAFTER, DIRECTOR, SIGNER = (frozenset({post}) for post in Post)

MOVES: dict[BulletinAct, Move] = {
    move.act: move
    for move in (
        Move(
            act=BulletinAct.SEND,
            sources=frozenset({DRAFT}),
            target=CHECKING,
            posts=DRAFTER,
            hint="文字改好了，送办公室主任核稿",
        ),
        Move(
            act=BulletinAct.TAKE_BACK,
            sources=frozenset({CHECKING}),
            target=DRAFT,
            posts=DRAFTER,
            tone="outline-primary",
            hint="还没有核稿，撤回再改",
        ),
        Move(
            act=BulletinAct.CHECK,
            sources=frozenset({CHECKING}),
            target=SIGNING,
            posts=DIRECTOR,
            not_writer=True,
            hint="核对文字和数字无误，送领导签发；核稿人不能是最后改文字的人",
        ),
        Move(
            act=BulletinAct.SIGN,
            sources=frozenset({SIGNING}),
            target=SIGNED,
            posts=SIGNER,
            button=False,
            hint="区领导在系统内签发；在纸上签的，由办公室管理员登记签发人和日期",
        ),
        Move(
            act=BulletinAct.HAND_BACK,
            sources=UNDER_WAY,
            target=DRAFT,
            posts=DIRECTOR | SIGNER,
            needs_reason=True,
            button=False,
            tone="outline-danger",
            hint="写明原因，退回修改",
        ),
        Move(
            act=BulletinAct.RENEW,
            sources=UNDER_WAY,
            target=DRAFT,
            posts=frozenset(),
            button=False,
            hint="办文期间定稿数字有更正，换用新数后重新送核",
        ),
        Move(
            act=BulletinAct.ISSUE,
            sources=frozenset({SIGNED}),
            target=ISSUED,
            posts=DIRECTOR,
            button=False,
            hint="编号、排版、定稿、分发",
        ),
    )
}


def refused_state(move: Move, state: str) -> str:
    """The sentence for a move that the report's state does not allow."""
    return flows.wrong_state(move, state, states=BulletinState, noun="报告")
