"""公示 of one roll: the notice that runs, its days counted, photos, objections, the rounds before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from labor.models import Objection, ObjectionOutcome, PublicNotice, RollAct, RollState, WageRoll
from labor.notices.days import asked_of, days_asked, days_left, days_run, is_over, run_said, span_of, span_said
from labor.notices.forms import AnswerForm, ObjectionForm, PhotosForm, PostingForm
from labor.notices.objections import UNSETTLED, may_object
from labor.notices.photos import why_not_add, why_not_remove
from labor.notices.posting import BOTH, labels_of
from labor.notices.standing import fits, rounds_of, told
from labor.pay.head import head_of
from labor.pay.permissions import may
from labor.views.rolls import roll_of
from projects.proofs.shelf import shelf
from projects.requests import reader
from units.models import User
from units.requests import today

TONES = {
    ObjectionOutcome.PENDING: "warn", ObjectionOutcome.UPHELD: "bad", ObjectionOutcome.REJECTED: "good",
    ObjectionOutcome.WITHDRAWN: "neutral",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Refused:
    """What was typed into the form that was refused; the page shows it again as it stood."""

    posting: PostingForm | None = None
    photos: PhotosForm | None = None
    objection: ObjectionForm | None = None
    answers: tuple[int, AnswerForm] | None = None
    withdrawn: tuple[int, str] | None = None
    stop_reason: str = ""
    sentences: Sequence[str] = ()


@never_cache
@require_GET
def roll_notice(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    return show_notice(request, user, roll_of(user, pk))


def show_notice(request: HttpRequest, user: User, roll: WageRoll, refused: Refused | None = None) -> HttpResponse:
    """The page, with what was refused and what the person had typed."""
    on, said = today(), refused or Refused()
    rounds = list(rounds_of(roll))
    running = next((one for one in rounds if one.stopped_at is None), None)
    context = {
        "roll": roll,
        "head": head_of(roll, user, on),
        "told": told(rounds, on),
        "running": _running(running, roll, user, on) if running else None,
        "past": [_past(one) for one in rounds if one.stopped_at is not None],
        "objections": _objections(rounds, roll, user, said),
        "posting": _posting(roll, user, running, on, said),
        "would": span_said(on, days_asked(on)),
        "photos": said.photos or PhotosForm(),
        "objection": (said.objection or ObjectionForm(initial={"received_on": on})) if running else None,
        "may_object": running is not None and may_object(roll, user, running),
        "refused": said.sentences,
        "stop_reason": said.stop_reason,
    }
    return render(request, "labor/notices/roll_notice.html", context, status=422 if refused else 200)


def _posting(roll: WageRoll, user: User, running: PublicNotice | None, on: date, said: Refused) -> PostingForm | None:
    """The form to hang it out, for who may, while none hangs."""
    if said.posting:
        return said.posting
    if running is not None or not may(RollAct.POST, roll, user):
        return None
    return PostingForm(initial={"places": list(BOTH), "starts_on": on})


def _running(notice: PublicNotice, roll: WageRoll, user: User, on: date) -> dict[str, Any]:
    may_add = not why_not_add(notice, roll, user)
    may_remove = not why_not_remove(notice, roll, user)
    files = sorted(notice.files.all(), key=lambda one: one.pk)
    over = is_over(notice, on)
    return {
        "notice": notice,
        "span": span_of(notice),
        "run_said": run_said(notice, on),
        "run": days_run(notice, on),
        "left": days_left(notice, on),
        "asked": asked_of(notice),
        "is_over": over,
        "tone": "good" if over else "info",
        "places": labels_of(notice.places),
        "shelf": shelf(files, may_change=may_remove),
        "may_add": may_add,
        "may_stop": may(RollAct.POST, roll, user),
        "has_changed": roll.voided_at is None and not fits(notice, roll),
        "is_counted": roll.state == RollState.NOTICE,
    }


def _past(notice: PublicNotice) -> dict[str, Any]:
    return {
        "notice": notice,
        "places": labels_of(notice.places),
        "photos": shelf(sorted(notice.files.all(), key=lambda one: one.pk), may_change=False),
    }


def _objections(rounds: list[PublicNotice], roll: WageRoll, user: User, said: Refused) -> list[dict[str, Any]]:
    """Every objection of every round, those without an answer first."""
    found = [_objection(one, notice, roll, user, said) for notice in rounds for one in notice.objections.all()]
    return sorted(found, key=lambda row: (not row["is_pending"], -row["objection"].pk))


def _objection(objection: Objection, notice: PublicNotice, roll: WageRoll, user: User, said: Refused) -> dict[str, Any]:
    typed = said.answers[1] if said.answers and said.answers[0] == objection.pk else None
    answerable = objection.outcome in UNSETTLED and may_object(roll, user, notice)
    return {
        "objection": objection,
        "round": notice.round,
        "tone": TONES[ObjectionOutcome(objection.outcome)],
        "is_pending": objection.outcome == ObjectionOutcome.PENDING,
        "form": typed or (AnswerForm(auto_id=f"id_{objection.pk}_%s") if answerable else None),
        "is_open": typed is not None,
        "withdraw_reason": said.withdrawn[1] if said.withdrawn and said.withdrawn[0] == objection.pk else "",
        "stops": notice.stopped_at is None,
    }
