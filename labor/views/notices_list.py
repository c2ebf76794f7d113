"""公示 of the district: what hangs where, how many days are left, what waits to go on."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from documents.formats import chinese_date
from labor.filters import conditions
from labor.notices.contacts import may_set
from labor.notices.listing import STANDINGS, NoticeFilter, counted_by_standing, export_notices, rows_of, sums_of
from projects.requests import reader
from units.downloads import workbook_response
from units.models import User
from units.requests import page_of, query_of, today


@never_cache
@require_GET
def notice_list(request: HttpRequest) -> HttpResponse:
    user, on = reader(request), today()
    found = NoticeFilter(request.GET, request=request, user=user, on=on)
    page = page_of(request, found.qs)
    context = {
        "filter": found,
        "page": page,
        "query": query_of(request),
        "rows": rows_of(page.object_list, on),
        "sums": sums_of(found.qs),
        "tabs": _tabs(request, user),
        "on": chinese_date(on),
        "may_set": may_set(user),
        "is_filtered": bool(conditions(found)),
    }
    return render(request, "labor/notices/notice_list.html", context)


@never_cache
@require_POST
def notice_export(request: HttpRequest) -> HttpResponse:
    """The filters are in the address, as on the page."""
    user, on = reader(request), today()
    found = NoticeFilter(request.GET, request=request, user=user, on=on)
    content = export_notices(rolls=found.qs, conditions=conditions(found), on=on, by=user, at=timezone.now())
    return workbook_response(content, "发放公示清单.xlsx")


def _tabs(request: HttpRequest, user: User) -> list[dict[str, Any]]:
    others = request.GET.copy()
    others.pop("standing", None)
    on = today()
    counted = counted_by_standing(NoticeFilter(others, request=request, user=user, on=on).qs, on)
    now = request.GET.get("standing", "")
    return [
        {"label": label, "url": f"?{query_of(request, standing=name)}", "current": name == now, "count": counted[name]}
        for name, label in {"": "全部", **STANDINGS}.items()
    ]
