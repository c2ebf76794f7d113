"""How a report moves: locked, guarded by the move table, claimed by a one-row update, told to trail and audit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from dispatch.announcing import announce
from dispatch.models import Bulletin, BulletinAct, BulletinState, BulletinStep
from dispatch.moves import MOVES, Move, Post, refused_state
from units.audit import record
from units.flows import last_told
from units.models import Role, User
from units.reasons import required_reason
from units.refusals import NotAllowed, WrongState
from units.scope import scope_of

RELATED = ("period", "revision__period", "replaces")
UNSIGNED: dict[str, Any] = {"signer": "", "signed_on": None}  # what goes back to a draft is signed anew
WHO = {
    Post.DRAFTER: "办公室人员",
    Post.DIRECTOR: "办公室管理员",
    Post.SIGNER: "区领导，或登记纸质签发的办公室管理员",
}


class StaleReport(WrongState):
    """Somebody else moved the report after this person opened it."""


def posts_of(user: User) -> set[Post]:
    """In which capacities a person acts on reports."""
    scope = scope_of(user)
    held = {
        Post.DRAFTER: scope.is_office,
        Post.DIRECTOR: scope.has(Role.OFFICE_ADMIN),
        Post.SIGNER: scope.has(Role.DISTRICT_LEADER, Role.OFFICE_ADMIN),
    }
    return {post for post, has in held.items() if has}


def why_not(move: Move, bulletin: Bulletin, user: User) -> str:
    """The sentence why this person may not make this move on this report; "" when they may."""
    if not posts_of(user) & move.posts:
        who = "或".join(WHO[post] for post in Post if post in move.posts) or "系统"
        return f"您不能办理“{move.label}”：由{who}办理。"
    if move.not_writer and _last_writer(bulletin) == user.pk:
        return f"最后一稿文字是您改的，不能再由您办理“{move.label}”：拟稿与核稿不得为同一人，请由另一位管理员办理。"
    return ""


def available_moves(bulletin: Bulletin, user: User) -> list[Move]:
    """Moves a person may make on a report now: its buttons and forms."""
    return [move for move in MOVES.values() if bulletin.state in move.sources and not why_not(move, bulletin, user)]


def held_report(pk: int) -> Bulletin:
    """The report as it stands, locked to the end of the transaction."""
    return Bulletin.objects.select_for_update(of=("self",)).select_related(*RELATED).get(pk=pk)


@transaction.atomic
def make_move(
    *,
    bulletin: Bulletin,
    act: BulletinAct,
    by: User | None,
    at: datetime,
    version: int | None = None,
    reason: str = "",
    changes: Mapping[str, Any] | None = None,
    **stored: Any,
) -> Bulletin:
    """Make one move and return the report as it now stands. `by` None is the machine (RENEW alone).

    Args:
        version: the report's version the person saw; None takes it as it stands (commands, jobs).
        changes: field → [before, after] for the step and the audit trail.
        stored: further fields of the report to be saved with it.

    Raises:
        NotAllowed: the person's post does not, or they wrote the last wording.
        WrongState, StaleReport: it is not in a state for this; says who moved it last, and when.
        Refusal: the reason is missing or too long.
    """
    held, move = held_report(bulletin.pk), MOVES[act]
    if by is not None and (refused := why_not(move, held, by)):
        raise NotAllowed(refused)
    if held.state not in move.sources:
        raise WrongState(f"{refused_state(move, held.state)}{last_told(held)}")
    if version is not None and version != held.version:
        raise StaleReport(f"{held}刚被别人办理过，您的办理没有保存。{last_told(held)}请先看最新内容，再办理一遍。")
    words = required_reason(reason) if move.needs_reason else reason.strip()[:200]
    if move.target == BulletinState.DRAFT:
        stored |= UNSIGNED
    moving = Bulletin.objects.filter(pk=held.pk, state=held.state, version=held.version)
    if moving.update(state=move.target or held.state, version=F("version") + 1, **stored) != 1:
        raise StaleReport(f"{held}刚被别人办理过，请刷新页面看最新内容。")
    held.refresh_from_db()
    tell(held, act, by=by, at=at, reason=words, changes=dict(changes or {}))
    return held


def tell(
    bulletin: Bulletin,
    act: BulletinAct,
    *,
    by: User | None,
    at: datetime,
    reason: str = "",
    changes: dict[str, Any] | None = None,
) -> None:
    """Leave a step on the report and an entry in the audit trail, and tell whom it concerns."""
    BulletinStep.objects.create(
        bulletin=bulletin, act=act, state=bulletin.state, at=at, by=by, reason=reason, changes=changes or {}
    )
    detail = {"bulletin": bulletin.pk, "state": str(bulletin.state), "reason": reason, "changes": changes or {}}
    record(act=f"报告：{act.label}", subject=str(bulletin), by=by, at=at, detail=detail)
    announce(bulletin, act, by=by, at=at, reason=reason)


def _last_writer(bulletin: Bulletin) -> int | None:
    """Who saved the last wording; None when it is the machine's suggestion."""
    edit = bulletin.edits.order_by("-edited_at", "-pk").first()
    return edit.edited_by_id if edit else None
