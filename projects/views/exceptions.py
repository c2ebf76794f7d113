"""个别放开 pages: who may still file a locked month, until when and why; granted, extended and ended by the admin."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from documents.formats import chinese_date
from projects.exceptions import GRANTERS, end_exception, extend_exception, grant_exception, may_grant, usual_last_day
from projects.expected_forms import ExceptionForm, ExtendForm
from projects.models import LockException, Period
from projects.requests import allowed, asked, reader, whole
from units.models import User
from units.refusals import Refusal
from units.requests import page_of, query_of, show_refusal, today
from units.scope import UNIT_ROLES, scope_of

RELATED = ("period__closed_by", "unit", "granted_by", "ended_by")


def exceptions_for(user: User) -> Any:
    """All of them for the office and leaders, a unit's own for its people."""
    found = LockException.objects.select_related(*RELATED)
    scope = scope_of(user)
    return found if scope.reads_everything else found.filter(unit__in=scope.unit_ids(*UNIT_ROLES))


@require_GET
@never_cache
def exception_list(request: HttpRequest) -> HttpResponse:
    user, at = reader(request), timezone.now()
    page = page_of(request, exceptions_for(user).order_by("-granted_at", "-pk"))
    context = {
        "page": page,
        "rows": [(one, *_standing(one, at)) for one in page.object_list],
        "query": query_of(request),
        "may_grant": may_grant(user),
    }
    return render(request, "projects/expected/exception_list.html", context)


def _standing(one: LockException, at: datetime) -> tuple[str, str, bool]:
    """The state in words, its tone, and whether it can still be changed."""
    if one.ended_at is not None:
        return f"{one.ended_by}收回", "neutral", False
    if not one.period.is_open:
        return "已关账", "neutral", False
    return ("放开中", "good", True) if one.is_open(at) else ("已到期", "warn", True)


@require_http_methods(["GET", "POST"])
@never_cache
def exception_new(request: HttpRequest) -> HttpResponse:
    user = allowed(request, may_grant, GRANTERS)
    form = ExceptionForm(request.POST if request.method == "POST" else None, initial=_asked_for(request))
    if form.is_valid():
        try:
            made = grant_exception(**form.cleaned_data, by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            told = f"{made.unit}{made.period.label}已放开至{chinese_date(made.last_day)}，已在站内告知单位。"
            messages.success(request, told)
            return redirect("exception_list")
    context = {"form": form, "held": None}
    return render(request, "projects/expected/exception_form.html", context, status=422 if form.errors else 200)


def _asked_for(request: HttpRequest) -> dict[str, Any]:
    """The month and unit of the page one comes from; three working days."""
    held = Period.objects.open().filter(locks_on__lt=today()).order_by("-month")
    chosen = next((one for one in held if one.key == asked(request, "period")), None) or held.first()
    return {"period": chosen, "unit": whole(asked(request, "unit")), "last_day": usual_last_day(today())}


@require_http_methods(["GET", "POST"])
@never_cache
def exception_extend(request: HttpRequest, pk: int) -> HttpResponse:
    user = allowed(request, may_grant, GRANTERS)
    held = get_object_or_404(LockException.objects.select_related(*RELATED), pk=pk)
    offered = {"last_day": max(usual_last_day(today()), held.last_day)}
    form = ExtendForm(request.POST if request.method == "POST" else None, initial=offered)
    if form.is_valid():
        try:
            made = extend_exception(exception=held, last_day=form.cleaned_data["last_day"], by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"{made.unit}{made.period.label}的放开改至{chinese_date(made.last_day)}。")
            return redirect("exception_list")
    context = {"form": form, "held": held}
    return render(request, "projects/expected/exception_form.html", context, status=422 if form.errors else 200)


@require_POST
@never_cache
def exception_end(request: HttpRequest, pk: int) -> HttpResponse:
    user = allowed(request, may_grant, GRANTERS)
    held = get_object_or_404(LockException.objects.select_related(*RELATED), pk=pk)
    try:
        end_exception(exception=held, by=user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, "".join(refusal.sentences))
    else:
        messages.success(request, f"已收回{held.unit}{held.period.label}的放开，已在站内告知单位。")
    return redirect("exception_list")
