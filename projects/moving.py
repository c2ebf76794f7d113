"""How a filing moves: written in memory, guarded by the move table, claimed by a one-row update, told to the trail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F

from projects.completeness import Lack, missing_to_send, previous_filing, unexplained_falls
from projects.fields import BY_NAME
from projects.locks import Locked, accepted, require_unlocked
from projects.models import FilingAct, FilingState, FilingStep, ProgressFiling
from projects.moves import Move, Post, refused_state
from projects.periods import hold_open
from projects.permissions import why_not
from projects.rolled import rolled_of
from units.audit import record
from units.models import User
from units.refusals import NotAllowed, Refusal, WrongState

RETURNED = "退回"  # under this key a step keeps the reasons, by field


class StaleFiling(Refusal):
    """Somebody else changed the filing after this person opened it."""


class Incomplete(Refusal):
    """Something is missing; `lacks` says at which field each sentence belongs."""

    def __init__(self, lacks: Iterable[Lack]) -> None:
        self.lacks = list(lacks)
        super().__init__(*(lack.sentence for lack in self.lacks))


def write(filing: ProgressFiling, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Set values on the object (not yet saved) and return what changed: field → [before, after]."""
    unknown = set(values) - set(BY_NAME)
    if unknown:
        raise ValueError(f"not fields of a filing: {sorted(unknown)}")
    changes = {name: [getattr(filing, name), value] for name, value in values.items() if getattr(filing, name) != value}
    for name, value in values.items():
        setattr(filing, name, value)
    try:
        filing.clean_fields(exclude={field.name for field in filing._meta.fields} - set(values))
        filing.validate_constraints(exclude={"project", "period"})
    except ValidationError as error:
        raise Refusal(*_sentences(error)) from error
    return changes


def _sentences(error: ValidationError) -> list[str]:
    if not hasattr(error, "error_dict"):
        return error.messages
    return [
        f"“{BY_NAME[name].label}”：{message}" if name in BY_NAME else message
        for name, messages in error.message_dict.items()
        for message in messages
    ]


def make_move(
    filing: ProgressFiling,
    move: Move,
    *,
    by: User,
    at: datetime,
    version: int | None,
    values: Mapping[str, Any] | None = None,
    reasons: Mapping[str, str] | None = None,
    **signed: Any,
) -> ProgressFiling:
    """Make one move: allowed, in the right state, complete, by a one-row update; leave a step and an audit entry."""
    _guard(filing, move, by, at)
    changes = write(filing, values or {})
    _require_complete(move, filing)
    seen = filing.version if version is None else version
    target = move.target or FilingState(filing.state)
    stored = {**(values or {}), **signed, "state": target}
    claimed = ProgressFiling.objects.filter(pk=filing.pk, state=filing.state, version=seen)
    if claimed.update(version=F("version") + 1, **stored) != 1:
        raise StaleFiling(
            f"“{filing.project.name}”{filing.period.label}的填报刚被别人改过，您的修改没有保存。"
            "请先看页面上的最新内容，再把您的改动填一遍。"
        )
    filing.refresh_from_db()
    tell(filing, move.act, by=by, at=at, changes=changes | ({RETURNED: dict(reasons)} if reasons else {}))
    return filing


def _guard(filing: ProgressFiling, move: Move, by: User, at: datetime) -> None:
    period = hold_open(filing.period)
    reason = why_not(move, filing, by)
    if reason:
        raise NotAllowed(reason)
    if move.post is not Post.OFFICE:
        require_unlocked(period, filing.project.department, by=by, at=at, filing=filing)
    if filing.state == FilingState.ACCEPTED and move.post is Post.FILER:
        raise Locked(accepted(filing))
    if filing.state not in move.sources:
        raise WrongState(refused_state(move, filing.state))


def _require_complete(move: Move, filing: ProgressFiling) -> None:
    lacks = lacking(move, filing)
    if lacks:
        raise Incomplete(lacks)


def lacking(move: Move, filing: ProgressFiling) -> list[Lack]:
    """What the filing still lacks for one move."""
    if move.complete:
        return missing_to_send(filing, previous_filing(filing), rolled_of(filing))
    return unexplained_falls(filing, previous_filing(filing)) if move.explained else []


def tell(
    filing: ProgressFiling, act: FilingAct, *, by: User, at: datetime, changes: dict[str, Any] | None = None
) -> None:
    """Leave a step on the filing and an entry in the audit trail."""
    detail = {"filing": filing.pk, "state": filing.state, "changes": changes or {}}
    FilingStep.objects.create(filing=filing, act=act, state=filing.state, at=at, by=by, changes=changes or {})
    record(act=f"填报{act.label}", subject=f"{filing.project.name} {filing.period.label}", by=by, at=at, detail=detail)
