"""The buttons of a roll's way: one address for every move of one press."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from labor.pay.acts import perform
from labor.pay.head import name_of, page_of_state
from labor.views.rolls import roll_of, show_roll
from projects.requests import reader, typed, whole
from units.refusals import Refusal


@never_cache
@require_POST
def roll_move(request: HttpRequest, pk: int) -> HttpResponse:
    """`act`, `version` as the page showed it, and `reason` where the move asks for one."""
    user = reader(request)
    roll = roll_of(user, pk)
    act, reason = typed(request, "act"), typed(request, "reason")
    seen = whole(typed(request, "version"))
    try:
        moved, done = perform(roll=roll, name=act, by=user, at=timezone.now(), version=seen, reason=reason)
    except Refusal as refusal:
        refused = {"refused": refusal.sentences, "pressed": act, "reason": reason}
        return show_roll(request, user, roll_of(user, pk), status=422, head=refused)
    messages.success(request, f"“{name_of(roll)}”：{done}")
    return redirect(page_of_state(moved))
