"""任务分工 page and its workbook."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from assignments.assigning.lamp import clock_on
from assignments.assigning.listing import tasks_by_duty
from assignments.assigning.places import places_of
from assignments.duties import duties_visible_to, export_duties
from assignments.filters import DutyFilter
from units.downloads import workbook_response
from units.models import Role, User
from units.requests import actor, query_of, today
from units.scope import READS_EVERYTHING, UNIT_ROLES, scope_of


@require_GET
def duty_list(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    own, clock = _own_units(user), clock_on(today())
    found = DutyFilter(request.GET, queryset=duties_visible_to(user))
    year = found.year_shown
    tasks = tasks_by_duty(user, year, clock)
    own_duties = {duty.pk for duty in found.qs if own & {unit.pk for unit in duty.leads.all()}}
    context = {
        "filter": found,
        "duties": [(duty, duty.pk in own_duties) for duty in found.qs],
        "rows": [
            (duty, duty.pk in own_duties, tasks.get(duty.pk, []), _places(user, duty.number)) for duty in found.qs
        ],
        "query": query_of(request),
        "tabs": _tabs(request, user),
        "year": year,
        "clock": clock,
        "is_office": scope_of(user).is_office,
        "is_business": scope_of(user).has(*READS_EVERYTHING, *UNIT_ROLES),
    }
    return render(request, "assignments/duty_list.html", context)


@require_POST
def duty_export(request: HttpRequest) -> HttpResponse:
    """The filters are in the address, as on the page."""
    user = actor(request)
    found = DutyFilter(request.GET, queryset=duties_visible_to(user))
    return workbook_response(export_duties(duties=found.qs, by=user, at=timezone.now()), "任务分工.xlsx")


def _places(user: User, number: int) -> list[tuple[str, str]]:
    """The pages on which a duty is done, for those who may open all of them."""
    scope = scope_of(user)
    if not (scope.reads_everything or scope.has(Role.UNIT_FILER, Role.UNIT_REVIEWER)):
        return []
    return [(label, reverse(page)) for label, page in places_of(number)]


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
