"""How a nomination moves: guarded by the move table, claimed by a one-row update, told to the trail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from projects.models import Collection, Nomination, NominationAct, NominationState, NominationStep
from projects.moving import RETURNED, Incomplete
from projects.nominations.completeness import missing_to_send
from projects.nominations.moves import MOVES, Move, Window, refused_state
from projects.nominations.permissions import was_returned, why_not
from projects.nominations.writing import choose_items, with_missing, write
from units.audit import record
from units.models import User
from units.refusals import NotAllowed, Refusal, WrongState

REASON = "原因"  # under this key a step keeps the one reason of a decision


class StaleNomination(Refusal):
    """Somebody else changed the nomination after this person opened it."""


class CollectionClosed(Refusal):
    """The collection has ended, or its due date has passed."""


def make_move(
    nomination: Nomination,
    move: Move,
    *,
    by: User,
    at: datetime,
    version: int | None,
    values: Mapping[str, Any] | None = None,
    item_ids: Iterable[int] | None = None,
    told: Mapping[str, Any] | None = None,
    **signed: Any,
) -> Nomination:
    """Make one move: allowed, in the right state, in time, complete, by a one-row update; leave a step and an audit."""
    guard(nomination, move, by=by, at=at)
    seen, state = nomination.version if version is None else version, nomination.state
    for name in ("source", "unit"):
        setattr(nomination, name, signed.get(name, getattr(nomination, name)))
    chosen = None if item_ids is None else set(item_ids)
    changes = _write(nomination, move, values or {}, has_items=None if chosen is None else bool(chosen))
    stored = {name: getattr(nomination, name) for name in values or {}} | signed
    if values and "code" in values:
        stored["project"] = nomination.project
    _claim(nomination, seen, state, {**stored, "state": move.target or state})
    changes |= choose_items(nomination, chosen) if chosen is not None else {}
    lacks = missing_to_send(nomination) if move.complete else []
    if lacks:
        raise Incomplete(lacks)
    nomination.refresh_from_db()
    tell(nomination, move.act, by=by, at=at, changes=changes | dict(told or {}))
    return nomination


def _write(
    nomination: Nomination, move: Move, values: Mapping[str, Any], *, has_items: bool | None
) -> dict[str, list[Any]]:
    """Write the values; where the move asks for everything, what is wrong and what is missing are told together."""
    try:
        return write(nomination, values)
    except Incomplete as wrong:
        if not move.complete:
            raise
        raise Incomplete(with_missing(wrong.lacks, nomination, has_items=has_items)) from wrong


def _claim(nomination: Nomination, seen: int, state: str, stored: dict[str, Any]) -> None:
    claimed = Nomination.objects.filter(pk=nomination.pk, state=state, version=seen)
    try:
        with transaction.atomic():
            done = claimed.update(version=F("version") + 1, **stored)
    except IntegrityError as clash:
        raise Refusal("本次征集里刚有单位申报了同一个项目代码，您的修改没有保存。请刷新页面核对。") from clash
    if done != 1:
        raise StaleNomination(
            f"“{nomination.name}”的申报刚被别人改过，您的修改没有保存。请先看页面上的最新内容，再把您的改动填一遍。"
        )


def guard(nomination: Nomination, move: Move, *, by: User, at: datetime) -> None:
    """Say no to a person who may not, to a state that does not allow it, and out of the collection's time."""
    reason = why_not(move, nomination, by)
    if reason:
        raise NotAllowed(reason)
    if nomination.state not in move.sources:
        raise WrongState(refused_state(move, nomination.state))
    if move.window:
        collection = Collection.objects.get(pk=nomination.collection_id)
        require_open(collection, at=at, timely=move.window is Window.TIMELY and not _returned(nomination))


def _returned(nomination: Nomination) -> bool:
    return nomination.steps.filter(act=NominationAct.RETURN).exists()


def require_open(collection: Collection, *, at: datetime, timely: bool) -> None:
    """Refuse when the collection has ended or, where time counts, has not begun or is past its due date."""
    sentence = why_closed(collection, on=timezone.localdate(at), timely=timely)
    if sentence:
        raise CollectionClosed(sentence)


def why_closed(collection: Collection, *, on: date, timely: bool) -> str:
    """Why nothing may be done in a collection on a day; "" when it may. The office is not bound to time."""
    if not collection.is_open:
        return f"{collection.label}已经结束，不能再改。确需补报请联系办公室重新开启征集。"
    if timely and on < collection.opens_on:
        return f"{collection.label}从{collection.opens_on:%Y-%m-%d}开始，现在还不能申报。请到时再办，或联系办公室。"
    if timely and on > collection.due_on:
        due = f"{collection.label}已于{collection.due_on:%Y-%m-%d}截止。"
        return f"{due}确需补报请联系办公室延长截止日期，或由办公室代报。"
    return ""


def kept_by_time(nomination: Nomination, user: User, *, on: date) -> str:
    """Why the collection's dates alone keep this person from handing the nomination on; "" when they do not."""
    held = [move for move in MOVES.values() if move.window is Window.TIMELY and nomination.state in move.sources]
    if not nomination.collection.is_open or was_returned(nomination):
        return ""
    if not any(not why_not(move, nomination, user) for move in held):
        return ""
    return why_closed(nomination.collection, on=on, timely=True)


def tell(
    nomination: Nomination, act: NominationAct, *, by: User, at: datetime, changes: dict[str, Any] | None = None
) -> None:
    """Leave a step on the nomination and an entry in the audit trail."""
    said = changes or {}
    NominationStep.objects.create(nomination=nomination, act=act, state=nomination.state, at=at, by=by, changes=said)
    detail = {"nomination": nomination.pk, "state": NominationState(nomination.state).value, "changes": said}
    record(act=f"项目申报：{act.label}", subject=nomination.name, by=by, at=at, detail=detail)


__all__ = [
    "REASON", "RETURNED", "CollectionClosed", "Incomplete", "StaleNomination", "guard", "kept_by_time", "make_move",
    "require_open", "tell", "why_closed",
]  # fmt: skip
