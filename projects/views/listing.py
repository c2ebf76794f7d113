"""项目清单: filtered, sorted, summed, and exported exactly as shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from projects.exports import export_entries
from projects.filters import ListFilter, visible_entries
from projects.models import Condition, ListEntry
from projects.permissions import may_import_projects
from projects.questions import said_conditions
from projects.requests import reader, workbook_response
from projects.saved.views_of import COLUMNS_KEY, views_of
from projects.tables import BY_KEY, CHOICES, ListColumn, chosen, count_and_totals, page_rows, total_cells
from units.requests import page_of, query_of

DEFAULT_ORDER = ("serial", "pk")
BESIDES = ("year", "sort")  # the title names the year; the order is no condition


@require_GET
def project_list(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    found = ListFilter(request.GET, visible_entries(user))
    columns = chosen(request.GET.getlist(COLUMNS_KEY))
    number, totals = count_and_totals(found.qs, columns)
    page = page_of(request, ordered(found), number=number)
    context = {
        "filter": found,
        "page": page,
        "query": query_of(request),
        "heads": heads(request, (BY_KEY["name"], *columns)),
        "rows": _rows(page.object_list, columns),
        "totals": total_cells(totals, columns),
        "choices": [(column, column in columns) for column in CHOICES],
        "saved": views_of(user, current=query_of(request)),
        "may_import": may_import_projects(user),
        "is_filtered": bool(said_conditions(found, besides=BESIDES)),
    }
    return render(request, "projects/project_list.html", context)


def _rows(entries: Iterable[ListEntry], columns: Sequence[ListColumn]) -> list[tuple[str, str, str, str, Any]]:
    """Each row for the page: address, name, what stands under the name, a condition out of the ordinary, its cells."""
    return [
        (
            reverse("project_detail", args=[entry.project_id]),
            entry.project.name,
            f"{entry.project.code}{_standing(entry)}",
            ""
            if entry.left_on or entry.project.condition == Condition.NORMAL
            else entry.project.get_condition_display(),
            cells,
        )
        for entry, cells in page_rows(entries, columns)
    ]


def _standing(entry: ListEntry) -> str:
    if entry.left_on:
        return f"，{entry.left_on}调出"
    return "，待调出" if entry.leave_at else ""


def _condition(entry: ListEntry) -> str:
    """暂停 or 整改中; that it left is said beside its code already."""
    project = entry.project
    return "" if entry.left_on or project.condition == Condition.NORMAL else project.get_condition_display()


@require_POST
def project_export(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    found = ListFilter(request.GET, visible_entries(user))
    title = f"{found.year}年度重点工程项目清单"
    content = export_entries(
        entries=ordered(found),
        columns=chosen(request.GET.getlist(COLUMNS_KEY)),
        title=title,
        conditions=said_conditions(found, besides=BESIDES),
        by=user,
        at=timezone.now(),
    )
    return workbook_response(content, f"{title}.xlsx")


def ordered(found: ListFilter) -> Any:
    entries = found.qs
    return entries.order_by(*entries.query.order_by, *DEFAULT_ORDER)


def heads(request: HttpRequest, columns: Iterable[ListColumn]) -> list[dict[str, Any]]:
    """Column heads with the query that sorts by them; a second click turns the order round."""
    now = request.GET.get("sort", "")
    made = []
    for column in columns:
        wanted = f"-{column.key}" if now == column.key else column.key
        order = {column.key: "ascending", f"-{column.key}": "descending"}.get(now, "") if column.sort else ""
        query = query_of(request, sort=wanted) if column.sort else ""
        made.append({"heading": column.heading, "is_number": column.is_number, "query": query, "order": order})
    return made
