"""应报规则: what holds now, its history, and for the office the form to set another."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from documents.formats import month_label
from projects.expected_forms import RuleForm
from projects.models import OwingRule
from projects.owing import owing_rule
from projects.owing_rules import HOUSE_BASIS, SETTERS, may_set, may_withdraw, said, set_rule, withdraw_rule
from projects.requests import allowed, reader
from units.models import User
from units.refusals import Refusal
from units.requests import show_refusal, today


@require_http_methods(["GET", "POST"])
@never_cache
def expected_rules(request: HttpRequest) -> HttpResponse:
    posts = request.method == "POST"
    user = allowed(request, may_set, SETTERS) if posts else reader(request)
    now = owing_rule(today().replace(day=1))
    form = RuleForm(request.POST if posts else None, initial={"stages": now.stages, "resting": now.resting})
    if form.is_valid():
        stated = dict(form.cleaned_data)
        stated["starts_on"] = stated.pop("month")
        try:
            rule = set_rule(**stated, by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"已设定：{month_label(rule.starts_on)}起，{said(rule)}。")
            return redirect("expected_rules")
    return _page(request, user, form)


def _page(request: HttpRequest, user: User, form: RuleForm, status: int = 200) -> HttpResponse:
    on = today()
    now = owing_rule(on.replace(day=1))
    past = OwingRule.objects.select_related("set_by")
    context: dict[str, Any] = {
        "now": said(now),
        "basis": now.basis or HOUSE_BASIS,
        "past": [(rule, said(rule), may_withdraw(rule, on)) for rule in past],
        "form": form,
        "may_set": may_set(user),
    }
    return render(request, "projects/expected/expected_rules.html", context, status=422 if form.errors else status)


@require_POST
@never_cache
def expected_rule_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    user = allowed(request, may_set, SETTERS)
    rule = get_object_or_404(OwingRule, pk=pk)
    try:
        withdraw_rule(rule=rule, by=user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, "".join(refusal.sentences))
        return _page(request, user, RuleForm(), status=422)
    messages.success(request, "已撤回这条规则，此前的规则继续有效。")
    return redirect("expected_rules")
