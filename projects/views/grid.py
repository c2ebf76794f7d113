"""多个项目一起填: one page for a filer's month, saved row by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from projects.fields import Field, written
from projects.filters import MonthFilter
from projects.grid import LEDGER, OFFICIAL, GridRow, column_totals, fields_of, grid_entries, grid_rows
from projects.grid_forms import RowForm, prefix_of
from projects.grid_page import PageRow, plain_rows, told_rows, with_rolled
from projects.grid_saving import Outcome, Result, save_rows
from projects.locks import locks_of, locks_said
from projects.models import FilingAct, Period
from projects.monthly import month_totals
from projects.permissions import may_import_progress
from projects.requests import allowed, whole
from projects.views.filing_edit import month_of
from projects.views.filing_parts import act_pressed
from projects.views.months import state_tabs
from units.models import User
from units.refusals import Refusal
from units.requests import page_of, query_of

BUTTONS = (FilingAct.SAVE, FilingAct.SEND, FilingAct.PROXY)
NOT_YOURS = "填报由单位填报人、业主单位录入人或办公室办理，您没有这项权限。"
SAID = {
    Result.SENT: "已送审",
    Result.SAVED: "已存草稿",
    Result.PROXIED: "已代填并通过",
    Result.KEPT_BACK: "还缺内容，已存为草稿、没有送审",
    Result.STALE: "别人刚保存过，没有保存",
    Result.REFUSED: "有错误，没有保存",
}


@require_http_methods(["GET", "POST"])
def grid_edit(request: HttpRequest, key: str) -> HttpResponse:
    user = allowed(request, may_import_progress, NOT_YOURS)
    period = get_object_or_404(Period.objects.select_related("closed_by"), month=month_of(key))
    form = OFFICIAL if request.GET.get("form") == OFFICIAL else LEDGER
    if request.method == "POST":
        return _posted(request, user, period, form)
    return _page(request, user, period, form)


def _posted(request: HttpRequest, user: User, period: Period, form: str) -> HttpResponse:
    rows, fields = _rows_sent(request, user, period, form), fields_of(form)
    if asked := request.POST.get("use_rolled", ""):
        taken = with_rolled(request.POST, rows, asked)
        return _page(request, user, period, form, rows=plain_rows(rows, fields, taken) or None, unsaved=True)
    try:
        act = act_pressed(request, BUTTONS)
    except Refusal as refusal:
        typed = plain_rows(rows, fields, request.POST) or None
        return _page(request, user, period, form, rows=typed, refusal=refusal)
    pairs = [(row, RowForm(request.POST, filing=row.draft, fields=fields)) for row in rows]
    outcomes = save_rows(pairs, act=act, by=user, at=timezone.now())
    if all(outcome.is_fine for outcome in outcomes):
        return _done(request, outcomes)
    fresh, found = _rows_sent(request, user, period, form), {one.row.project.pk: one for one in outcomes}
    return _page(
        request, user, period, form, rows=told_rows(fresh, found, fields, request.POST), said=summary(outcomes)
    )


def _rows_sent(request: HttpRequest, user: User, period: Period, form: str) -> list[GridRow]:
    """The rows the page held, whatever its filter would find by now."""
    keys = [pk for text in request.POST.getlist("row") if (pk := whole(text)) is not None]
    entries = grid_entries(user, period, form).filter(project__in=keys).order_by("serial", "pk")
    sent = [entry for entry in entries if f"{prefix_of(entry.project_id)}-seen" in request.POST]
    return grid_rows(sent, period, user=user, at=timezone.now())


def _done(request: HttpRequest, outcomes: Sequence[Outcome]) -> HttpResponse:
    said = summary(outcomes)
    for line in said:
        messages.success(request, line)
    if not said:
        messages.info(request, "没有改动，什么也没有保存。")
    return redirect(request.get_full_path())


def summary(outcomes: Sequence[Outcome]) -> list[str]:
    """What became of which projects, one line for each result."""
    lines = []
    for result, label in SAID.items():
        names = [outcome.row.project.name for outcome in outcomes if outcome.result is result]
        if names:
            lines.append(f"{label}{len(names)}个：{'、'.join(names)}。")
    return lines


def _page(
    request: HttpRequest,
    user: User,
    period: Period,
    form: str,
    *,
    rows: list[PageRow] | None = None,
    said: Sequence[str] = (),
    refusal: Refusal | None = None,
    unsaved: bool = False,
) -> HttpResponse:
    entries, fields = grid_entries(user, period, form), fields_of(form)
    found = MonthFilter(request.GET, queryset=entries)
    page = page_of(request, found.qs.order_by("serial", "pk"))
    if rows is None:
        rows = plain_rows(grid_rows(page.object_list, period, user=user, at=timezone.now()), fields)
    wrong = bool(said or refusal)
    context = {
        "period": period,
        "form": form,
        "fields": fields,
        "rows": rows,
        "page": page,
        "query": query_of(request),
        "filter": found,
        "keep": [("form", form)],
        "reset": f"{request.path}?form={form}",
        "tabs": state_tabs(request, entries),
        "forms": _form_tabs(request, form),
        "said": said,
        "refusal": refusal,
        "unsaved": unsaved,
        "is_filtered": any(request.GET.get(name) for name in found.filters) or form == OFFICIAL,
        "changed": unsaved or wrong,
        "locked": locks_said(user, locks_of(period, timezone.now())),
        "totals": month_totals(found.qs),
        "sums": _written(column_totals(found.qs, fields), fields),
        "acts": {act for row in rows for act in row.row.acts},
    }
    return render(request, "projects/grid_edit.html", context, status=422 if wrong else 200)


def _written(sums: Mapping[str, int | None], fields: Sequence[Field]) -> list[str]:
    return [written(field.shape, sums[field.name]) if field.name in sums else "" for field in fields]


def _form_tabs(request: HttpRequest, form: str) -> list[dict[str, Any]]:
    """月报 for every project, 调度表 for the 专项."""
    named = ((LEDGER, "月报各栏"), (OFFICIAL, "调度表各栏（专项）"))
    return [
        {"label": label, "url": f"?{query_of(request, form=key)}", "current": key == form, "count": None}
        for key, label in named
    ]
