"""考勤 by month: projects with people, work, state; and the persons of several projects to be looked at."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from labor.attendance.conflicts import Conflict, conflicts
from labor.attendance.export import export_conflicts
from labor.attendance.filters import CONFLICT_KINDS, ConflictForm, LedgerFilter
from labor.attendance.ledger import ledger, told, totals_of
from labor.views.attendance_parts import chosen_period, months, tabs
from projects.models import Period, Project
from projects.questions import said_conditions
from projects.requests import reader, typed
from units.downloads import workbook_response
from units.models import User
from units.refusals import Refusal
from units.requests import page_of, query_of
from units.scope import scope_of

CONFLICTS_PER_PAGE = 50


@require_GET
def attendance_list(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    period = chosen_period(request)
    found = LedgerFilter(request.GET, ledger(user, period), request=request)
    totals = totals_of(found.qs, period)
    page = page_of(request, found.qs, number=totals["projects"])
    context = {
        "period": period,
        "months": months(),
        "filter": found,
        "page": page,
        "rows": [(row, told(row)) for row in page.object_list],
        "totals": totals,
        "query": query_of(request),
        "tabs": tabs("attendance_list", period),
        "is_filtered": bool(said_conditions(found)),
    }
    return render(request, "labor/attendance/list.html", context)


@never_cache
@require_GET
def attendance_conflicts(request: HttpRequest) -> HttpResponse:
    return _conflicts_page(request, reader(request))


@never_cache
@require_POST
def attendance_conflicts_export(request: HttpRequest) -> HttpResponse:
    """The filters are in the address, as on the page; what for, in the body."""
    user = reader(request)
    period, form = chosen_period(request), ConflictForm(request.GET)
    found = form.chosen(_found(user, period))
    try:
        content = export_conflicts(
            period=period, found=found, said=form.said(), reason=typed(request, "reason"), by=user, at=timezone.now()
        )
    except Refusal as refusal:
        return _conflicts_page(request, user, refusal)
    return workbook_response(content, f"考勤核对清单-{period.label}.xlsx")


def _found(user: User, period: Period) -> list[Conflict]:
    return conflicts(period, visible_to=user)


def _conflicts_page(request: HttpRequest, user: User, refusal: Refusal | None = None) -> HttpResponse:
    period, form = chosen_period(request), ConflictForm(request.GET)
    found = form.chosen(_found(user, period))
    page = page_of(request, found, per_page=CONFLICTS_PER_PAGE)
    context = {
        "period": period,
        "months": months(),
        "form": form,
        "page": page,
        "rows": _rows(user, list(page.object_list)),
        "people": len({each.worker.pk for each in found}),
        "kinds": [(label, sum(each.kind == kind for each in found)) for kind, label in CONFLICT_KINDS],
        "query": query_of(request),
        "tabs": tabs("attendance_conflicts", period),
        "is_filtered": bool(form.said()) or not form.is_valid(),
        "refused": refusal.sentences if refusal else (),
        "reason": typed(request, "reason"),
    }
    return render(request, "labor/attendance/conflicts.html", context, status=422 if refusal else 200)


def _rows(user: User, found: list[Conflict]) -> list[dict[str, Any]]:
    """Each with its kind in words and its projects, linked where this person may open them."""
    named = {project.pk for each in found for project in each.projects}
    mine = Project.objects.visible_to(user).filter(pk__in=named).order_by().values_list("pk", flat=True)
    seen = named if scope_of(user).reads_everything else set(mine)
    return [
        {
            "one": each,
            "kind": dict(CONFLICT_KINDS)[each.kind],
            "places": [(project, project.pk in seen) for project in each.projects],
        }
        for each in found
    ]
