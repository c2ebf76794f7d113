"""The move table of a progress filing (§2 of the rules): guard, buttons, permissions and docs read it alone.

    草稿 → 单位审核 → 已报送 → 已通过;  退回 at the unit's review or at the office's, with a reason for each field.

Who writes into a filing neither submits nor accepts it (同一人不得). 代填 is the office's own and is accepted at once,
marked as such.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from projects.models import FilingAct, FilingState


class Post(StrEnum):
    """In which capacity a person acts on a filing."""

    FILER = "filer"  # filer of the department in charge, or the owner's clerk
    REVIEWER = "reviewer"  # reviewer of the department in charge
    OFFICE = "office"  # the office of the leading group


@dataclass(frozen=True, slots=True)
class Move:
    """One act: from which states to which state (None: it stays), by whom, and what it asks for."""

    act: FilingAct
    sources: frozenset[FilingState]
    target: FilingState | None
    post: Post
    complete: bool = False  # everything the month needs must be stated, each fall of a sum explained
    explained: bool = False  # each fall of a sum must be explained, other gaps are allowed
    not_after: frozenset[FilingAct] = frozenset()  # not by anyone who did one of these since the office's last return
    own: bool = False  # only by the one who filed
    reasons: bool = False  # a reason for each returned field
    hint: str = ""
    tone: str = "primary"

    @property
    def label(self) -> str:
        return str(self.act.label)


DRAFT, REVIEWING, SUBMITTED, RETURNED, ACCEPTED = FilingState
WITH_UNIT = frozenset({DRAFT, RETURNED})
WRITING = frozenset({FilingAct.START, FilingAct.SAVE, FilingAct.SEND, FilingAct.NIL, FilingAct.PROXY})

MOVES: dict[FilingAct, Move] = {
    move.act: move
    for move in (
        Move(FilingAct.SAVE, WITH_UNIT, None, Post.FILER),
        Move(FilingAct.SEND, WITH_UNIT, REVIEWING, Post.FILER, complete=True, hint="送本单位审核人审核"),
        Move(
            FilingAct.NIL, WITH_UNIT, REVIEWING, Post.FILER, complete=True, tone="outline-primary",
            hint="本月没有进展：新增数记0，累计数沿用上月，直接送审",
        ),
        Move(
            FilingAct.WITHDRAW, frozenset({REVIEWING}), DRAFT, Post.FILER, own=True, tone="outline-primary",
            hint="单位审核人报送之前，填报人可以撤回修改",
        ),
        Move(
            FilingAct.SUBMIT, frozenset({REVIEWING}), SUBMITTED, Post.REVIEWER, complete=True, not_after=WRITING,
            hint="单位审核通过，报送办公室",
        ),
        Move(
            FilingAct.HAND_BACK, frozenset({REVIEWING}), RETURNED, Post.REVIEWER, reasons=True, tone="outline-danger",
            hint="单位审核不通过，逐项写明原因，退给填报人",
        ),
        Move(
            FilingAct.ACCEPT, frozenset({SUBMITTED}), ACCEPTED, Post.OFFICE,
            not_after=WRITING | {FilingAct.SUBMIT}, hint="办公室审核通过",
        ),
        Move(
            FilingAct.RETURN, frozenset({SUBMITTED, ACCEPTED}), RETURNED, Post.OFFICE, reasons=True,
            tone="outline-danger", hint="逐项写明原因，退回单位更正",
        ),
        Move(
            FilingAct.PROXY, frozenset({DRAFT, RETURNED, ACCEPTED}), ACCEPTED, Post.OFFICE, explained=True,
            hint="单位无法填报时由办公室代填，即时通过并注明“办公室代填”",
        ),
    )
}  # fmt: skip


def refused_state(move: Move, state: str) -> str:
    """The sentence for a move that the filing's state does not allow."""
    allowed = "、".join(source.label for source in FilingState if source in move.sources)
    return f"填报现在是“{FilingState(state).label}”，只有{allowed}的填报可以{move.label}。请刷新页面看最新状态。"
