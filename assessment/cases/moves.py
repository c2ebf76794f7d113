"""How a case moves, as data. R4: no move asks whether people replaced machines; in key projects that is no merit."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from assessment.models import CaseAct, CaseState, CaseStep, TypicalCase
from units.models import Role, User
from units.moving import Flow, Move
from units.scope import scope_of

UNIT, FILER, OFFICE, ADMIN = "unit", "filer", "office", "admin"
WHO = {
    FILER: "报送单位填报人", UNIT: "报送单位填报人、审核人", OFFICE: "领导小组办公室", ADMIN: "办公室管理员",
}  # fmt: skip
WRITING = frozenset({CaseState.DRAFT, CaseState.RETURNED})
A, S = CaseAct, CaseState


def posts_of(user: User, case: TypicalCase) -> set[str]:
    """In which posts a person acts on one case."""
    scope = scope_of(user)
    filer = case.unit_id in scope.unit_ids(Role.UNIT_FILER)
    held = {
        FILER: filer,
        UNIT: filer or case.unit_id in scope.unit_ids(Role.UNIT_REVIEWER),
        OFFICE: scope.is_office,
        ADMIN: scope.has(Role.OFFICE_ADMIN),
    }
    return {post for post, has in held.items() if has}


WRITTEN = frozenset({A.START, A.SAVE, A.SEND})
MOVES: Mapping[CaseAct, Move] = MappingProxyType(
    {
        move.act: move  # type: ignore[misc]
        for move in (
            Move(act=A.SAVE, sources=WRITING, posts=frozenset({UNIT}), button=False),
            Move(
                act=A.SEND, sources=WRITING, target=S.REVIEWING, posts=frozenset({UNIT}),
                hint="报送后由办公室审核，退回前不能再改。",
            ),
            Move(
                act=A.ACCEPT, sources=frozenset({S.REVIEWING}), target=S.ACCEPTED, posts=frozenset({ADMIN}),
                not_after=WRITTEN, hint="入库后可以推广；区领导可以查看。",
            ),
            Move(
                act=A.HAND_BACK, sources=frozenset({S.REVIEWING, S.ACCEPTED}), target=S.RETURNED,
                posts=frozenset({OFFICE}), needs_reason=True, tone="danger", hint="退回报送单位修改，原因对方会看到。",
            ),
            Move(
                act=A.PROMOTE, sources=frozenset({S.ACCEPTED}), target=S.PROMOTED, posts=frozenset({ADMIN}),
                not_after=WRITTEN, button=False, hint="写明推广日期和方式，告知全部成员单位。",
            ),
            Move(
                act=A.WITHDRAW, sources=frozenset({S.PROMOTED}), target=S.ACCEPTED, posts=frozenset({ADMIN}),
                needs_reason=True, tone="danger", hint="撤下后只有报送单位、办公室和区领导能看到。",
            ),
            Move(
                act=A.DISCARD, sources=WRITING, target=S.DISCARDED, posts=frozenset({UNIT}), tone="danger",
                hint="撤回后不能再报送，内容和经过保留。",
            ),
        )
    }
)  # fmt: skip

FLOW = Flow(noun="典型案例", states=CaseState, moves=MOVES, step=CaseStep, posts_of=posts_of, who=WHO)
