"""议定事项: the ledger of what meetings decided and what became of it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from assignments.meetings.filters import DecisionFilter
from assignments.meetings.listing import decisions_for, export_decisions, outcome
from assignments.views.meetings import tabs
from projects.questions import said_conditions
from projects.requests import reader
from units.downloads import workbook_response
from units.requests import page_of, query_of


@require_GET
def decision_list(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    found = DecisionFilter(request.GET, decisions_for(user))
    page = page_of(request, found.qs)
    context = {
        "filter": found,
        "page": page,
        "rows": [(one, outcome(one)) for one in page.object_list],
        "query": query_of(request),
        "tabs": tabs("decision_list"),
        "is_filtered": bool(said_conditions(found)),
    }
    return render(request, "assignments/meetings/decision_list.html", context)


@require_POST
def decision_export(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    found = DecisionFilter(request.GET, decisions_for(user))
    content = export_decisions(decisions=found.qs, conditions=said_conditions(found), by=user, at=timezone.now())
    return workbook_response(content, "议定事项台账.xlsx")
