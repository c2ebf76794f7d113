"""及时足额: which projects, employers and townships owe pay, and one project's months, leavers and floor."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from labor.clocks.exports import export_clocks
from labor.clocks.filters import ClockFilter
from labor.clocks.floor import floor_standing
from labor.clocks.leavers import Leaver
from labor.clocks.listing import Shown, by_employer, by_township, picked, totals_of
from labor.clocks.months import lateness, months_of
from labor.clocks.standing import Standing, standings, unsettled
from labor.clocks.terms import RULES, Term, read_terms
from labor.filters import conditions
from labor.models import Worker
from labor.pay.permissions import may_prepare
from projects.models import Project
from projects.requests import asked, reader
from units.downloads import workbook_response
from units.models import User
from units.requests import page_of, query_of, today

PROJECT, EMPLOYER, TOWNSHIP = "project", "employer", "township"
WAYS = {PROJECT: "按项目", EMPLOYER: "按用人单位", TOWNSHIP: "按镇街"}
FOLDED = {EMPLOYER: by_employer, TOWNSHIP: by_township}


@never_cache
@require_GET
def clock_list(request: HttpRequest) -> HttpResponse:
    found, rows, context = _listed(request, reader(request))
    listed = FOLDED[context["by"]](rows) if context["by"] in FOLDED else rows
    page = page_of(request, listed)
    shown = [(one, _months(one)) for one in page.object_list] if context["by"] == PROJECT else page.object_list
    context |= {
        "page": page,
        "rows": shown,
        "query": query_of(request),
        "tabs": [
            {"label": label, "url": f"?{query_of(request, by=way)}", "current": way == context["by"], "count": None}
            for way, label in WAYS.items()
        ],
        "is_filtered": bool([said for said in conditions(found) if said != SHOWN_ANYWAY]),
    }
    return render(request, "labor/clocks/clock_list.html", context)


SHOWN_ANYWAY = f"灯＝{dict(ClockFilter.base_filters['lamp'].extra['choices'])[Shown.LIT.value]}"


@never_cache
@require_POST
def clock_export(request: HttpRequest) -> HttpResponse:
    """The filters are in the address, as on the page."""
    user = reader(request)
    found, rows, _ = _listed(request, user)
    content = export_clocks(rows=rows, said=conditions(found), on=today(), by=user, at=timezone.now())
    return workbook_response(content, f"及时足额发放情况-{today():%Y-%m-%d}.xlsx")


@never_cache
@require_GET
def clock_print(request: HttpRequest) -> HttpResponse:
    """All that is listed on one page without frame."""
    found, rows, context = _listed(request, reader(request))
    folded = FOLDED[context["by"]](rows) if context["by"] in FOLDED else None
    context |= {
        "rows": [(one, _months(one)) for one in rows] if folded is None else folded,
        "query": query_of(request),
        "said": "；".join(conditions(found)),
        "way": WAYS[context["by"]],
    }
    return render(request, "labor/clocks/clock_print.html", context)


def _listed(request: HttpRequest, user: User) -> tuple[ClockFilter, list[Standing], dict[str, Any]]:
    """What the address asks for, among what the person sees."""
    on, terms = today(), read_terms()
    found = ClockFilter(request.GET, Project.objects.visible_to(user), request=request)
    rows = picked(standings(found.qs, on, terms=terms), shown=found.shown, matter=found.matter_asked)
    by = asked(request, "by")
    context = {
        "filter": found, "on": on, "by": by if by in WAYS else PROJECT, "totals": totals_of(rows),
        "pay_days": terms.of(Term.PAY, on), "soon": terms.of(Term.SOON, on), "leaver": terms.of(Term.LEAVER, on),
        "basis": RULES[Term.PAY].basis,
    }  # fmt: skip
    return found, rows, context


def _months(one: Standing) -> list[dict[str, Any]]:
    """Months as a line of the list shows them."""
    return [
        {"clock": clock, "tone": one.lamp_of(clock).tone, "told": lateness(clock, one.on, one.soon)}
        for clock in one.clocks
    ]


@never_cache
@require_GET
def clock_project(request: HttpRequest, pk: int) -> HttpResponse:
    user, on, terms = reader(request), today(), read_terms()
    seen = Project.objects.visible_to(user)
    project = get_object_or_404(seen.select_related("department", "township").prefetch_related("fundings"), pk=pk)
    standing = _standing(project, on, terms)
    page = page_of(request, standing.leavers)
    context = {
        "project": project,
        "on": on,
        "standing": standing,
        "months": months_of(project, standing, terms),
        "page": page,
        "query": query_of(request),
        "leavers": _people(standing, list(page.object_list)),
        "floor": floor_standing(project, on),
        "leaver_days": terms.of(Term.LEAVER, on),
        "may_prepare": may_prepare(user, project),
    }
    return render(request, "labor/clocks/clock_project.html", context)


def _standing(project: Project, on: Any, terms: Any) -> Standing:
    """The project's standing; a project nobody is paid on yet has an empty one."""
    found = standings(Project.objects.filter(pk=project.pk), on, terms=terms)
    return found[0] if found else Standing(project, on, terms.of(Term.SOON, on), (), (), None)


def _people(standing: Standing, leavers: list[Leaver]) -> list[dict[str, Any]]:
    masked = dict(Worker.objects.filter(pk__in=[one.worker for one in leavers]).values_list("pk", "id_masked"))
    return [
        {
            "leaver": one,
            "id_masked": masked[one.worker],
            "days": one.days(standing.on),
            "lamp": standing.lamp_of_leaver(one),
            "told": unsettled(one),
        }
        for one in leavers
    ]
