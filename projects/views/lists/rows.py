"""The sheet shared by the next version and by the published ones: tabs, filters, sums, pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest

from projects.lists.forms import TABS, RowFilterForm
from projects.lists.sheet import Row, heads, shown, total_cells
from units.requests import page_of, query_of


def sheet_context(request: HttpRequest, rows: Sequence[Any], keys: Sequence[str], *, first: str) -> dict[str, Any]:
    """What `_sheet.html` needs; `first` is the tab shown when none is asked for.

    The sums are those of all rows under the tab and the filters, not of the page.
    """
    asked = request.GET.get("change", "")
    tab = asked if asked in TABS else first
    form = RowFilterForm(request.GET, rows)
    found = form.kept(row for row in rows if row.change in TABS[tab][1])
    page = page_of(request, found)
    lines = shown(page.object_list, keys)
    return {
        "filter_form": form,
        "is_narrowing": form.is_narrowing,
        "keep": [("change", tab)],
        "reset": f"{request.path}?change={tab}",
        "tabs": _tabs(request, form.kept(rows), tab),
        "tab_label": TABS[tab][0],
        "heads": heads(keys),
        "page": page,
        "rows": lines,
        "says_changes": any(line.said for line in lines),
        "totals": total_cells(found, keys),
        "query": query_of(request),
    }


def _tabs(request: HttpRequest, rows: Iterable[Row], current: str) -> list[dict[str, Any]]:
    held = list(rows)
    return [
        {
            "label": label,
            "url": f"?{query_of(request, change=key)}",
            "current": key == current,
            "count": sum(row.change in changes for row in held),
        }
        for key, (label, changes) in TABS.items()
    ]
