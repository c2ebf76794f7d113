"""指导目录: one year's catalog as everybody reads it, as a workbook, and as the beginning of the next year's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from projects.guidance.export import export_guidance
from projects.guidance.filters import GuidanceFilter, years_held
from projects.guidance.grouping import grouped
from projects.guidance.items import copy_year
from projects.guidance.permissions import KEEPS_GUIDANCE, may_keep_guidance
from projects.questions import said_conditions
from projects.requests import allowed, reader, whole, workbook_response
from units.models import User
from units.refusals import Refusal
from units.requests import page_of, query_of, today

PER_PAGE = 200


@require_GET
def guidance_list(request: HttpRequest) -> HttpResponse:
    return _list_page(request, reader(request))


def _list_page(
    request: HttpRequest, user: User, *, asked: int | None = None, refused: Sequence[str] = (), status: int = 200
) -> HttpResponse:
    years = years_held()
    year = _year(years, f"{asked or request.GET.get('year', '')}")
    found = GuidanceFilter(request.GET, year)
    page = page_of(request, found.qs, per_page=PER_PAGE)
    context = {
        "year": year,
        "has_catalog": year in years,
        "tabs": [_tab(each, number, current=each == year) for each, number in years.items()],
        "filter": found,
        "page": page,
        "query": query_of(request, year=f"{year}"),
        "groups": grouped(page.object_list, found.qs),
        "is_filtered": bool(said_conditions(found)),
        "in_force": years.get(year, 0),
        "copying": _copying(year, years),
        "keep": [("year", year)],
        "reset": f"{request.path}?year={year}",
        "may_keep": may_keep_guidance(user),
        "refused": refused,
    }
    return render(request, "projects/guidance/guidance_list.html", context, status=status)


def _year(years: dict[int, int], asked: str) -> int:
    """The year asked for, where it has a catalog; else this year's; else the newest there is."""
    if whole(asked) in years:
        return int(asked)
    this_year = today().year
    return this_year if this_year in years or not years else max(years)


def _tab(year: int, number: int, *, current: bool) -> dict[str, Any]:
    return {"label": f"{year}年度", "url": f"?year={year}", "current": current, "count": number}


def _copying(year: int, years: dict[int, int]) -> dict[str, str]:
    """The question before a year is copied, in words."""
    there = "已有的条目保持不变，只补缺的。" if year + 1 in years else "那一年还没有目录，将从这一份开始。"
    return {
        "title": f"把{year}年度在用的{years.get(year, 0)}条复制到{year + 1}年度？",
        "text": f"已停用的不复制。{there}",
    }


@require_POST
def guidance_export(request: HttpRequest) -> HttpResponse:
    """The filters are in the address, as on the page."""
    user = reader(request)
    year = _year(years_held(), request.GET.get("year", ""))
    found = GuidanceFilter(request.GET, year)
    content = export_guidance(items=found.qs, year=year, conditions=said_conditions(found), by=user, at=timezone.now())
    return workbook_response(content, f"{year}年度以工代赈指导目录.xlsx")


@require_POST
def guidance_copy(request: HttpRequest, year: int) -> HttpResponse:
    """复制到下一年."""
    user = allowed(request, may_keep_guidance, KEEPS_GUIDANCE)
    try:
        copied = copy_year(source_year=year, target_year=year + 1, by=user, at=timezone.now())
    except Refusal as refusal:
        return _list_page(request, user, asked=year, refused=refusal.sentences, status=422)
    if copied:
        messages.success(request, f"已把{year}年度在用的{copied}条复制到{year + 1}年度，可以在{year + 1}年度里增改。")
    else:
        messages.info(request, f"{year}年度在用的条目，{year + 1}年度目录都有了，没有再复制。")
    return redirect(f"{reverse('guidance_list')}?year={year + 1}")
