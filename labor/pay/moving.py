"""How a roll moves: locked, guarded by the move table, claimed by a one-row update, told to trail and audit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from documents.masking import without_numbers
from labor.models import RollAct, RollState, RollStep, WageRoll
from labor.pay.guards import NotYet, lacking_for
from labor.pay.moves import MOVES, Move
from labor.pay.permissions import why_not
from units.audit import record
from units.flows import last_told, wrong_state
from units.models import User
from units.reasons import LONGEST_REASON, required_reason
from units.refusals import NotAllowed, WrongState

RELATED = ("project", "period", "imported_by")


class StaleRoll(WrongState):
    """Somebody else moved the roll after this person opened it."""


def held_roll(pk: int) -> WageRoll:
    """The roll as it stands, locked to the end of the transaction, with its project and month."""
    return WageRoll.objects.select_for_update(of=("self",)).select_related(*RELATED).get(pk=pk)


@transaction.atomic
def make_move(
    *,
    roll: WageRoll,
    act: RollAct,
    by: User,
    at: datetime,
    version: int | None = None,
    reason: str = "",
    target: RollState | None = None,
    changes: Mapping[str, Any] | None = None,
    rows: int = 1,
    **stored: Any,
) -> WageRoll:
    """Make one move of §2 and return the roll as it now stands.

    Args:
        version: the roll's version the person saw; None takes it as it stands (commands).
        target: the state it leads to where that follows from the case (支付结果, 审查后的去向); else the table's.
        changes: field → [before, after] for the step and the audit trail, numbers masked.
        rows: lines touched, for the audit trail.
        stored: further fields of the roll to be saved with it.

    Raises:
        NotAllowed: the person's post does not, or they took part before (编制≠审核≠支付).
        WrongState, StaleRoll: it is not in a state for this; says who moved it last, and when.
        NotYet: what is lacking, all at once.
        Refusal: the reason is missing or too long.
    """
    held, move = held_roll(roll.pk), MOVES[act]
    _guard(held, move, by=by, version=version)
    words = required_reason(reason) if move.reason else without_numbers(reason.strip())[:LONGEST_REASON]
    if lacks := lacking_for(held, act, on=timezone.localdate(at)):
        raise NotYet(lacks)
    state = target or move.target or held.state
    claimed = WageRoll.objects.in_force().filter(pk=held.pk, state=held.state, version=held.version)
    if claimed.update(state=state, version=F("version") + 1, **stored) != 1:
        raise StaleRoll(stale(held))
    held.refresh_from_db()
    tell(held, act, by=by, at=at, reason=words, changes=dict(changes or {}), rows=rows)
    return held


def _guard(roll: WageRoll, move: Move, *, by: User, version: int | None) -> None:
    if roll.voided_at is not None:
        raise WrongState(f"“{roll}”已经作废，不能再办理“{move.label}”。")
    if refused := why_not(move, roll, by):
        raise NotAllowed(refused)
    if roll.state not in move.sources:
        raise WrongState(f"{wrong_state(move, roll.state, states=RollState, noun='发放表')}{last_told(roll)}")
    if version is not None and version != roll.version:
        raise StaleRoll(stale(roll))


def stale(roll: WageRoll) -> str:
    """Somebody was here first: who, when, what."""
    return f"“{roll}”刚被别人办理过，您的办理没有保存。{last_told(roll)}请先看最新内容，再办理一遍。"


def tell(
    roll: WageRoll, act: RollAct, *, by: User, at: datetime, reason: str = "",
    changes: dict[str, Any] | None = None, rows: int = 1,
) -> RollStep:  # fmt: skip
    """Leave a step on the roll and an entry in the audit trail."""
    step = RollStep.objects.create(
        roll=roll, act=act, state=roll.state, at=at, by=by, reason=reason, changes=changes or {}
    )
    detail = {"roll": roll.pk, "state": str(roll.state), "reason": reason, "changes": changes or {}}
    record(act=f"发放表：{act.label}", subject=roll.subject, by=by, at=at, rows=rows, detail=detail)
    return step
