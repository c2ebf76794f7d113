"""Reading the project list as data: the same filter, order, columns and totals as its page and its workbook."""

from __future__ import annotations

from typing import Any

from rest_framework.decorators import api_view
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response

from projects.filters import ListFilter, visible_entries
from projects.models import ListEntry
from projects.requests import reader
from projects.saved.views_of import COLUMNS_KEY
from projects.tables import ALWAYS, BY_KEY, ListColumn, chosen, totals_of
from projects.views.listing import ordered


class Pages(PageNumberPagination):
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 500


@api_view(["GET"])
def project_api(request: Request) -> Response:
    """The list's rows: amounts in 分, counts in 人 and 人次, ratios in percent; totals are of all rows found."""
    user = reader(request._request)
    found = ListFilter(request.GET, visible_entries(user))
    if not found.is_valid():
        return Response({"detail": "筛选条件写法不对。", "errors": found.errors}, status=400)
    columns = [*(BY_KEY[key] for key in ALWAYS), *chosen(request.GET.getlist(COLUMNS_KEY))]
    pages = Pages()
    entries: list[ListEntry] = pages.paginate_queryset(ordered(found), request) or []
    answer = pages.get_paginated_response([_row(entry, columns) for entry in entries])
    answer.data = {"year": found.year, "totals": totals_of(found.qs, columns), **answer.data}
    return answer


def _row(entry: ListEntry, columns: list[ListColumn]) -> dict[str, Any]:
    return {"project": entry.project_id, **{column.key: column.value(entry) for column in columns}}
