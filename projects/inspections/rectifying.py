"""整改 from demand to 销号. Each act follows the move table and is claimed by a one-row update."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.db.models import QuerySet

from projects.inspections.holding import lock_project, release_if_last
from projects.inspections.moves import MOVES, Move, refused_state
from projects.inspections.permissions import why_not
from projects.models import Rectification, RectificationAct, RectificationState, RectificationStep
from projects.proofs.files import SoundFile, atomic_with_files, keep_files, look_into
from units.audit import record
from units.models import User
from units.refusals import NotAllowed, Refusal, WrongState


class StaleRectification(Refusal):
    """Somebody else acted on the rectification after this person opened it."""


def answer_rectification(
    *, rectification: Rectification, answer: str, files: Sequence[File[Any]] = (), by: User, at: datetime
) -> Rectification:
    """回复整改: the responsible side says what was done, with the files that prove it."""
    _guard(rectification, MOVES[RectificationAct.ANSWER], by)
    sound, unfit = look_into(files)
    return _answer(rectification, answer.strip(), sound, unfit, by=by, at=at)


@atomic_with_files()
def _answer(
    seen: Rectification, said: str, files: Sequence[SoundFile], unfit: Sequence[str], *, by: User, at: datetime
) -> Rectification:
    signed: dict[str, Any] = {"answer": said, "answered_at": at, "answered_by": by}
    answered = _move(seen, RectificationAct.ANSWER, said, by=by, at=at, wrong=unfit, **signed)
    keep_files(target=answered, files=files, by=by, at=at)
    return answered


@transaction.atomic
def send_back(*, rectification: Rectification, verdict: str, by: User, at: datetime) -> Rectification:
    """退回重改: the inspecting unit or the office finds the answer wanting and says why."""
    said = verdict.strip()
    return _move(rectification, RectificationAct.SEND_BACK, said, by=by, at=at, verdict=said)


@transaction.atomic
def close(*, rectification: Rectification, verdict: str = "", by: User, at: datetime) -> Rectification:
    """核验销号: another person than any who answered; the last holding finding closed lets the project go on."""
    said = verdict.strip()
    signed: dict[str, Any] = {"verdict": said, "closed_at": at, "closed_by": by}
    closed = _move(rectification, RectificationAct.CLOSE, said, by=by, at=at, **signed)
    if closed.holds_project:
        release_if_last(lock_project(closed.project_id), by=by, at=at)
    return closed


@transaction.atomic
def extend(*, rectification: Rectification, due_on: date, reason: str, by: User, at: datetime) -> Rectification:
    """延期: a later day, with the reason."""
    said = reason.strip()
    later = due_on > rectification.due_on
    wrong = [] if later else [f"新期限须晚于原期限{rectification.due_on:%Y-%m-%d}，请改正。"]
    return _move(rectification, RectificationAct.EXTEND, said, by=by, at=at, wrong=wrong, due_on=due_on)


def _move(
    seen: Rectification,
    act: RectificationAct,
    words: str,
    *,
    by: User,
    at: datetime,
    wrong: Sequence[str] = (),
    **values: Any,
) -> Rectification:
    """Make one move. The project is locked first, as in every act on it: nobody waits for somebody who waits for them.

    A finding voided after this person opened it is not claimed.
    """
    move = MOVES[act]
    _guard(seen, move, by)
    _require(move, words, wrong)
    target = move.target or seen.state
    lock_project(seen.project_id)
    standing: QuerySet[Rectification] = QuerySet(Rectification).filter(pk=seen.pk, voided_at=None)
    claimed = standing.filter(state=seen.state, due_on=seen.due_on)
    if claimed.update(state=target, **values) != 1:
        raise StaleRectification(f"整改通知{seen.label}刚被别人办理过，您的操作没有保存。请刷新页面看最新情况再办。")
    seen.refresh_from_db()
    told = f"期限改为{seen.due_on:%Y-%m-%d}：{words}" if act is RectificationAct.EXTEND else words
    state = RectificationState(seen.state)
    RectificationStep.objects.create(rectification=seen, act=act, state=state, words=told, at=at, by=by)
    detail = {"rectification": seen.pk, "state": state.value, "words": told}
    record(act=move.label, subject=f"{seen.project.name} 整改{seen.label}", by=by, at=at, detail=detail)
    return seen


def _guard(rectification: Rectification, move: Move, by: User) -> None:
    reason = why_not(move, rectification, by)
    if reason:
        raise NotAllowed(reason)
    if rectification.is_void:
        raise WrongState(f"整改通知{rectification.label}已作废，不再办理。")
    if rectification.state not in move.sources:
        raise WrongState(refused_state(move, rectification.state))


def _require(move: Move, words: str, wrong: Sequence[str]) -> None:
    lacks = list(wrong)
    if move.asks and not words:
        lacks.append(f"请写明{move.asks}。")
    if len(words) > move.limit:
        lacks.append(f"{move.asks or '核验意见'}超过{move.limit}字，请写得简短些。")
    if lacks:
        raise Refusal(*lacks)
