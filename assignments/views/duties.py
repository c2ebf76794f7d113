"""任务分工 page and its workbook."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from assignments.duties import duties_visible_to, export_duties
from assignments.filters import DutyFilter
from units.downloads import workbook_response
from units.models import User
from units.requests import actor, query_of
from units.scope import scope_of


@require_GET
def duty_list(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    own = _own_units(user)
    found = DutyFilter(request.GET, queryset=duties_visible_to(user))
    context = {
        "filter": found,
        "duties": [(duty, bool(own & {unit.pk for unit in duty.leads.all()})) for duty in found.qs],
        "query": query_of(request),
        "tabs": _tabs(request, user),
    }
    return render(request, "assignments/duty_list.html", context)


@require_POST
def duty_export(request: HttpRequest) -> HttpResponse:
    """The filters are in the address, as on the page."""
    user = actor(request)
    found = DutyFilter(request.GET, queryset=duties_visible_to(user))
    return workbook_response(export_duties(duties=found.qs, by=user, at=timezone.now()), "任务分工.xlsx")


def _tabs(request: HttpRequest, user: User) -> list[dict[str, object]]:
    """All duties, and those of each unit the person works for."""
    chosen = request.GET.get("unit", "")
    address = reverse("duty_list")
    units = {grant.unit_id: grant.unit.name for grant in user.grants.select_related("unit").order_by("unit__code")}
    own = [(str(pk), f"{units[pk]}的任务") for pk in units if pk in _own_units(user)]
    return [
        {"label": label, "url": f"{address}?unit={pk}" if pk else address, "current": chosen == pk, "count": None}
        for pk, label in [("", "全部任务"), *own]
    ]


def _own_units(user: User) -> set[int]:
    return {unit_id for _, unit_id in scope_of(user).grants}
