"""监管检查: the list of what was looked at, what it covers, one inspection, and taking back one recorded in error."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from projects.inspections.coverage import coverage_of, covered_projects
from projects.inspections.exports import export_inspections, late_days
from projects.inspections.filters import CoverageFilter, InspectionFilter
from projects.inspections.permissions import capacities, may_read_samples, may_void
from projects.inspections.states import state_of
from projects.inspections.voiding import void_inspection
from projects.inspections.waiting import inspections_for
from projects.models import UNSETTLED, Inspection, InspectionForm, ProjectList, Rectification, SiteVisit
from projects.proofs.shelf import shelf_of
from projects.questions import said_conditions
from projects.requests import reader, typed, workbook_response
from units.models import User
from units.refusals import Refusal
from units.requests import page_of, query_of, today

RELATED = ("project__department", "project__township", "unit", "recorded_by", "sample")


def tabs(user: User, current: str) -> list[dict[str, Any]]:
    """The pages of 检查整改 a person may open."""
    pages = [("inspection_list", "检查记录"), ("inspection_coverage", "检查覆盖"), ("rectification_list", "整改")]
    pages += [("sample_list", "抽查名单")] if may_read_samples(user) else []
    return [{"label": label, "url": reverse(name), "current": name == current, "count": None} for name, label in pages]


def counted(inspections: QuerySet[Inspection]) -> QuerySet[Inspection]:
    """With how many findings each asked to mend and how many are not closed, the latest inspection first."""
    told = inspections.select_related(*RELATED).annotate(
        findings=Count("rectifications"),
        unsettled=Count("rectifications", filter=Q(rectifications__state__in=UNSETTLED)),
    )
    return told.order_by("-inspected_on", "-pk")


@require_GET
def inspection_list(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    found = InspectionFilter(request.GET, inspections_for(user))
    page = page_of(request, counted(found.qs))
    context = {
        "filter": found,
        "page": page,
        "query": query_of(request),
        "tabs": tabs(user, "inspection_list"),
        "sums": _sums(found.qs),
        "is_filtered": bool(said_conditions(found)),
    }
    return render(request, "projects/inspections/inspection_list.html", context)


def _sums(inspections: QuerySet[Inspection]) -> dict[str, Any]:
    """Inspections (次), the projects they looked at (个), what they found (项), all of the filtered rows."""
    forms = {f"by_{form.value}": Count("pk", filter=Q(form=form)) for form in InspectionForm}
    seen = inspections.order_by().aggregate(
        number=Count("pk"),
        projects=Count("project", distinct=True),
        clean=Count("pk", filter=Q(is_clean=True)),
        **forms,
    )
    findings: QuerySet[Rectification] = QuerySet(Rectification).filter(
        inspection__in=inspections.order_by().values("pk")
    )
    asked = findings.order_by().aggregate(findings=Count("pk"), unsettled=Count("pk", filter=Q(state__in=UNSETTLED)))
    said = "，".join(f"{form.label}{seen[f'by_{form.value}']}次" for form in InspectionForm)
    return {**seen, **asked, "forms": said}


@require_POST
def inspection_export(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    found = InspectionFilter(request.GET, inspections_for(user))
    content = export_inspections(
        inspections=counted(found.qs), conditions=said_conditions(found), by=user, at=timezone.now()
    )
    return workbook_response(content, "监管检查台账.xlsx")


@require_GET
def inspection_coverage(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    years = list(ProjectList.objects.order_by("-year").values_list("year", flat=True))
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and int(asked) in years else next(iter(years), today().year)
    projects = covered_projects(user, year=year, on=today())
    found = CoverageFilter(request.GET, projects)
    rows = found.qs.select_related("department", "township").order_by("last_on", "code")
    page = page_of(request, rows)
    coverage = coverage_of(found.qs)
    context = {
        "filter": found,
        "year": year,
        "years": years,
        "page": page,
        "rows": [(project, bool(capacities(user, project))) for project in page.object_list],
        "query": query_of(request),
        "keep": [("year", str(year))],
        "reset": f"{request.path}?year={year}",
        "tabs": tabs(user, "inspection_coverage"),
        "coverage": coverage,
        "visits": [(visit.label, coverage.visited[visit.value]) for visit in SiteVisit],
        "never_query": query_of(request, lacks="all"),
        "is_filtered": bool(said_conditions(found)),
    }
    return render(request, "projects/inspections/inspection_coverage.html", context)


@require_GET
def inspection_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    return _detail_page(request, user, get_object_or_404(_whole(user), pk=pk))


@require_POST
def inspection_void(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    inspection = get_object_or_404(_whole(user), pk=pk)
    try:
        void_inspection(inspection=inspection, reason=typed(request, "reason"), by=user, at=timezone.now())
    except Refusal as refusal:
        return _detail_page(request, user, inspection, refusal, typed=typed(request, "reason"))
    messages.success(request, f"已作废对“{inspection.project.name}”的这次检查，所下达的整改一并作废。")
    return redirect("inspection_detail", pk)


def _whole(user: User) -> QuerySet[Inspection]:
    findings: QuerySet[Rectification] = QuerySet(Rectification)
    asked = Prefetch("rectifications", findings.select_related("responsible").order_by("number"))
    related = (*RELATED, "voided_by")
    return inspections_for(user).select_related(*related).prefetch_related(asked)


def _detail_page(
    request: HttpRequest, user: User, inspection: Inspection, refusal: Refusal | None = None, typed: str = ""
) -> HttpResponse:
    context = {
        "inspection": inspection,
        "findings": _findings(inspection),
        "may_void": may_void(user, inspection) and not inspection.is_void,
        "may_read_samples": may_read_samples(user),
        "shelf": shelf_of(inspection, user),
        "refused": refusal.sentences if refusal else (),
        "typed": typed,
    }
    return render(request, "projects/inspections/inspection_detail.html", context, status=422 if refusal else 200)


def _findings(inspection: Inspection) -> list[dict[str, Any]]:
    """Each finding with its state as word and tone, and how many days it is late."""
    findings: list[Rectification] = list(inspection.rectifications.all())  # type: ignore[arg-type]
    return [{"one": one, "state": state_of(one), "late": late_days(one, on=today())} for one in findings]
