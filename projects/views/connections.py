"""衔接配套: which special-investment project serves which key project, and key projects without one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from projects.models import Connection, Project
from projects.money.connecting import connect, disconnect
from projects.money.filters import ConnectionFilter, KeyProjectFilter
from projects.money.forms import ConnectionForm
from projects.money.links import export_links, key_projects, sums_of, with_amounts, without_link
from projects.money.permissions import CONNECT_WHO, connections_visible_to, may_connect, may_connect_any
from projects.money.tables import KEYS_WITHOUT
from projects.questions import said_conditions
from projects.requests import allowed, reader, typed, workbook_response
from projects.tables import count_and_totals, page_rows, total_cells
from units.models import User
from units.refusals import Refusal
from units.requests import page_of, query_of, show_refusal

WITHOUT = "without"


@require_GET
def connection_list(request: HttpRequest) -> HttpResponse:
    return _page(request, reader(request))


def _page(request: HttpRequest, user: User, refused: Mapping[int, str] | None = None) -> HttpResponse:
    """Both tabs share filter and sums; `refused` is the reason typed, by link, where parting it was refused."""
    links, keys = _found(request, user)
    shows_without = request.GET.get("tab") == WITHOUT
    number, totals = count_and_totals(keys.qs, KEYS_WITHOUT)
    sums = sums_of(links.qs, number)
    shown = keys if shows_without else links
    if shows_without:
        rows = _lonely(request, keys.qs, number, totals)
    else:
        rows = _linked(request, user, links.qs, sums.links, refused or {})
    context = {
        "filter": shown,
        "keep": [("tab", WITHOUT)] if shows_without else [],
        "reset": _address(WITHOUT if shows_without else ""),
        "tabs": _tabs(request, sums.links, number, shows_without),
        "sums": sums,
        "shows_without": shows_without,
        "query": query_of(request),
        "is_filtered": bool(said_conditions(shown)),
        "may_connect": may_connect_any(user),
        **rows,
    }
    return render(request, "projects/connections/connection_list.html", context, status=422 if refused else 200)


def _found(request: HttpRequest, user: User) -> tuple[Any, Any]:
    keys = without_link(key_projects(Project.objects.visible_to(user)))
    related = keys.select_related("sector", "department", "township")
    return ConnectionFilter(request.GET, connections_visible_to(user)), KeyProjectFilter(request.GET, related)


def _linked(request: HttpRequest, user: User, links: Any, number: int, refused: Mapping[int, str]) -> dict[str, Any]:
    """The page of links: each with which ends the person may open, whether they may part it, and what they typed."""
    page = page_of(request, with_amounts(links).order_by("key__code", "special__code", "pk"), number=number)
    ends = {pk for one in page.object_list for pk in (one.key_id, one.special_id)}
    seen = set(Project.objects.visible_to(user).filter(pk__in=ends).values_list("pk", flat=True))
    rows = [
        (
            one,
            one.key_id in seen,
            one.special_id in seen,
            may_connect(user, one.special, one.key),
            refused.get(one.pk, ""),
        )
        for one in page.object_list
    ]
    return {"page": page, "rows": rows}


def _lonely(request: HttpRequest, keys: Any, number: int, totals: dict[str, Any]) -> dict[str, Any]:
    page = page_of(request, keys.order_by("code"), number=number)
    shown = [column for column in KEYS_WITHOUT[1:] if column.on_page]
    return {
        "page": page,
        "columns": shown,
        "rows": page_rows(page.object_list, shown),
        "totals": total_cells(totals, shown),
    }


def _tabs(request: HttpRequest, links: int, without: int, shows_without: bool) -> list[dict[str, Any]]:
    kept = request.GET.copy()
    for name in ("tab", "page"):
        kept.pop(name, None)
    query = kept.urlencode()
    there = f"?{query}" if query else reverse("connection_list")
    lonely = f"?tab={WITHOUT}&{query}" if query else f"?tab={WITHOUT}"
    return [
        {"label": "已衔接", "url": there, "current": not shows_without, "count": links},
        {"label": "没有衔接的重点工程", "url": lonely, "current": shows_without, "count": without},
    ]


def _address(tab: str) -> str:
    return reverse("connection_list") + (f"?tab={tab}" if tab else "")


@require_POST
def connection_export(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    links, keys = _found(request, user)
    content = export_links(
        links=with_amounts(links.qs).order_by("key__code", "special__code", "pk"), keys=keys.qs.order_by("code"),
        conditions=said_conditions(links), by=user, at=timezone.now(),
    )  # fmt: skip
    return workbook_response(content, "衔接配套.xlsx")


@require_http_methods(["GET", "POST"])
def connection_new(request: HttpRequest) -> HttpResponse:
    user = allowed(request, may_connect_any, CONNECT_WHO)
    form = ConnectionForm(request.POST, user=user) if request.method == "POST" else _begun(request, user)
    if form.is_bound and form.is_valid():
        try:
            made = connect(**form.cleaned_data, by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"已登记衔接配套：{made}。")
            return redirect("connection_list")
    status = 422 if form.errors else 200
    return render(request, "projects/connections/connection_new.html", {"form": form}, status=status)


def _begun(request: HttpRequest, user: User) -> ConnectionForm:
    """An empty form, one end of it filled in when the page was opened from a project."""
    codes = {name: request.GET[name] for name in ("special", "key") if name in request.GET}
    return ConnectionForm(user=user, initial=codes)


@require_POST
def connection_drop(request: HttpRequest, pk: int) -> HttpResponse:
    user = allowed(request, may_connect_any, CONNECT_WHO)
    found = connections_visible_to(user).select_related("special", "key", "linked_by")
    connection: Connection = get_object_or_404(found, pk=pk)
    reason = typed(request, "reason")
    try:
        disconnect(connection=connection, reason=reason, by=user, at=timezone.now())
    except Refusal as refusal:
        for sentence in refusal.sentences:
            messages.error(request, sentence)
        return _page(request, user, {pk: reason})
    messages.success(request, f"已解除衔接：{connection}。原登记和原因留在审计日志。")
    return redirect("connection_list")
