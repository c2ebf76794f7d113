"""One placement: the person, the post, the trail, and the buttons of the move table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from labor.demands.matching import full_years
from labor.demands.moves import Side
from labor.demands.permissions import available_answers, named, sides_of
from labor.demands.placed import trail_of
from labor.demands.placing import confirm, decline, places_of, take_back
from labor.demands.tables import TONES as DEMAND_TONES
from labor.models import DemandState, LaborDemand, Placement, PlacementAct, PlacementState
from labor.permissions import works_on
from labor.views.placements import TONES
from projects.requests import reader, typed
from units.models import User
from units.refusals import Refusal
from units.requests import today
from units.scope import scope_of

ASKING: dict[PlacementAct, Callable[..., Placement]] = {
    PlacementAct.DECLINE: decline,
    PlacementAct.TAKE_BACK: take_back,
}
DONE = {
    PlacementAct.CONFIRM: "已确认录用{}。进场前请在花名册办理实名登记。",
    PlacementAct.DECLINE: "已答复不录用{}，推荐的镇街看得到您写的原因。",
    PlacementAct.TAKE_BACK: "已撤回对{}的推荐，用工一方看得到您写的原因。",
}
RELATED = (
    "demand__project__department", "demand__trade", "demand__township", "worker", "response", "township",
    "proposed_by", "decided_by",
)  # fmt: skip


@never_cache
@require_GET
def placement_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    return _page(request, user, get_object_or_404(_placements(user), pk=pk))


@never_cache
@require_POST
def placement_move(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    one = get_object_or_404(_placements(user), pk=pk)
    pressed, reason = typed(request, "act"), typed(request, "reason")
    try:
        act = _move(one, pressed, reason, user)
    except Refusal as refusal:
        typed_for = {pressed: reason or " "}
        again = _placements(user).get(pk=pk)
        return _page(request, user, again, typed_for=typed_for, refused=refusal.sentences, status=422)
    messages.success(request, DONE[act].format(one.response.name))
    return redirect("placement_detail", pk)


def _move(one: Placement, pressed: str, reason: str, user: User) -> PlacementAct:
    """Do what was pressed.

    Raises:
        Refusal: nothing that has a button, or the act's own refusal.
    """
    if pressed == PlacementAct.CONFIRM:
        confirm(placement=one, by=user, at=timezone.now())
        return PlacementAct.CONFIRM
    act = next((act for act in ASKING if act.value == pressed), None)
    if act is None:
        raise Refusal("没有这项办理，请用页面上的按钮。")
    ASKING[act](placement=one, reason=reason, by=user, at=timezone.now())
    return act


def _placements(user: User) -> QuerySet[Placement]:
    return Placement.objects.visible_to(user).select_related(*RELATED).defer("response__phone_sealed")


def _page(
    request: HttpRequest,
    user: User,
    one: Placement,
    *,
    typed_for: Mapping[str, str] | None = None,
    refused: Sequence[str] = (),
    status: int = 200,
) -> HttpResponse:
    moves, entered = available_answers(one, user), list(one.engagements.in_force())
    shown = LaborDemand.objects.visible_to(user).filter(pk=one.demand_id).exists()
    context = {
        "placement": one,
        "person": one.response,
        "named": named(one.demand),
        "places": places_of(one.demand),
        "tone": TONES[PlacementState(one.state)],
        "plain": [move for move in moves if not move.reason],
        "asking": [] if entered else [(move, (typed_for or {}).get(move.name)) for move in moves if move.reason],
        "trail": trail_of(one),
        "entered": entered,
        "may_open_roster": works_on(user, one.demand.project),
        "demand_tone": DEMAND_TONES[DemandState(one.demand.state)],
        "may_enter": one.state == PlacementState.CONFIRMED and not entered and works_on(user, one.demand.project),
        "sees_demand": shown,
        "sees_categories": Side.BRINGING in sides_of(user, one) or scope_of(user).reads_everything,
        "age": full_years(one.worker.born_on, today()),
        "refused": refused,
    }
    return render(request, "labor/placements/placement_detail.html", context, status=status)
