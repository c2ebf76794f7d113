"""What becomes of placements: their state written, the trail told; and those given back when a demand closes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from labor.demands.moves import PlacementMove
from labor.demands.permissions import named
from labor.models import LaborDemand, Placement, PlacementAct, PlacementState, PlacementStep
from projects.trails import Event, events
from units.audit import record
from units.models import User


def leave_steps(placements: Iterable[Placement], act: PlacementAct, *, by: User, at: datetime) -> None:
    """One step on each, with the state and the reason it now has."""
    PlacementStep.objects.bulk_create(
        PlacementStep(placement=one, act=act, state=one.state, reason=one.reason, at=at, by=by) for one in placements
    )


def answer(move: PlacementMove, held: Placement, words: str, *, by: User, at: datetime) -> Placement:
    """Write the answer on a placement held under the demand's lock; leave a step and an audit entry."""
    held.state, held.reason, held.decided_by, held.decided_at = move.target, words, by, at
    held.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    leave_steps([held], move.act, by=by, at=at)
    detail = {"placement": held.pk, "demand": held.demand_id, "state": held.state, "reason": words}
    subject = f"{held.response.name} {named(held.demand)}"
    record(act=f"用工对接：{move.label}", subject=subject, by=by, at=at, detail=detail)
    return held


def give_back_waiting(demand: LaborDemand, *, reason: str, by: User, at: datetime) -> int:
    """撤回 every proposal without an answer, with the reason; return how many. Inside the caller's transaction."""
    waiting = list(demand.placements.filter(state=PlacementState.PROPOSED).select_for_update(of=("self",)))
    if not waiting:
        return 0
    for one in waiting:
        one.state, one.reason, one.decided_by, one.decided_at = PlacementState.WITHDRAWN, reason, by, at
    Placement.objects.bulk_update(waiting, ["state", "reason", "decided_by", "decided_at"])
    leave_steps(waiting, PlacementAct.TAKE_BACK, by=by, at=at)
    detail = {"demand": demand.pk, "reason": reason}
    record(act="用工对接：撤回推荐", subject=named(demand), by=by, at=at, rows=len(waiting), detail=detail)
    return len(waiting)


def trail_of(placement: Placement) -> list[Event]:
    """The trail in words, the latest first, the reason under each step that gave one."""
    steps = placement.steps.select_related("by")
    return events(steps, lambda step: [f"原因：{step.reason}"] if step.reason else [])
