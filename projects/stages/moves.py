"""The move table of a project's life (§2 of the rules): guard, buttons, permissions and docs read it alone.

    谋划 → 前期 → 招标合同 → 建设 → 完工 → 验收 → 管护 → 归档;  one step back with a reason, but not out of the archive.

Beside the stages stands the condition (旁路): a project that is paused, in rectification or off the list does not
move on. What each forward move rests on is checked by `projects.stages.guards`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from projects.models import Condition, ProofKind, Stage, StageAct
from projects.moves import Post
from units import flows


@dataclass(frozen=True, kw_only=True)
class Move(flows.Move):
    """One act on a project: in which capacity, and what it rests on. No post: it follows from `made_by` alone."""

    act: StageAct
    posts: frozenset[Post] = frozenset()
    rests_on: frozenset[ProofKind] = frozenset()  # who recorded one of these proofs does not make the move
    reason: bool = False
    made_by: str = ""  # the work from which the move follows by itself


@dataclass(frozen=True, kw_only=True)
class StageMove(Move):
    """A move along the stages; `sources` and `target` are stages."""


@dataclass(frozen=True, kw_only=True)
class ConditionMove(Move):
    """A move of the condition; `sources` and `target` are conditions, the stage stays."""


UNIT_OR_OFFICE = frozenset({Post.REVIEWER, Post.OFFICE})
OFFICE = frozenset({Post.OFFICE})

FORWARD: dict[StageAct, StageMove] = {
    move.act: move
    for move in (
        StageMove(
            act=StageAct.PREPARE,
            sources=frozenset({Stage.PLANNING}),
            target=Stage.PREPARATION,
            posts=UNIT_OR_OFFICE,
            hint="项目已列入年度清单",
        ),
        StageMove(
            act=StageAct.CONTRACT,
            sources=frozenset({Stage.PREPARATION}),
            target=Stage.CONTRACTED,
            posts=UNIT_OR_OFFICE,
            rests_on=frozenset({ProofKind.APPROVAL}),
            hint="可研或初设批复写入以工代赈要求、劳务报酬单列；概算超估算10%的有说明",
        ),
        StageMove(
            act=StageAct.BUILD,
            sources=frozenset({Stage.CONTRACTED}),
            target=Stage.CONSTRUCTION,
            posts=UNIT_OR_OFFICE,
            rests_on=frozenset({ProofKind.CONTRACT, ProofKind.DEMAND, ProofKind.ENTRY}),
            hint="招标文件和合同有专门条款，用工需求已公布，已实名登记、发放通道已备",
        ),
        StageMove(
            act=StageAct.COMPLETE,
            sources=frozenset({Stage.CONSTRUCTION}),
            target=Stage.COMPLETED,
            posts=UNIT_OR_OFFICE,
            rests_on=frozenset({ProofKind.SETTLEMENT}),
            hint="报酬结清，没有未办结的异议和整改",
        ),
        StageMove(
            act=StageAct.ACCEPT,
            sources=frozenset({Stage.COMPLETED}),
            target=Stage.ACCEPTED,
            posts=UNIT_OR_OFFICE,
            rests_on=frozenset({ProofKind.ACCEPTANCE}),
            hint="四类档案齐全，人数、报酬、培训的偏差都有说明，前面各环节的佐证齐全",
        ),
        StageMove(
            act=StageAct.MAINTAIN,
            sources=frozenset({Stage.ACCEPTED}),
            target=Stage.MAINTAINED,
            posts=UNIT_OR_OFFICE,
            rests_on=frozenset({ProofKind.HANDOVER}),
            hint="已移交管护",
        ),
        StageMove(
            act=StageAct.ARCHIVE,
            sources=frozenset({Stage.MAINTAINED}),
            target=Stage.ARCHIVED,
            posts=OFFICE,
            hint="没有未销号的整改；归档后只读",
        ),
    )
}

BACK: dict[Stage, StageMove] = {
    later: StageMove(
        act=StageAct.STEP_BACK,
        sources=frozenset({later}),
        target=earlier,
        posts=OFFICE,
        reason=True,
        tone="outline-danger",
        hint="环节有误时退回上一环节，写明原因",
    )
    for earlier, later in pairwise(Stage)
    if later is not Stage.ARCHIVED
}

CONDITIONS: dict[StageAct, ConditionMove] = {
    move.act: move
    for move in (
        ConditionMove(
            act=StageAct.PAUSE,
            sources=frozenset({Condition.NORMAL}),
            target=Condition.PAUSED,
            posts=OFFICE,
            reason=True,
            tone="outline-danger",
            hint="暂停期间项目不得流转，写明原因",
        ),
        ConditionMove(
            act=StageAct.RESUME,
            sources=frozenset({Condition.PAUSED}),
            target=Condition.NORMAL,
            posts=OFFICE,
            reason=True,
            hint="恢复办理，写明依据",
        ),
        ConditionMove(
            act=StageAct.LIST,
            sources=frozenset({Condition.NORMAL}),
            target=Condition.NORMAL,
            made_by="导入清单或发布清单，环节按清单所列",
        ),
        ConditionMove(
            act=StageAct.RECTIFY,
            sources=frozenset({Condition.NORMAL}),
            target=Condition.RECTIFYING,
            made_by="登记监管检查时下达“整改期间项目不得流转”的整改",
        ),
        ConditionMove(
            act=StageAct.RELEASE,
            sources=frozenset({Condition.RECTIFYING}),
            target=Condition.NORMAL,
            made_by="最后一项这样的整改核验销号",
        ),
        ConditionMove(
            act=StageAct.REMOVE,
            sources=frozenset({Condition.NORMAL, Condition.PAUSED, Condition.RECTIFYING}),
            target=Condition.REMOVED,
            made_by="发布调出这个项目的新一版清单",
        ),
        ConditionMove(
            act=StageAct.RESTORE,
            sources=frozenset({Condition.REMOVED}),
            target=Condition.NORMAL,
            made_by="发布重新列入这个项目的新一版清单；还有“整改期间不得流转”的整改没有销号的，列入后为整改中",
        ),
    )
}

STAGE_MOVES: tuple[StageMove, ...] = (*FORWARD.values(), *BACK.values())


def move_for(act: StageAct, stage: str) -> StageMove | ConditionMove:
    """The row of the table for an act on a project in `stage`; where it cannot be made, `sources` says so."""
    if act in CONDITIONS:
        return CONDITIONS[act]
    if act in FORWARD:
        return FORWARD[act]
    return BACK.get(Stage(stage), _NO_STEP_BACK)


def next_move(stage: str) -> StageMove | None:
    """The forward move out of a stage; None from the archive."""
    return next((move for move in FORWARD.values() if stage in move.sources), None)


def refused(move: StageMove | ConditionMove, *, stage: str, condition: str) -> str:
    """The sentence why a project standing there cannot make this move; "" when it can."""
    if stage == Stage.ARCHIVED:
        return "项目已归档，只能查看，不能再流转。"
    if isinstance(move, ConditionMove):
        return _wrong_condition(move, condition)
    if condition != Condition.NORMAL:
        return f"项目现为“{Condition(condition).label}”，不能{move.label}；{WAY_OUT[Condition(condition)]}。"
    if stage in move.sources:
        return ""
    return flows.wrong_state(move, stage, states=Stage, noun="项目")


def _wrong_condition(move: ConditionMove, condition: str) -> str:
    if condition in move.sources:
        return ""
    return flows.wrong_state(move, condition, states=Condition, noun="项目")


WAY_OUT = {
    Condition.PAUSED: "请先由办公室恢复项目",
    Condition.RECTIFYING: "请先完成整改并核验销号",
    Condition.REMOVED: "请先申报并随新一版清单重新列入",
}

_NO_STEP_BACK = StageMove(
    act=StageAct.STEP_BACK, sources=frozenset(BACK), posts=OFFICE, reason=True, hint="谋划和归档没有上一环节可退"
)
