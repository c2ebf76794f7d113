"""说明、销号、重新提出: what people do with an alert. Each is one claim of the version the person saw."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from labor.alerts.moves import MOVES, Move
from labor.alerts.permissions import why_not
from labor.models import Alert, AlertAct, AlertState, AlertStep
from units.audit import record
from units.flows import last_told, wrong_state
from units.models import User
from units.reasons import stated
from units.refusals import NotAllowed, WrongState

SHORTEST, LONGEST = 4, 300


class StaleAlert(WrongState):
    """Somebody else, or a check, changed the alert after this person opened it."""


@transaction.atomic
def explain(*, alert: Alert, words: str, by: User, at: datetime, version: int | None = None) -> Alert:
    """说明 in the project's name; an explanation may be added to by another, the trail keeps both.

    Raises:
        NotAllowed, WrongState, StaleAlert, Refusal: as `_move`.
    """
    said = {"explained_at": at, "explained_by": by}
    return _move(alert, MOVES[AlertAct.EXPLAIN], words, by=by, at=at, version=version, kept="explanation", **said)


@transaction.atomic
def close(*, alert: Alert, words: str, by: User, at: datetime, version: int | None = None) -> Alert:
    """销号: the office takes the explanation, or finds that there is nothing in it.

    Raises:
        NotAllowed, WrongState, StaleAlert, Refusal: as `_move`.
    """
    return _move(alert, MOVES[AlertAct.CLOSE], words, by=by, at=at, version=version, closed_at=at, closed_by=by)


@transaction.atomic
def reopen(*, alert: Alert, words: str, by: User, at: datetime, version: int | None = None) -> Alert:
    """重新提出: the office asks the project's units once more.

    Raises:
        NotAllowed, WrongState, StaleAlert, Refusal: as `_move`.
    """
    return _move(alert, MOVES[AlertAct.REOPEN], words, by=by, at=at, version=version, closed_at=None, closed_by=None)


def _move(
    alert: Alert, move: Move, words: str, *, by: User, at: datetime, version: int | None, kept: str = "", **stored: Any
) -> Alert:
    """Make one move, leave a step and an audit entry; return the alert as it now stands.

    Raises:
        NotAllowed: the person's post does not do this, or they explained it themselves.
        WrongState, StaleAlert: it is not in a state for this; says who was here last, and when.
        Refusal: the words say too little or too much.
    """
    held = Alert.objects.select_for_update(of=("self",)).select_related("project").get(pk=alert.pk)
    _guard(held, move, by=by, version=version)
    said = _words(words, move)
    if kept:
        stored[kept] = said
    claimed = Alert.objects.filter(pk=held.pk, state=held.state, version=held.version)
    if claimed.update(state=move.target, version=F("version") + 1, **stored) != 1:
        raise StaleAlert(_stale(held))
    held.refresh_from_db()
    AlertStep.objects.create(alert=held, act=move.act, state=held.state, words=said, at=at, by=by)
    detail = {"alert": held.pk, "code": held.code, "state": held.state, "words": said}
    record(act=f"预警：{move.label}", subject=f"{held.project.code} {held.project.name}", by=by, at=at, detail=detail)
    return held


def _guard(alert: Alert, move: Move, *, by: User, version: int | None) -> None:
    if refused := why_not(move, alert, by):
        raise NotAllowed(refused)
    if alert.state not in move.sources:
        raise WrongState(f"{wrong_state(move, alert.state, states=AlertState, noun='预警')}{last_told(alert)}")
    if version is not None and version != alert.version:
        raise StaleAlert(_stale(alert))


def _stale(alert: Alert) -> str:
    return f"这条预警刚被别人办理过，您的办理没有保存。{last_told(alert)}请先看最新内容，再办理一遍。"


def _words(typed: str, move: Move) -> str:
    lacking = f"请填写{move.words}，至少{SHORTEST}个字，相关单位和办公室会看到。"
    return stated(typed, lacking=lacking, noun=move.words, least=SHORTEST, most=LONGEST)
