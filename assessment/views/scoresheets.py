"""考核评分表: the list with its progress, one sheet, and its acts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from assessment.models import Scheme, SchemeState, Scoresheet, SheetAct, SheetState
from assessment.scoring import TOTAL_RULE
from assessment.sheets import opening, recounting, reviewing, settling
from assessment.sheets.exporting import export_sheets
from assessment.sheets.filters import SheetFilter
from assessment.sheets.moving import move_sheet
from assessment.sheets.pages import board, hidden_from, sheet_page
from assessment.sheets.reading import TONES
from assessment.sheets.totals import GROUP_RULE, group_of
from projects.questions import said_conditions
from projects.requests import reader, whole, workbook_response
from units.models import User
from units.refusals import Refusal
from units.requests import page_of, query_of


@require_GET
def sheet_list(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    found = SheetFilter(request.GET, Scoresheet.objects.visible_to(user))
    page = page_of(request, _ordered(found.qs))
    hidden = hidden_from(user, page.object_list)
    context = {
        "filter": found,
        "page": page,
        "rows": [(one, TONES[one.state], group_of(one), one.pk in hidden) for one in page.object_list],
        "query": query_of(request),
        "is_filtered": bool(said_conditions(found)),
        "stats": _stats(request, found.qs),
        "schemes": _schemes(user),
        "rules": [TOTAL_RULE, GROUP_RULE],
    }
    return render(request, "assessment/sheets/sheet_list.html", context)


def _ordered(found: QuerySet[Scoresheet]) -> QuerySet[Scoresheet]:
    return found.select_related("scheme", "unit").order_by("-scheme__year", "unit__code")


def _stats(request: HttpRequest, found: QuerySet[Scoresheet]) -> list[tuple[str, int, str]]:
    """How many of the filtered sheets stand in each state, with the query that shows them."""
    counts = dict(found.order_by().values_list("state").annotate(Count("pk")))
    return [
        (str(state.label), counts.get(state.value, 0), query_of(request, state=state.value)) for state in SheetState
    ]


def _schemes(user: User) -> list[dict[str, Any]]:
    """What the office administrator may do for whole years."""
    if not opening.may_open(user):
        return []
    held: Any = Scheme.objects.filter(state__in=[SchemeState.IN_FORCE, SchemeState.PUBLISHED]).annotate(
        opened=Count("sheets")
    )
    ripe = dict(settling.ripe(timezone.now()).order_by().values_list("scheme").annotate(Count("pk")))
    return [
        {
            "scheme": scheme,
            "opens": scheme.state == SchemeState.IN_FORCE and not scheme.opened,
            "opened": scheme.opened,
            "ripe": ripe.get(scheme.pk, 0),
        }
        for scheme in held
    ]


@require_POST
def sheet_export(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    found = SheetFilter(request.GET, Scoresheet.objects.visible_to(user))
    sheets = list(_ordered(found.qs))
    content = export_sheets(
        sheets=sheets, hidden=hidden_from(user, sheets), conditions=said_conditions(found), by=user, at=timezone.now()
    )
    return workbook_response(content, "考核评分表.xlsx")


@require_POST
def sheet_open(request: HttpRequest, pk: int) -> HttpResponse:
    """开始自评; `pk` is the scheme's."""
    user = reader(request)
    scheme = get_object_or_404(Scheme.objects.visible_to(user), pk=pk)
    try:
        made = opening.open_sheets(scheme=scheme, by=user, at=timezone.now())
    except Refusal as refusal:
        return _said(request, refusal)
    messages.success(request, f"已向{len(made)}个单位发出{scheme.year}年评分表，公式得分已按定稿数字算好。")
    return redirect("sheet_list")


@require_POST
def sheet_settle(request: HttpRequest, pk: int) -> HttpResponse:
    """定分 of all that is ripe; `pk` is the scheme's."""
    user = reader(request)
    scheme = get_object_or_404(Scheme.objects.visible_to(user), pk=pk)
    try:
        made = settling.settle_all(scheme=scheme, by=user, at=timezone.now())
    except Refusal as refusal:
        return _said(request, refusal)
    messages.success(request, f"{len(made)}份评分表已定分。")
    return redirect("sheet_list")


def _said(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    for sentence in refusal.sentences:
        messages.error(request, sentence)
    return redirect("sheet_list")


@require_GET
def sheet_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    return show_sheet(request, user, find(user, pk))


def find(user: User, pk: int) -> Scoresheet:
    return get_object_or_404(Scoresheet.objects.visible_to(user).select_related("scheme", "unit"), pk=pk)


def show_sheet(
    request: HttpRequest, user: User, sheet: Scoresheet, *, refused: Refusal | None = None, act: str = ""
) -> HttpResponse:
    """A sheet's page; after a refused act with what was wrong and the reason that was typed."""
    context = sheet_page(sheet, user, at=timezone.now()) | {
        "board": board(sheet, user),
        "refused": refused.sentences if refused else (),
        "pressed": act,
        "typed": request.POST.get("reason", "") if refused else "",
    }
    return render(request, "assessment/sheets/sheet_detail.html", context, status=422 if refused else 200)


DONE = {
    SheetAct.SUBMIT: "已报送办公室复核。",
    SheetAct.HAND_BACK: "已退回填报人。",
    SheetAct.SEND_BACK: "已退回单位补充。",
    SheetAct.RECALL: "已撤回复核。",
    SheetAct.REVISE: "已转入更正，请重新复核、告知。",
    SheetAct.REFRESH: "公式得分已按最新定稿重算。",
    SheetAct.RESCORE: "公式得分已按更正重算。",
    SheetAct.NOTIFY: "已告知单位，申诉期开始。",
    SheetAct.SETTLE: "已定分。",
    SheetAct.PROCEED: "已转入复核。",
}


@require_POST
def sheet_move(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    sheet = find(user, pk)
    act = _act(request)
    version, reason = whole(request.POST.get("version", "")), request.POST.get("reason", "")
    if act is None:
        return show_sheet(request, user, sheet, refused=Refusal("没有这项办理，请刷新页面重试。"))
    try:
        _move(sheet, act, reason, by=user, at=timezone.now(), version=version)
    except Refusal as refusal:
        return show_sheet(request, user, find(user, pk), refused=refusal, act=act.value)
    messages.success(request, f"{sheet}：{DONE[act]}")
    return redirect("sheet_detail", pk)


def _act(request: HttpRequest) -> SheetAct | None:
    """The button pressed; None for one that no page has."""
    pressed = request.POST.get("act", "")
    return next((act for act in DONE if act.value == pressed), None)


def _move(sheet: Scoresheet, act: SheetAct, reason: str, *, by: User, at: datetime, version: int | None) -> None:
    acts: dict[SheetAct, Callable[..., Scoresheet]] = {
        SheetAct.REFRESH: recounting.recount,
        SheetAct.RESCORE: recounting.recount,
        SheetAct.NOTIFY: reviewing.notify,
        SheetAct.SETTLE: settling.settle,
    }
    if act in acts:
        acts[act](sheet=sheet, by=by, at=at, version=version)
    elif act == SheetAct.PROCEED:
        reviewing.proceed(sheet=sheet, reason=reason, by=by, at=at, version=version)
    else:
        move_sheet(sheet=sheet, act=act, reason=reason, by=by, at=at, version=version)
