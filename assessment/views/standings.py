"""成效一览 page and its workbook."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from assessment.frozen import closed_years, frozen_months
from assessment.standings import FORMULAS, standings
from assessment.workbook import export_standings
from dispatch.permissions import may_see_figures
from units.downloads import workbook_response
from units.models import Unit, User
from units.requests import actor
from units.scope import scope_of


@require_GET
def standing_list(request: HttpRequest) -> HttpResponse:
    user = _reader(request)
    years = closed_years()
    year = _year(request, years)
    months = frozen_months(year) if year else {}
    units, whole = standings(months)
    own = set(Unit.objects.filter(pk__in=scope_of(user).unit_ids()).values_list("code", flat=True))
    context = {
        "years": years,
        "year": year,
        "months": sorted(months),
        "units": [(standing, standing.code in own) for standing in units],
        "whole": whole,
        "formulas": FORMULAS,
    }
    return render(request, "assessment/standing_list.html", context)


@require_POST
def standing_export(request: HttpRequest, year: int) -> HttpResponse:
    user = _reader(request)
    months = frozen_months(year)
    units, whole = standings(months)
    if whole is None:
        raise Http404("这一年还没有关账的月份，没有可以导出的数字。")
    content = export_standings(year=year, last_month=max(months), units=units, whole=whole, by=user, at=timezone.now())
    return workbook_response(content, f"成效一览-{year}年.xlsx")


def _reader(request: HttpRequest) -> User:
    user = actor(request)
    if not may_see_figures(user):
        raise PermissionDenied("成效一览由领导小组办公室、区领导和成员单位查看。")
    return user


def _year(request: HttpRequest, years: list[int]) -> int | None:
    """The year asked for, else the newest closed one."""
    asked = request.GET.get("year", "")
    if asked.isdigit() and int(asked) in years:
        return int(asked)
    return years[0] if years else None
