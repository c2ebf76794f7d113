"""A list of money rows: filtered, summed, paged, and exported exactly as filtered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from projects.exports import export_rows
from projects.questions import said_conditions
from projects.requests import workbook_response
from projects.tables import ListColumn, count_and_totals, page_rows, total_cells
from units.models import User
from units.requests import page_of, query_of


@dataclass(frozen=True)
class MoneyList:
    """One list: its title, rows, filter, columns and the template of its page."""

    title: str
    rows: Callable[[User], QuerySet[Any]]
    filter: Callable[..., Any]
    columns: Sequence[ListColumn]
    template: str
    order: tuple[str, ...]
    unit: str = "万元"
    notes: tuple[str, ...] = ()

    @property
    def shown(self) -> list[ListColumn]:
        """Columns of the page after the first, which is the row's name."""
        return [column for column in self.columns[1:] if column.on_page]


def list_page(request: HttpRequest, user: User, kind: MoneyList, **more: Any) -> HttpResponse:
    """The page of a list; `more` goes to its template."""
    found = kind.filter(request.GET, kind.rows(user))
    number, totals = count_and_totals(found.qs, kind.columns)
    page = page_of(request, found.qs.order_by(*kind.order), number=number)
    context = {
        "filter": found,
        "page": page,
        "query": query_of(request),
        "columns": kind.shown,
        "rows": page_rows(page.object_list, kind.shown),
        "totals": total_cells(totals, kind.shown),
        "is_filtered": bool(said_conditions(found)),
    }
    return render(request, kind.template, context | more)


def list_export(request: HttpRequest, user: User, kind: MoneyList) -> HttpResponse:
    """The filtered rows as a workbook, with an audit entry."""
    found = kind.filter(request.GET, kind.rows(user))
    content = export_rows(
        act=f"导出{kind.title}", rows=found.qs.order_by(*kind.order), columns=kind.columns, title=kind.title,
        conditions=said_conditions(found), by=user, at=timezone.now(), unit=kind.unit, notes=kind.notes,
    )  # fmt: skip
    return workbook_response(content, f"{kind.title}.xlsx")
