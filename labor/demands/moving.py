"""How a demand moves: the project locked, guarded by the move table, claimed by a one-row update, told to the trail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils import timezone

from documents.identifiers import normalized
from labor.demands.completeness import faults_of, missing_to_publish, warnings
from labor.demands.fields import BASIC, BY_NAME, is_empty, told
from labor.demands.moves import Move, refused_state
from labor.demands.permissions import closed, named, why_not
from labor.models import DemandAct, DemandState, DemandStep, LaborDemand
from projects.completeness import Lack
from projects.inspections.holding import lock_project
from projects.moving import Incomplete
from units.audit import record
from units.models import User
from units.reasons import required_reason
from units.refusals import NotAllowed, Refusal, WrongState

REASON, REMINDER = "原因", "提示"  # under these keys a step keeps a reason, and what was known to be unusual
LONGEST_TASK = 120


class StaleDemand(Refusal):
    """Somebody else changed the demand after this person opened it."""


def make_move(
    demand: LaborDemand,
    move: Move,
    *,
    by: User,
    at: datetime,
    version: int | None,
    values: Mapping[str, Any] | None = None,
    reason: str = "",
    **signed: Any,
) -> LaborDemand:
    """Make one move: allowed, in the right state, complete, by a one-row update; leave a step and an audit entry.

    The project is locked first: whoever archives it or takes it off the list comes before or after, never between.
    """
    demand.project = lock_project(demand.project_id)
    guard(demand, move, by=by)
    words = required_reason(reason) if move.reason else ""
    seen, state = demand.version if version is None else version, demand.state
    changes, wrong = write(demand, values or {})
    lacks = with_missing(wrong, missing_to_publish(demand, on=timezone.localdate(at))) if move.complete else wrong
    if lacks:
        raise Incomplete(lacks)
    stored = {name: getattr(demand, name) for name in changes} | signed
    if move.target:
        stored["reason"] = words
    _claim(demand, seen, state, {**stored, "state": move.target or state})
    demand.refresh_from_db()
    tell(demand, move.act, by=by, at=at, changes=changes | _said(demand, move, words))
    return demand


def guard(demand: LaborDemand, move: Move, *, by: User) -> None:
    """Say no to a person who may not, to a state that does not allow it, and to a project that is closed."""
    if reason := why_not(move, demand, by):
        raise NotAllowed(reason)
    if demand.state not in move.sources:
        raise WrongState(refused_state(move, demand.state))
    if move.open_project and (sentence := closed(demand.project)):
        raise WrongState(sentence)


def with_missing(wrong: list[Lack], missing: list[Lack]) -> list[Lack]:
    """The faults of what was typed and, at the other fields, what is missing: all at once."""
    said = {lack.field for lack in wrong}
    return [*wrong, *(lack for lack in missing if lack.field not in said)]


def _said(demand: LaborDemand, move: Move, words: str) -> dict[str, Any]:
    unusual = [lack.sentence for lack in warnings(demand)] if move.complete else []
    return ({REASON: words} if words else {}) | ({REMINDER: unusual} if unusual else {})


def write(demand: LaborDemand, values: Mapping[str, Any]) -> tuple[dict[str, list[Any]], list[Lack]]:
    """Set values on the object (not yet saved); return field → [before, after], and every fault of what was stated.

    A basic field cannot be emptied: the row is not kept without it. A catalog item says the task by itself.
    """
    unknown = set(values) - set(BY_NAME)
    if unknown:
        raise ValueError(f"not fields of a demand: {sorted(unknown)}")
    emptied = {field.name: field for field in BASIC if field.name in values and is_empty(values[field.name])}
    before = {name: getattr(demand, name, None) for name in values}
    for name in values.keys() - emptied.keys():
        setattr(demand, name, _tidy(name, values[name]))
    if "work_item" in values and demand.work_item is not None and not demand.task:
        before.setdefault("task", "")
        demand.task = str(demand.work_item)[:LONGEST_TASK]
    wrong = [Lack(field.name, f"“{field.label}”还没有填，{field.empty}") for field in emptied.values()]
    return _changes(demand, before), [*wrong, *faults_of(demand, values)]


def _changes(demand: LaborDemand, before: Mapping[str, Any]) -> dict[str, list[Any]]:
    after = {name: getattr(demand, name, None) for name in before}
    return {name: [told(name, was), told(name, after[name])] for name, was in before.items() if was != after[name]}


def _tidy(name: str, value: Any) -> Any:
    if name == "phone":
        return normalized(value or "")
    return value.strip() if isinstance(value, str) else value


def _claim(demand: LaborDemand, seen: int, state: str, stored: dict[str, Any]) -> None:
    claimed = LaborDemand.objects.filter(pk=demand.pk, state=state, version=seen)
    if claimed.update(version=F("version") + 1, **stored) != 1:
        raise StaleDemand(
            f"“{named(demand)}”的务工需求刚被别人改过，您的办理没有保存。请先看页面上的最新内容，再办理一遍。"
        )


def tell(demand: LaborDemand, act: DemandAct, *, by: User, at: datetime, changes: dict[str, Any]) -> None:
    """Leave a step on the demand and an entry in the audit trail."""
    DemandStep.objects.create(demand=demand, act=act, state=demand.state, at=at, by=by, changes=changes)
    detail = {"demand": demand.pk, "state": DemandState(demand.state).value, "changes": changes}
    record(act=f"务工需求：{act.label}", subject=named(demand), by=by, at=at, detail=detail)
