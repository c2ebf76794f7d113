"""Settings of 及时足额: the days pay may take, and the dated wage standards (R14)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from documents.formats import chinese_date, month_label
from labor.clocks.forms import StandardForm, TermForm, initial_of
from labor.clocks.terms import RULES, SETTERS, Term, history, may_set, may_withdraw, read_terms, set_term, withdraw_term
from labor.clocks.wages import (
    KEEPERS,
    add_standard,
    correct_standard,
    may_keep,
    rolls_checked,
    stamp_of,
    standards_on,
)
from labor.models import AlertRule, WageStandard
from projects.requests import allowed, reader
from units.refusals import Refusal
from units.requests import show_refusal, today


@require_http_methods(["GET", "POST"])
@never_cache
def clock_terms(request: HttpRequest) -> HttpResponse:
    """What holds now, its history, and for the office the form to set another."""
    posts = request.method == "POST"
    user = allowed(request, may_set, SETTERS) if posts else reader(request)
    form = TermForm(request.POST if posts else None)
    if form.is_valid():
        said = form.cleaned_data
        given = {"term": Term(said["term"]), "days": said["days"], "starts_on": said["month"]}
        try:
            row = set_term(**given, by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            label = RULES[Term(row.code)].label
            messages.success(request, f"已设定：{label}从{month_label(row.starts_on)}起为{said['days']}天。")
            return redirect("clock_terms")
    context = {**_terms(), "form": form, "may_set": may_set(user)}
    return render(request, "labor/clocks/clock_terms.html", context, status=422 if form.errors else 200)


def _terms() -> dict[str, Any]:
    on, held = today(), read_terms()
    now = [(RULES[term], held.of(term, on)) for term in Term]
    past = [(row, RULES[Term(row.code)], may_withdraw(row, on)) for row in history()]
    return {"now": now, "past": past, "on": on}


@require_POST
@never_cache
def clock_term_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    user = allowed(request, may_set, SETTERS)
    row = get_object_or_404(AlertRule.objects.filter(code__in=[*Term]), pk=pk)
    try:
        withdraw_term(row=row, by=user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, "".join(refusal.sentences))
        context = {**_terms(), "form": TermForm(), "may_set": True}
        return render(request, "labor/clocks/clock_terms.html", context, status=422)
    messages.success(request, "已撤回这条设定，此前的设定继续有效。")
    return redirect("clock_terms")


@require_GET
@never_cache
def wage_standard_list(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    context = {"rows": standards_on(today()), "on": today(), "may_keep": may_keep(user)}
    return render(request, "labor/clocks/wage_standard_list.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
def wage_standard_new(request: HttpRequest) -> HttpResponse:
    user = allowed(request, may_keep, KEEPERS)
    form = StandardForm(request.POST if request.method == "POST" else None, initial={"usual_day_max_fen": 800_00})
    if form.is_valid():
        try:
            made = add_standard(form.stated(), by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"已登记{_told(made)}")
            return redirect("wage_standard_list")
    return _form(request, form, None)


@require_http_methods(["GET", "POST"])
@never_cache
def wage_standard_edit(request: HttpRequest, pk: int) -> HttpResponse:
    user = allowed(request, may_keep, KEEPERS)
    held = get_object_or_404(WageStandard, pk=pk)
    form = StandardForm(request.POST if request.method == "POST" else None, initial=initial_of(held, stamp_of(held)))
    if form.is_valid():
        try:
            made = correct_standard(
                standard=held, stated=form.stated(), seen=form.cleaned_data["seen"], by=user, at=timezone.now()
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"已更正{_told(made)}")
            return redirect("wage_standard_list")
    return _form(request, form, held)


def _form(request: HttpRequest, form: StandardForm, held: WageStandard | None) -> HttpResponse:
    context = {"form": form, "held": held}
    return render(request, "labor/clocks/wage_standard_form.html", context, status=422 if form.errors else 200)


def _told(made: WageStandard) -> str:
    """What was saved, and that rolls of its months are not checked again."""
    named = f"{chinese_date(made.starts_on)}起的工资标准。"
    if not made.is_official:
        return f"{named}征求意见稿只备查，不用来核对。"
    rolls = rolls_checked(made.starts_on.replace(day=1))
    return f"{named}此前已按原标准核对的{rolls}张发放表不重新核对。" if rolls else named
