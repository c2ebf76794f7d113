"""变更 of a stay: township, card, team and the like; what others changed meanwhile is shown, what was typed is kept."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from labor.models import Engagement, EngagementAct
from labor.rosters.changing import StaleEngagement, change, faults_of_change
from labor.rosters.forms import AGREED, ChangeForm
from labor.rosters.permissions import why_not
from labor.rosters.trail import events_of
from labor.views.engagements import engagement_of, handled, show_lacks
from projects.moving import Incomplete
from projects.requests import reader
from units.models import User
from units.refusals import Refusal
from units.requests import show_refusal

OF_PERSON = ("address", "township", "category", "phone", "clear_phone", "bank", "card", "clear_card")


@never_cache
@sensitive_post_parameters("phone", "card")
@sensitive_variables("form", "values")
@require_http_methods(["GET", "POST"])
def engagement_edit(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    stay = handled(user, pk, "变更")
    if said := why_not(user, stay, EngagementAct.CHANGE):
        messages.error(request, said)
        return redirect("engagement_detail", pk)
    if request.method == "GET":
        return _page(request, stay, ChangeForm(stay=stay))
    return _save(request, user, stay, ChangeForm(request.POST, stay=stay))


def _save(request: HttpRequest, user: User, stay: Engagement, form: ChangeForm) -> HttpResponse:
    readable, values = form.is_valid(), {}
    try:
        values = form.values()
        if not readable:
            raise Incomplete(faults_of_change(stay, values))
        version = form.cleaned_data["version"]
        changed = change(
            engagement=stay, values=values, version=-1 if version is None else version, by=user, at=timezone.now()
        )
    except Incomplete as incomplete:
        show_lacks(form, incomplete.lacks)
    except StaleEngagement as stale:
        return _stale(request, user, stay, form, stale)
    except Refusal as refusal:
        show_refusal(form, refusal)
    else:
        _say(request, stay, changed.engagement, changed.warnings)
        return redirect("engagement_detail", stay.pk)
    return _page(request, stay, form)


def _say(request: HttpRequest, before: Engagement, after: Engagement, warnings: list[str]) -> None:
    if after.version == before.version:
        messages.info(request, "内容没有变化，没有保存。")
    else:
        messages.success(request, f"已保存{after.name}的变更。")
    for sentence in warnings:
        messages.warning(request, sentence)


def _stale(
    request: HttpRequest, user: User, stay: Engagement, form: ChangeForm, stale: StaleEngagement
) -> HttpResponse:
    """Somebody else saved: what they changed stands above what was typed, and the next saving knows of it."""
    seen = form.cleaned_data["version"] or 0
    fresh = engagement_of(user, stay.pk)
    show_refusal(form, stale)
    typed = request.POST.copy()
    typed["version"] = str(fresh.version)
    form.data = typed
    missed = events_of(fresh.steps.select_related("by"))[: max(fresh.version - seen, 1)]
    return _page(request, fresh, form, missed=missed)


def _page(request: HttpRequest, stay: Engagement, form: ChangeForm, **more: Any) -> HttpResponse:
    context = {
        "stay": stay,
        "form": form,
        "person": [form[name] for name in OF_PERSON if name in form.fields],
        "work": [form[name] for name in ("entered_on", *AGREED)],
        **more,
    }
    return render(request, "labor/engagements/engagement_edit.html", context, status=422 if form.errors else 200)
