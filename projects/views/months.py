"""进度填报 of one month: every listed project with its filing, or with none; 批量通过 for the office."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from projects.filings import accept_all
from projects.filters import NOT_FILED, NOT_OWED, MonthFilter, month_entries
from projects.locks import Locks, locks_of, locks_said
from projects.models import FilingAct, FilingState, ListEntry, Period, ProgressFiling
from projects.monthly import MonthRow, month_rows, month_totals
from projects.permissions import available_moves, may_import_progress
from projects.requests import reader, ticked_rows
from units.models import User
from units.refusals import Refusal
from units.requests import page_of, query_of
from units.scope import scope_of


@require_GET
def filing_list(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    periods = list(Period.objects.select_related("closed_by"))
    period = asked_period(periods, request.GET.get("period", ""))
    if period is None:
        return render(request, "projects/filing_list.html", {"periods": [], "may_import": may_import_progress(user)})
    return render(request, "projects/filing_list.html", _month(request, user, period, periods))


def _month(request: HttpRequest, user: User, period: Period, periods: list[Period]) -> dict[str, Any]:
    entries = month_entries(user, period)
    found = MonthFilter(request.GET, queryset=entries)
    page = page_of(request, found.qs.order_by("serial", "pk"))
    rows, totals = month_rows(page.object_list, period), month_totals(found.qs)
    locks = locks_of(period, timezone.now())
    return {
        "periods": periods,
        "period": period,
        "filter": found,
        "page": page,
        "query": query_of(request),
        "rows": [(row, _links(row, user, locks)) for row in rows],
        "totals": totals,
        "filed_note": f"应报{totals.owed}个，未报{totals.owed - totals.filed}个",
        "locked": locks_said(user, locks),
        "keep": [("period", period.key)],
        "reset": f"{request.path}?period={period.key}",
        "tabs": state_tabs(request, entries),
        "may_import": may_import_progress(user),
        "may_accept": any(_acceptable(row, user) for row in rows),
    }


def _links(row: MonthRow, user: User, locks: Locks) -> dict[str, Any]:
    """What this person can do with a row: tick it for 批量通过, edit it, or open it."""
    acts = {move.act for move in available_moves(row.filing, user, locks)} if row.filing else set()
    shut = not scope_of(user).is_office and bool(locks.by_date(row.project.department))
    return {
        "accept": FilingAct.ACCEPT in acts,
        "edit": bool(acts & {FilingAct.SAVE}),
        "start": row.may_start(user) and not shut,
    }


def _acceptable(row: MonthRow, user: User) -> bool:
    return row.filing is not None and any(move.act is FilingAct.ACCEPT for move in available_moves(row.filing, user))


def asked_period(periods: Iterable[Period], key: str) -> Period | None:
    """The month asked for, else the latest open one, else the latest."""
    held = {period.key: period for period in periods}
    latest_open = next((period for period in held.values() if period.is_open), None)
    return held.get(key) or latest_open or next(iter(held.values()), None)


def state_tabs(request: HttpRequest, entries: QuerySet[ListEntry]) -> list[dict[str, Any]]:
    """States with their counts over the whole month, whatever else is filtered."""
    asked = entries.order_by().values("filing_state")  # type: ignore[misc]
    counts = asked.annotate(number=Count("pk"), owed=Count("pk", filter=Q(duty="")))
    found = {state: (number, owed) for state, number, owed in counts.values_list("filing_state", "number", "owed")}
    counted = {state: number for state, (number, _) in found.items()}
    now, unfiled = request.GET.get("state", ""), found.get(None, (0, 0))[1]
    states = [("", "全部", sum(counted.values())), (NOT_FILED, "未填报", unfiled)]
    if exempt := counted.get(None, 0) - unfiled:
        states.append((NOT_OWED, "不需填报", exempt))
    states += [(value, str(label), counted.get(value, 0)) for value, label in FilingState.choices]
    return [
        {"label": label, "url": f"?{query_of(request, state=value)}", "current": value == now, "count": number}
        for value, label, number in states
    ]


@require_POST
def filing_accept_many(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    seen = ticked_rows(request, "filing")
    filings = ProgressFiling.objects.visible_to(user).filter(pk__in=seen).select_related("project", "period")
    try:
        if not seen:
            raise Refusal("请先勾选要通过的填报。")
        number = accept_all(filings=filings.prefetch_related("steps"), versions=seen, by=user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, "".join(refusal.sentences) + "本次没有通过任何一份。")
    else:
        messages.success(request, f"已通过{number}份填报。")
    return redirect(f"{request.POST.get('next') or '/filings/'}" if _is_ours(request) else "filing_list")


def _is_ours(request: HttpRequest) -> bool:
    return request.POST.get("next", "").startswith("/filings/")
