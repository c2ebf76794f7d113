"""The move tables of a demand (填报→主管部门审核→发布→结束) and of a placement (推荐→确认).

Guard, buttons and permissions read them alone. Who wrote or sent a demand does not publish it, and who proposed a
person does not confirm them (同一人不得).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from labor.models import LIVE, DemandAct, DemandState, PlacementAct, PlacementState
from units import flows


class Post(StrEnum):
    """In which capacity a person acts on a demand; the office may act in both."""

    FILER = "filer"  # the owner's clerk, or the filer of the department in charge
    REVIEWER = "reviewer"  # reviewer of the department in charge


@dataclass(frozen=True, kw_only=True)
class Move(flows.Move):
    """One act on a demand: in which capacity, and what it asks for."""

    act: DemandAct
    post: Post
    open_project: bool = False  # not for projects that are archived or off the list
    complete: bool = False  # R5: post, number, time and skill, and what a notice needs
    not_after: frozenset[DemandAct] = frozenset()  # not by one who ever did one of these
    own: bool = False  # only by the one who sent it
    reason: bool = False


DRAFT, REVIEWING, RETURNED, PUBLISHED, CLOSED = DemandState
WITH_FILER = frozenset({DRAFT, RETURNED})
WRITING = frozenset({DemandAct.START, DemandAct.SAVE, DemandAct.SEND})

MOVES: dict[DemandAct, Move] = {
    move.act: move
    for move in (
        Move(
            act=DemandAct.SAVE, sources=WITH_FILER, post=Post.FILER, open_project=True, tone="outline-primary",
            hint="草稿可以不全，数字和日期不能有错",
        ),
        Move(
            act=DemandAct.SEND, sources=WITH_FILER, target=REVIEWING, post=Post.FILER, open_project=True,
            complete=True, hint="岗位、数量、时间、技能要求齐全后，送主管部门审核",
        ),
        Move(
            act=DemandAct.WITHDRAW, sources=frozenset({REVIEWING}), target=DRAFT, post=Post.FILER, own=True,
            tone="outline-primary", hint="发布之前，送审人可以撤回修改",
        ),
        Move(
            act=DemandAct.PUBLISH, sources=frozenset({REVIEWING}), target=PUBLISHED, post=Post.REVIEWER,
            open_project=True, complete=True, not_after=WRITING, hint="审核通过，向各镇街发布，同时登记用工需求公布",
        ),
        Move(
            act=DemandAct.HAND_BACK, sources=frozenset({REVIEWING, PUBLISHED}), target=RETURNED, post=Post.REVIEWER,
            reason=True, tone="outline-danger", hint="写明原因，退给填报人修改；发布后发现有误的也这样更正",
        ),
        Move(
            act=DemandAct.CLOSE, sources=WITH_FILER | {PUBLISHED}, target=CLOSED, post=Post.FILER, reason=True,
            tone="outline-danger", hint="发布过的，招满或不再需要时写明原因；还没有答复的推荐一并撤回",
        ),
        Move(
            act=DemandAct.REOPEN, sources=frozenset({CLOSED}), target=PUBLISHED, post=Post.REVIEWER,
            open_project=True, complete=True, not_after=WRITING, tone="outline-primary",
            hint="结束有误或还要招人，按原内容重新发布",
        ),
        Move(
            act=DemandAct.DISCARD, sources=WITH_FILER, post=Post.FILER, tone="outline-danger",
            hint="删除没有发布过的草稿，审计日志保留其内容",
        ),
    )
}  # fmt: skip


def refused_state(move: Move, state: str) -> str:
    """The sentence for a move that the demand's state does not allow."""
    return flows.wrong_state(move, state, states=DemandState, noun="务工需求")


class Side(StrEnum):
    """Who answers a proposal, and who brought the person."""

    ASKING = "asking"  # the project's owner and the department in charge
    BRINGING = "bringing"  # the person's township


@dataclass(frozen=True, kw_only=True)
class PlacementMove(flows.Move):
    """One act on a placement: by which side, and whether it asks for a reason."""

    act: PlacementAct
    target: str
    side: Side
    by_another: bool = False  # not by the one who proposed
    reason: bool = False


PLACEMENT_MOVES: dict[PlacementAct, PlacementMove] = {
    move.act: move
    for move in (
        PlacementMove(
            act=PlacementAct.CONFIRM, sources=frozenset({PlacementState.PROPOSED}), target=PlacementState.CONFIRMED,
            side=Side.ASKING, by_another=True, hint="用工一方确认；已确认人数不超过需求人数",
        ),
        PlacementMove(
            act=PlacementAct.DECLINE, sources=frozenset(LIVE), target=PlacementState.DECLINED, side=Side.ASKING,
            reason=True, tone="outline-danger", hint="写明原因，镇街看得到；确认后没有到岗的也这样办理",
        ),
        PlacementMove(
            act=PlacementAct.TAKE_BACK, sources=frozenset(LIVE), target=PlacementState.WITHDRAWN, side=Side.BRINGING,
            reason=True, tone="outline-danger", hint="推荐有误或本人不去了，写明原因，由镇街撤回",
        ),
    )
}  # fmt: skip


def refused_placement(move: PlacementMove, state: str) -> str:
    """The sentence for an act that the placement's state does not allow."""
    return flows.wrong_state(move, state, states=PlacementState, noun="推荐")
