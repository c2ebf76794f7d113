"""项目申报 of a year: filtered, sorted, summed, exported as shown; 批量纳入 for the office."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from projects.exports import export_rows
from projects.models import Collection, Nomination, NominationAct, NominationState
from projects.nominations.actions import admit_all
from projects.nominations.filters import NominationFilter, counted_by_state
from projects.nominations.permissions import available_moves, may_import
from projects.nominations.table import CELLS, NAME, OTHERS, PAGE, STATE, TONES, Twins
from projects.questions import said_conditions
from projects.requests import reader, ticked_rows
from projects.tables import count_and_totals, page_rows, total_cells
from projects.views.listing import BESIDES, heads
from units.downloads import workbook_response
from units.models import User
from units.refusals import Refusal
from units.requests import page_of, query_of, today
from units.scope import scope_of

DEFAULT_ORDER = ("-collection__year", "-collection__round", "unit__code", "pk")


@require_http_methods(["GET", "POST"])
def nomination_list(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    if request.method != "POST":
        return _list_page(request, user)
    seen = ticked_rows(request, "nomination")
    wanted = Nomination.objects.visible_to(user).filter(pk__in=seen).select_related("collection", "unit", "filed_by")
    try:
        if not seen:
            raise Refusal("请先勾选要纳入的申报。")
        number = admit_all(nominations=wanted, versions=seen, by=user, at=timezone.now())
    except Refusal as refusal:
        return _list_page(request, user, ticked=set(seen), refused=refusal.sentences, status=422)
    messages.success(request, f"已同意纳入{number}个项目，随下一版清单发布。")
    return redirect(request.get_full_path())


def _list_page(
    request: HttpRequest,
    user: User,
    *,
    ticked: set[int] | None = None,
    refused: Sequence[str] = (),
    status: int = 200,
) -> HttpResponse:
    collections, scope = list(Collection.objects.all()), scope_of(user)
    found = _found(request, user, collections)
    number, totals = count_and_totals(found.qs, CELLS)
    page = page_of(request, _ordered(found).prefetch_related("steps"), number=number)
    rows, calls = _rows(page.object_list, user), _calls(collections)
    context = {
        "filter": found,
        "page": page,
        "query": query_of(request),
        "heads": heads(request, PAGE),
        "rows": rows,
        "totals": total_cells(totals, CELLS),
        "tabs": _tabs(request, user, collections),
        "calls": calls,
        "has_collections": bool(collections),
        "may_nominate": may_import(user) and any(scope.is_office or call["in_time"] for call in calls),
        "is_office": scope.is_office,
        "shows_twins": scope.reads_everything,
        "may_admit": any(row["may_admit"] for row in rows),
        "ticked": ticked or set(),
        "refused": refused,
        "is_filtered": bool(said_conditions(found, besides=BESIDES)),
    }
    return render(request, "projects/nominations/nomination_list.html", context, status=status)


@require_POST
def nomination_export(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    found = _found(request, user, list(Collection.objects.all()))
    title = f"{found.asked_year}年度项目申报汇总" if found.asked_year else "项目申报汇总"
    twins = [Twins().column()] if scope_of(user).reads_everything else []
    content = export_rows(
        act="导出项目申报",
        rows=_ordered(found),
        columns=[NAME, *OTHERS, STATE, *CELLS, *twins],
        title=title,
        conditions=said_conditions(found, besides=BESIDES),
        by=user,
        at=timezone.now(),
    )
    return workbook_response(content, f"{title}.xlsx")


def _found(request: HttpRequest, user: User, collections: list[Collection]) -> NominationFilter:
    return NominationFilter(request.GET, user=user, on=today(), collections=collections)


def _ordered(found: NominationFilter) -> Any:
    nominations = found.qs
    chosen = nominations.query.order_by
    return nominations.order_by(*chosen, *DEFAULT_ORDER)


def _rows(nominations: Any, user: User) -> list[dict[str, Any]]:
    """Each nomination with its cells, its pill, its suspicions, and whether this person may tick it."""
    twins, shows_twins = Twins(), scope_of(user).reads_everything
    return [
        {
            "nomination": nomination,
            "cells": cells,
            "tone": TONES[NominationState(nomination.state)],
            "twins": twins.of(nomination) if shows_twins else [],
            "may_admit": any(move.act is NominationAct.ADMIT for move in available_moves(nomination, user)),
        }
        for nomination, cells in page_rows(nominations, CELLS)
    ]


def _tabs(request: HttpRequest, user: User, collections: list[Collection]) -> list[dict[str, Any]]:
    """States with their counts under the other filters."""
    counted = counted_by_state(request.GET, user=user, on=today(), collections=collections)
    now = request.GET.get("state", "")
    states = [("", "全部", sum(counted.values()))]
    states += [(value, str(label), counted.get(value, 0)) for value, label in NominationState.choices]
    return [
        {"label": label, "url": f"?{query_of(request, state=value)}", "current": value == now, "count": number}
        for value, label, number in states
    ]


def _calls(collections: list[Collection]) -> list[dict[str, Any]]:
    """The open collections with the days left to their deadlines (negative: past)."""
    day = today()
    return [
        {
            "collection": collection,
            "days": (collection.due_on - day).days,
            "late": (day - collection.due_on).days,
            "begun": collection.opens_on <= day,
            "in_time": collection.opens_on <= day <= collection.due_on,
        }
        for collection in collections
        if collection.is_open
    ]
