"""用工需求: what the projects ask for, filtered, sorted, summed; unfilled ones show their age; written out as shown."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from documents.formats import chinese_date
from labor.demands.exports import FORM_TITLE, LIST_TITLE, export_demands, export_form
from labor.demands.filters import DemandFilter, counted_by_state, ordered
from labor.demands.notice import noticed
from labor.demands.offering import startable_projects
from labor.demands.permissions import may_sign_for
from labor.demands.tables import (
    BAD_AFTER_DAYS,
    CELLS,
    TONES,
    WARN_AFTER_DAYS,
    age_of,
    age_tone,
    page_columns,
)
from labor.filters import conditions
from labor.models import DemandState, LaborDemand
from projects.requests import reader
from projects.tables import count_and_totals, page_rows, total_cells
from projects.views.listing import heads
from units.downloads import workbook_response
from units.models import Unit, User
from units.requests import page_of, query_of, today
from units.scope import UNIT_ROLES, scope_of

BESIDES = ("sort",)


@require_GET
def demand_list(request: HttpRequest) -> HttpResponse:
    user, on = reader(request), today()
    found = DemandFilter(request.GET, user=user)
    number, totals = count_and_totals(found.qs, CELLS)
    page = page_of(request, ordered(found), number=number)
    context = {
        "filter": found,
        "page": page,
        "query": query_of(request),
        "heads": heads(request, page_columns(on)),
        "rows": _rows(page.object_list, on),
        "totals": total_cells(totals, CELLS),
        "sums": {**totals, "on": chinese_date(on)},
        "tabs": _tabs(request, user),
        "notices": _notices(found, user),
        "may_start": startable_projects(user).exists(),
        "warn_after": WARN_AFTER_DAYS,
        "bad_after": BAD_AFTER_DAYS,
        "is_filtered": bool(conditions(found, besides=BESIDES)),
    }
    return render(request, "labor/demands/demand_list.html", context)


@require_POST
def demand_export(request: HttpRequest) -> HttpResponse:
    """The filters are in the address, as on the page."""
    user = reader(request)
    demands, said = _asked(request, user)
    content = export_demands(demands=demands, conditions=said, on=today(), by=user, at=timezone.now())
    return workbook_response(content, f"{LIST_TITLE}.xlsx")


@require_POST
def demand_form_export(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    demands, said = _asked(request, user)
    content = export_form(demands=demands, conditions=said, by=user, at=timezone.now())
    return workbook_response(content, f"{FORM_TITLE}.xlsx")


def _asked(request: HttpRequest, user: User) -> tuple[QuerySet[LaborDemand], list[str]]:
    """The demands the filters find, and the filters in words."""
    found = DemandFilter(request.GET, user=user)
    demands = ordered(found)
    return demands, conditions(found, besides=BESIDES)


def _rows(demands: Iterable[LaborDemand], on: date) -> list[dict[str, Any]]:
    """Each demand with its written cells, its pill and the color of its age."""
    return [
        {
            "demand": demand,
            "cells": cells,
            "tone": TONES[DemandState(demand.state)],
            "days": (days := age_of(demand, on=on)),
            "age_tone": age_tone(days),
        }
        for demand, cells in page_rows(demands, CELLS)
    ]


def _tabs(request: HttpRequest, user: User) -> list[dict[str, Any]]:
    """States with their counts under the other filters."""
    counted = counted_by_state(request.GET, user=user)
    now = request.GET.get("state", "")
    states = [("", "全部", sum(counted.values()))]
    states += [(value, str(label), counted.get(value, 0)) for value, label in DemandState.choices]
    return [
        {"label": label, "url": f"?{query_of(request, state=value)}", "current": value == now, "count": number}
        for value, label, number in states
    ]


def _own_township(user: User) -> Unit | None:
    """The township a person works for, if there is exactly one: its notice is offered without choosing it."""
    scope = scope_of(user)
    if scope.reads_everything:
        return None
    own = Unit.objects.townships().filter(pk__in=scope.unit_ids(*UNIT_ROLES))[:2]
    return own[0] if len(own) == 1 else None


def _notices(found: DemandFilter, user: User) -> list[tuple[str, str]]:
    """招工公告 of the township (else one's own) and the project chosen above the list, if they have posts to tell."""
    asked = found.form.cleaned_data if found.form.is_valid() else {}
    township, project = asked.get("township") or _own_township(user), asked.get("project")
    made = []
    if township and may_sign_for(user, township.pk) and noticed(user, township=township.pk).exists():
        made.append((reverse("demand_notice_township", args=[township.pk]), f"{township}招工公告"))
    if project and noticed(user, project=project.pk).exists():
        made.append((reverse("demand_notice_project", args=[project.pk]), "本项目招工公告"))
    return made
