"""督办: the list with its lamps, sums, workbook and print; a new one; one from something overdue."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assignments.models import SupervisionNotice, SupervisionState
from assignments.supervision.figures import lines_of, sums_of
from assignments.supervision.filters import SupervisionFilter
from assignments.supervision.forms import NoticeForm
from assignments.supervision.lamps import TONES, Lamp, lit
from assignments.supervision.raising import RAISERS, may_raise, raise_from, raise_supervision, usual_due
from assignments.supervision.rules import rule_on, sentences
from assignments.supervision.tables import Row, export_supervisions, level_said, print_supervisions
from projects.questions import said_conditions
from projects.requests import allowed, reader, typed
from units.downloads import pdf_response, workbook_response
from units.refusals import Refusal
from units.requests import page_of, query_of, show_refusal, today

STATE_TONES = {
    SupervisionState.DRAFT: "neutral",
    SupervisionState.ISSUED: "info",
    SupervisionState.SIGNED_FOR: "info",
    SupervisionState.ANSWERED: "warn",
    SupervisionState.CLOSED: "good",
    SupervisionState.WITHDRAWN: "neutral",
}


@never_cache
@require_GET
def supervision_list(request: HttpRequest) -> HttpResponse:
    user, found = reader(request), _found(request)
    page = page_of(request, _ordered(found))
    shown = [
        (one, lamp, TONES[lamp], why, STATE_TONES[SupervisionState(one.state)], level_said(one.level))
        for one, lamp, why in lit(page.object_list, on=found.on, rules=found.rules)
    ]
    context = {
        "filter": found,
        "page": page,
        "rows": shown,
        "query": query_of(request),
        "stats": _stats(request, found),
        "rule": sentences(rule_on(found.on)),
        "may_raise": may_raise(user),
        "is_filtered": bool(said_conditions(found)),
    }
    return render(request, "assignments/supervision/supervision_list.html", context)


@never_cache
@require_POST
def supervision_export(request: HttpRequest) -> HttpResponse:
    """The filters are in the address, as on the page."""
    user, found = reader(request), _found(request)
    content = export_supervisions(rows=_rows(found), conditions=said_conditions(found), by=user, at=timezone.now())
    return workbook_response(content, "督办台账.xlsx")


@never_cache
@require_POST
def supervision_print(request: HttpRequest) -> HttpResponse:
    user, found = reader(request), _found(request)
    content = print_supervisions(rows=_rows(found), conditions=said_conditions(found), by=user, at=timezone.now())
    return pdf_response(content, "督办台账.pdf")


def _found(request: HttpRequest) -> SupervisionFilter:
    return SupervisionFilter(request.GET, SupervisionNotice.objects.visible_to(reader(request)), on=today())


def _ordered(found: SupervisionFilter) -> Any:
    return found.qs.select_related("unit", "paper").order_by("-created_at", "-pk")


def _rows(found: SupervisionFilter) -> list[Row]:
    return lit(_ordered(found), on=found.on, rules=found.rules)


def _stats(request: HttpRequest, found: SupervisionFilter) -> list[dict[str, Any]]:
    """What the filtered rows come to: each lamp with the query that shows it, and the rates with their bases."""
    issued = found.qs.exclude(paper=None).exclude(state=SupervisionState.WITHDRAWN)
    sums = sums_of(lines_of(issued, on=found.on, rules=found.rules), on=found.on)
    closed = f"办结{sums.closed}件，办结率{sums.closing_rate}"
    in_time = f"已反馈或到期的{sums.due}件中，按期{sums.in_time}件"
    return [
        _stat("已下达", sums.number, "件", closed),
        *(_shining(request, lamp, sums.lamps[lamp]) for lamp in (Lamp.RED, Lamp.YELLOW, Lamp.GREEN)),
        _stat("按期反馈率", sums.in_time_rate, "", in_time),
    ]


def _shining(request: HttpRequest, lamp: Lamp, number: int) -> dict[str, Any]:
    url = f"?{query_of(request, lamp=lamp.value)}" if number else ""
    return _stat(str(lamp.label), number, "件", "", url)


def _stat(label: str, value: Any, unit: str, note: str, url: str = "") -> dict[str, Any]:
    return {"label": label, "value": value, "unit": unit, "note": note, "url": url}


@never_cache
@require_http_methods(["GET", "POST"])
def supervision_new(request: HttpRequest) -> HttpResponse:
    user = allowed(request, may_raise, RAISERS)
    form = NoticeForm(request.POST or None, initial={"due_on": usual_due(today())})
    if request.method == "POST" and form.is_valid():
        try:
            made = raise_supervision(**form.values, by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "督办已立项，核对后由办公室管理员下达。")
            return redirect("supervision_detail", made.pk)
    context = {"form": form, "rule": sentences(rule_on(today()))}
    status = 422 if form.errors else 200
    return render(request, "assignments/supervision/supervision_new.html", context, status=status)


@never_cache
@require_POST
def supervision_raise(request: HttpRequest) -> HttpResponse:
    """One act: something overdue becomes a prefilled draft, and that is opened."""
    user = allowed(request, may_raise, RAISERS)
    try:
        made = raise_from(kind=typed(request, "kind"), key=typed(request, "key"), by=user, at=timezone.now())
    except Refusal as refusal:
        context = {"refused": refusal.sentences}
        return render(request, "assignments/supervision/supervision_refused.html", context, status=422)
    if made.state == SupervisionState.DRAFT:
        messages.success(request, "督办草稿已按来源填好，请核对单位、要求和期限，再由办公室管理员下达。")
    else:
        messages.info(request, "这件事已有办理中的督办。")
    return redirect("supervision_detail", made.pk)
