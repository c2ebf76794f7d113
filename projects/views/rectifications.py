"""整改: the list, one with its trail and the buttons of the move table, and the printed notice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from projects.inspections import rectifying
from projects.inspections.exports import export_rectifications, late_days
from projects.inspections.filters import VOID, RectificationFilter
from projects.inspections.forms import AnswerForm, CloseForm, ExtendForm, SendBackForm
from projects.inspections.moves import MOVES
from projects.inspections.permissions import available_moves
from projects.inspections.printing import print_notice
from projects.inspections.states import state_of
from projects.inspections.waiting import rectifications_for
from projects.models import UNSETTLED, Rectification, RectificationAct, RectificationState
from projects.proofs.shelf import shelf_of
from projects.questions import said_conditions
from projects.requests import reader, workbook_response
from projects.views.inspections import tabs
from units.downloads import pdf_response
from units.models import User
from units.refusals import Refusal
from units.requests import page_of, query_of, show_refusal, today

RELATED = ("project__department", "project__township", "project__owner", "inspection__unit", "responsible")
# In the order of the page: what is usually done stands first.
FORMS: dict[RectificationAct, type[forms.Form]] = {
    RectificationAct.ANSWER: AnswerForm,
    RectificationAct.CLOSE: CloseForm,
    RectificationAct.SEND_BACK: SendBackForm,
    RectificationAct.EXTEND: ExtendForm,
}
DONE = {
    RectificationAct.ANSWER: "已回复，等检查单位核验。",
    RectificationAct.SEND_BACK: "已退回责任单位重改。",
    RectificationAct.CLOSE: "已核验销号。",
    RectificationAct.EXTEND: "已延期。",
}


@require_GET
def rectification_list(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    found = RectificationFilter(request.GET, rectifications_for(user), user=user, on=today())
    page = page_of(request, _ordered(found.qs))
    context = {
        "filter": found,
        "page": page,
        "rows": [(one, state_of(one), late_days(one, on=today())) for one in page.object_list],
        "query": query_of(request),
        "tabs": tabs(user, "rectification_list"),
        "stats": _stats(request, found.qs),
        "is_filtered": bool(said_conditions(found)),
    }
    return render(request, "projects/rectifications/rectification_list.html", context)


def _ordered(found: QuerySet[Rectification]) -> QuerySet[Rectification]:
    return found.select_related(*RELATED).order_by("-year", "-number")


def _stats(request: HttpRequest, found: QuerySet[Rectification]) -> list[dict[str, Any]]:
    """How many of the filtered rows stand where, each with the query that shows them."""
    late = Q(state__in=UNSETTLED, due_on__lt=today(), voided_at__isnull=True)
    asked = {state.value: Count("pk", filter=Q(state=state)) for state in RectificationState}
    sums = found.order_by().aggregate(late=Count("pk", filter=late), **asked)
    if request.GET.get("state") == VOID:
        return []
    lines = [
        (str(state.label), sums[state.value], query_of(request, state=state.value)) for state in RectificationState
    ]
    lines.append(("其中逾期未销号", sums["late"], query_of(request, late="yes")))
    return [{"label": label, "number": number, "url": f"?{query}" if number else ""} for label, number, query in lines]


@require_POST
def rectification_export(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    found = RectificationFilter(request.GET, rectifications_for(user), user=user, on=today())
    content = export_rectifications(
        rectifications=_ordered(found.qs), conditions=said_conditions(found), on=today(), by=user, at=timezone.now()
    )
    return workbook_response(content, "整改台账.xlsx")


@require_GET
def rectification_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    return _detail_page(request, user, get_object_or_404(_whole(user), pk=pk))


@require_POST
def rectification_move(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    rectification = get_object_or_404(_whole(user), pk=pk)
    act = _act(request)
    form = FORMS[act](request.POST, request.FILES, auto_id=f"{act.value}_%s")
    if form.is_valid():
        try:
            _move(rectification, act, form.cleaned_data, by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"整改通知{rectification.label}：{DONE[act]}")
            return redirect("rectification_detail", pk)
    return _detail_page(request, user, get_object_or_404(_whole(user), pk=pk), act=act, bound=form)


def _act(request: HttpRequest) -> RectificationAct:
    """The button pressed; one that no page has is an error of whoever sent it."""
    pressed = request.POST.get("act", "")
    return next((act for act in FORMS if act.value == pressed), RectificationAct.ANSWER)


def _move(one: Rectification, act: RectificationAct, said: dict[str, Any], *, by: User, at: datetime) -> None:
    acts: dict[RectificationAct, Callable[..., Rectification]] = {
        RectificationAct.ANSWER: rectifying.answer_rectification,
        RectificationAct.SEND_BACK: rectifying.send_back,
        RectificationAct.CLOSE: rectifying.close,
        RectificationAct.EXTEND: rectifying.extend,
    }
    values = {{"attachments": "files"}.get(name, name): value for name, value in said.items()}
    acts[act](rectification=one, by=by, at=at, **values)


def _whole(user: User) -> QuerySet[Rectification]:
    return rectifications_for(user).select_related(*RELATED, "recorded_by", "voided_by", "answered_by", "closed_by")


def _detail_page(
    request: HttpRequest,
    user: User,
    one: Rectification,
    *,
    act: RectificationAct | None = None,
    bound: forms.Form | None = None,
) -> HttpResponse:
    moves = sorted(available_moves(one, user), key=lambda move: list(FORMS).index(move.act))
    context = {
        "rectification": one,
        "state": state_of(one),
        "late": late_days(one, on=today()),
        "trail": one.trail.select_related("by"),
        "moves": [(move, bound if act is move.act else _blank(move.act)) for move in moves],
        "bound": bound,
        "still_offered": act in {move.act for move in moves},
        "lost": _lost(bound) if bound is not None and act not in {move.act for move in moves} else [],
        "move_label": MOVES[act].label if act else "",
        "may_open_project": _sees_project(user, one),
        "shelf": shelf_of(one, user),
        "add_url": reverse("attachment_add", args=[one.pk]),
    }
    status = 200 if bound is None else 422
    return render(request, "projects/rectifications/rectification_detail.html", context, status=status)


def _blank(act: RectificationAct) -> forms.Form:
    return FORMS[act](auto_id=f"{act.value}_%s")


def _lost(form: forms.Form) -> list[str]:
    """What was typed for a move that is no longer offered: shown, so that nothing is lost."""
    return [
        str(form[name].value()) for name in form.fields if isinstance(form[name].value(), str) and form[name].value()
    ]


def _sees_project(user: User, one: Rectification) -> bool:
    return type(one.project).objects.visible_to(user).filter(pk=one.project_id).exists()


@require_POST
def rectification_notice(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    one = get_object_or_404(_whole(user), pk=pk)
    try:
        content = print_notice(rectification=one, by=user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, "".join(refusal.sentences))
        return redirect("rectification_detail", pk)
    return pdf_response(content, f"整改通知书{one.label}.pdf")
