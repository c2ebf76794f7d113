"""One nomination: looked at with its doubles and its trail, and moved on by the buttons of the move table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from projects.forms import ReasonsForm
from projects.models import Nomination, NominationAct, NominationState, Project
from projects.nominations import actions
from projects.nominations.completeness import missing_to_send
from projects.nominations.duplicates import Suspicion
from projects.nominations.fields import FIELDS
from projects.nominations.moves import Move
from projects.nominations.moving import kept_by_time
from projects.nominations.permissions import available_moves, unchanged_since_return
from projects.nominations.sections import nomination_sections, parts_of, trail
from projects.nominations.table import TONES, Twins
from projects.requests import reader, typed, whole
from projects.views.nomination_parts import DONE, EDITS, act_pressed, nominations_of
from units.models import User
from units.refusals import Refusal
from units.requests import show_refusal, today
from units.scope import scope_of

Act = Callable[..., Any]
PLAIN: dict[NominationAct, Act] = {
    NominationAct.SEND: actions.send,
    NominationAct.SUBMIT: actions.submit,
    NominationAct.ADMIT: actions.admit,
    NominationAct.WITHDRAW: actions.withdraw,
    NominationAct.REOPEN: actions.reopen,
}
WITH_REASONS: dict[NominationAct, Act] = {
    NominationAct.HAND_BACK: actions.hand_back,
    NominationAct.RETURN: actions.return_fields,
}
ASKED: dict[NominationAct, Act] = {NominationAct.DECLINE: actions.decline, NominationAct.DISCARD: actions.discard}
ALL = PLAIN | WITH_REASONS | ASKED


@require_GET
def nomination_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    nomination = get_object_or_404(nominations_of(user), pk=pk)
    return _detail_page(request, user, nomination, ReasonsForm(asked=FIELDS))


@require_POST
def nomination_move(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    nomination = get_object_or_404(nominations_of(user), pk=pk)
    form = ReasonsForm(request.POST, asked=FIELDS)
    form.is_valid()
    try:
        act = act_pressed(request, ALL)
        ALL[act](nomination=nomination, **_said(request, act, form), by=user, at=timezone.now())
    except Refusal as refusal:
        show_refusal(form, refusal)
        return _detail_page(request, user, nominations_of(user).get(pk=pk), form, status=422)
    messages.success(request, f"“{nomination.name}”：{DONE[act]}")
    return redirect("nomination_list") if act is NominationAct.DISCARD else redirect("nomination_detail", pk)


def _said(request: HttpRequest, act: NominationAct, form: ReasonsForm) -> dict[str, Any]:
    """What the act is given: the version seen, and the reasons it asks for."""
    said: dict[str, Any] = {"version": whole(request.POST.get("version", ""))}
    if act in WITH_REASONS:
        said["reasons"] = form.reasons()
    if act is NominationAct.DECLINE:
        said["reason"] = typed(request, "reason")
    return said


def _detail_page(
    request: HttpRequest, user: User, nomination: Nomination, form: ReasonsForm, status: int = 200
) -> HttpResponse:
    moves = [move for move in available_moves(nomination, user) if _is_worth_pressing(move, nomination)]
    returning = next((move for move in moves if move.reasons), None)
    context = {
        "nomination": nomination,
        "tone": TONES[NominationState(nomination.state)],
        "sections": nomination_sections(nomination, form if returning else None),
        "parts": parts_of(nomination),
        "twins": _twins(nomination, user),
        "project_seen": bool(_seen(Project.objects.visible_to(user), [nomination.project_id])),
        "trail": trail(nomination),
        "plain_moves": [move for move in moves if move.act in PLAIN],
        "asking_moves": [move for move in moves if move.act in ASKED],
        "returning": returning,
        "edit": next((move for move in moves if move.act in EDITS), None),
        "lacks": missing_to_send(nomination) if any(move.complete for move in moves) else [],
        "kept_by_time": kept_by_time(nomination, user, on=today()),
        "form": form,
        "reason": typed(request, "reason"),
    }
    return render(request, "projects/nominations/nomination_detail.html", context, status=status)


def _is_worth_pressing(move: Move, nomination: Nomination) -> bool:
    """What was returned is sent again once something has been changed."""
    return move.act is not NominationAct.SEND or not unchanged_since_return(nomination)


def _twins(nomination: Nomination, user: User) -> list[Suspicion]:
    """Suspicions of doubles this person may follow: a unit is told of what stands in its own scope."""
    found = Twins().of(nomination)
    if scope_of(user).reads_everything or not found:
        return found
    nominated = _seen(Nomination.objects.visible_to(user), [twin.nomination_id for twin in found])
    registered = _seen(Project.objects.visible_to(user), [twin.project_id for twin in found])
    return [twin for twin in found if twin.nomination_id in nominated or twin.project_id in registered]


def _seen(rows: Any, keys: list[int | None]) -> set[int]:
    return set(rows.filter(pk__in=[key for key in keys if key]).values_list("pk", flat=True))
