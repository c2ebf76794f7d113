"""指标: added, changed, removed and put in order while the scheme is a draft."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from assessment.models import Indicator, Scheme
from assessment.schemes.drafting import add_indicator, change_indicator, move_indicator, remove_indicator
from assessment.schemes.forms import IndicatorForm
from assessment.schemes.permissions import DRAFTERS, may_draft_schemes
from assessment.scoring.formulas import FORMULAS
from assessment.views.schemes import detail_page, found_scheme
from projects.requests import allowed, typed
from units.models import User
from units.refusals import Refusal, WrongState
from units.requests import show_refusal

NEW = {"basis": "办公室自定（◇）", "kind": "formula", "audience": "sector_department"}


def _drafter(request: HttpRequest) -> User:
    return allowed(request, may_draft_schemes, DRAFTERS)


def _found(user: User, pk: int) -> Indicator:
    schemes = Scheme.objects.visible_to(user)
    return get_object_or_404(Indicator.objects.filter(scheme__in=schemes).select_related("scheme"), pk=pk)


@require_http_methods(["GET", "POST"])
def indicator_new(request: HttpRequest, pk: int) -> HttpResponse:
    """`pk` is the scheme's."""
    user = _drafter(request)
    scheme = found_scheme(user, pk)
    form = IndicatorForm(request.POST if request.method == "POST" else None, initial=NEW)
    if form.is_valid():
        try:
            made = add_indicator(scheme=scheme, values=form.values(), by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"已增加指标“{made.title}”。")
            return redirect("scheme_detail", pk)
    return _edit_page(request, form, scheme, "增加指标")


@require_http_methods(["GET", "POST"])
def indicator_edit(request: HttpRequest, pk: int) -> HttpResponse:
    user = _drafter(request)
    held = _found(user, pk)
    form = IndicatorForm.of(held, request.POST if request.method == "POST" else None)
    if form.is_valid():
        seen, at = form.cleaned_data["seen"], timezone.now()
        try:
            change_indicator(indicator=held, values=form.values(), seen=seen, by=user, at=at)
        except Refusal as refusal:
            show_refusal(form, refusal)
            if isinstance(refusal, WrongState):
                form.seen_again(_found(user, pk))
        else:
            messages.success(request, f"指标“{form.cleaned_data['title']}”已修改。")
            return redirect("scheme_detail", held.scheme_id)
    return _edit_page(request, form, held.scheme, f"修改指标：{held.title}", held=held)


def _edit_page(request: HttpRequest, form: forms.Form, scheme: Scheme, heading: str, **more: Any) -> HttpResponse:
    context = {"form": form, "scheme": scheme, "heading": heading, "formulas": FORMULAS.values(), **more}
    return render(request, "assessment/schemes/indicator_edit.html", context, status=422 if form.errors else 200)


@require_POST
def indicator_remove(request: HttpRequest, pk: int) -> HttpResponse:
    user = _drafter(request)
    held = _found(user, pk)
    try:
        remove_indicator(indicator=held, by=user, at=timezone.now())
    except Refusal as refusal:
        return detail_page(request, user, found_scheme(user, held.scheme_id), refused=tuple(refusal.sentences))
    messages.success(request, f"已删除指标“{held.title}”。")
    return redirect("scheme_detail", held.scheme_id)


@require_POST
def indicator_move(request: HttpRequest, pk: int) -> HttpResponse:
    """`way` is up or down."""
    user = _drafter(request)
    held = _found(user, pk)
    try:
        move_indicator(indicator=held, up=typed(request, "way") == "up", by=user, at=timezone.now())
    except Refusal as refusal:
        return detail_page(request, user, found_scheme(user, held.scheme_id), refused=tuple(refusal.sentences))
    return redirect("scheme_detail", held.scheme_id)
