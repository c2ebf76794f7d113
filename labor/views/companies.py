"""劳务公司: the ledger, filtered, summed and exported; one company and where its people are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from labor.companies.exports import COMPANY_COLUMNS, export_companies, totals_of
from labor.companies.filters import ACTIVE, CompanyFilter
from labor.companies.ledgers import company_ledger, company_projects, company_totals
from labor.companies.permissions import companies_visible_to, may_keep_company, may_record_company
from labor.filters import conditions
from labor.models import LaborCompany
from labor.tables import cells_of
from projects.requests import reader
from units.downloads import workbook_response
from units.models import User
from units.requests import page_of, query_of, today

COLUMNS = tuple(column for column in COMPANY_COLUMNS if column.on_page)
STATE_SHOWN = f"状态＝{dict(CompanyFilter.base_filters['state'].extra['choices'])[ACTIVE]}"


def tabs(current: str) -> list[dict[str, Any]]:
    """The two ledgers under one line of the menu."""
    pages = [("company_list", "劳务公司"), ("welfare_list", "公益性岗位")]
    return [{"label": label, "url": reverse(name), "current": name == current, "count": None} for name, label in pages]


def _found(request: HttpRequest, user: User) -> CompanyFilter:
    return CompanyFilter(request.GET, company_ledger(user, on=today(), with_retired=True), request=request)


@never_cache
@require_GET
def company_list(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    found = _found(request, user)
    page = page_of(request, found.qs)
    totals = company_totals(found.qs, on=today())
    summed = totals_of(totals)
    context = {
        "tabs": tabs("company_list"),
        "filter": found,
        "page": page,
        "query": query_of(request),
        "columns": COLUMNS,
        "rows": [(one, cells_of(COLUMNS[1:], one)) for one in page.object_list],
        "totals": totals,
        "total_cells": [(one.written(summed[one.key]) if one.total else "", one.is_number) for one in COLUMNS[1:]],
        "may_record": may_record_company(user),
        "is_filtered": bool([said for said in conditions(found) if said != STATE_SHOWN]),
    }
    return render(request, "labor/companies/company_list.html", context)


@require_POST
def company_export(request: HttpRequest) -> HttpResponse:
    """The filters are in the address, as on the page."""
    user = reader(request)
    found = _found(request, user)
    content = export_companies(companies=found.qs, said=conditions(found), on=today(), by=user, at=timezone.now())
    return workbook_response(content, "劳务公司台账.xlsx")


@never_cache
@require_GET
def company_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    return company_page(request, user, company_of(user, pk))


def company_of(user: User, pk: int) -> LaborCompany:
    """The company, when the person may read companies at all."""
    return get_object_or_404(companies_visible_to(user).select_related("township", "recorded_by", "retired_by"), pk=pk)


def company_page(
    request: HttpRequest, user: User, company: LaborCompany, *, refused: Sequence[str] = ()
) -> HttpResponse:
    """The page of one company; with the sentences of what was refused it answers 422."""
    projects, hidden = company_projects(company, user=user, on=today())
    alone: QuerySet[LaborCompany] = LaborCompany.objects.filter(pk=company.pk)
    context = {
        "company": company,
        "projects": projects,
        "hidden": hidden,
        "totals": company_totals(alone, on=today()),
        "may_keep": may_keep_company(user, company.township),
        "refused": refused,
    }
    return render(request, "labor/companies/company_detail.html", context, status=422 if refused else 200)
