"""The move table of a major matter: 送核 → 核稿 → 签发 → 编号上报 → 批示 → 办结; who wrote last does not check."""

from __future__ import annotations

from typing import Any

from assignments.models import UNSENT, MatterAct, MatterState, MatterStep
from units.models import Role, User
from units.moving import Flow, Move
from units.scope import scope_of

OFFICE, DIRECTOR, CHECKER, SIGNER = "office", "director", "checker", "signer"
WHO = {
    OFFICE: "领导小组办公室",
    DIRECTOR: "办公室管理员",
    CHECKER: "办公室管理员（最后改文字的人除外，拟稿与核稿不得为同一人）",
    SIGNER: "区领导，或登记纸质签发的办公室管理员",
}
DRAFT, CHECKING, SIGNING, SIGNED, SENT, ANSWERED, CLOSED, WITHDRAWN = MatterState
WROTE = (MatterAct.DRAFT, MatterAct.EDIT)

MOVES: dict[Any, Move] = {
    move.act: move
    for move in (
        Move(
            act=MatterAct.EDIT,
            sources=frozenset({DRAFT}),
            posts=frozenset({OFFICE}),
            button=False,
            hint="送核以前可以修改",
        ),
        Move(
            act=MatterAct.SEND,
            sources=frozenset({DRAFT}),
            target=CHECKING,
            posts=frozenset({OFFICE}),
            hint="文字改好了，送办公室管理员核稿；报告里不得夹带请示事项",
        ),
        Move(
            act=MatterAct.CHECK,
            sources=frozenset({CHECKING}),
            target=SIGNING,
            posts=frozenset({CHECKER}),
            hint="核对无误，送领导签发；核稿人不能是最后改文字的人",
        ),
        Move(
            act=MatterAct.SIGN,
            sources=frozenset({SIGNING}),
            target=SIGNED,
            posts=frozenset({SIGNER}),
            button=False,
            hint="区领导在系统内签发；在纸上签的，由办公室管理员登记签发人和日期",
        ),
        Move(
            act=MatterAct.ISSUE,
            sources=frozenset({SIGNED}),
            target=SENT,
            posts=frozenset({DIRECTOR}),
            button=False,
            hint="编号、排版、定稿，报区政府；上报时间即时限截止的依据",
        ),
        Move(
            act=MatterAct.ANSWER,
            sources=frozenset({SENT, ANSWERED}),
            target=ANSWERED,
            posts=frozenset({OFFICE}),
            button=False,
            hint="登记谁在哪天怎样批示，附批示件；再有批示的再登记一次，前一次留在经过里",
        ),
        Move(
            act=MatterAct.CLOSE,
            sources=frozenset({SENT, ANSWERED}),
            target=CLOSED,
            posts=frozenset({DIRECTOR}),
            button=False,
            hint="批示事项已落实的办结；没有批示就办结的，写明原因",
        ),
        Move(
            act=MatterAct.HAND_BACK,
            sources=frozenset({CHECKING, SIGNING, SIGNED}),
            target=DRAFT,
            posts=frozenset({DIRECTOR, SIGNER}),
            needs_reason=True,
            tone="outline-danger",
            hint="写明原因，退回修改；签发过的要重新签发",
        ),
        Move(
            act=MatterAct.WITHDRAW,
            sources=frozenset(UNSENT),
            target=WITHDRAWN,
            posts=frozenset({DIRECTOR}),
            needs_reason=True,
            tone="outline-danger",
            hint="核实后不属于重大事项的，写明原因，不再上报",
        ),
    )
}


def posts_of(user: User, matter: Any) -> set[str]:
    """In which posts a person acts on one matter."""
    scope = scope_of(user)
    is_director = scope.has(Role.OFFICE_ADMIN)
    held = {
        OFFICE: scope.is_office,
        DIRECTOR: is_director,
        CHECKER: is_director and last_writer(matter) != user.pk,
        SIGNER: is_director or signs_here(user),
    }
    return {post for post, has in held.items() if has}


def last_writer(matter: Any) -> int | None:
    """Who wrote the wording last; None before anybody did."""
    written = matter.steps.filter(act__in=WROTE).order_by("-pk")
    found: int | None = written.values_list("by_id", flat=True).first()
    return found


def signs_here(user: User) -> bool:
    """Whether the person signs with their own name; others register what was signed on paper."""
    return scope_of(user).has(Role.DISTRICT_LEADER)


FLOW = Flow(noun="重大事项报告", states=MatterState, moves=MOVES, step=MatterStep, posts_of=posts_of, who=WHO)
