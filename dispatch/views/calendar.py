"""调度日程: a year's rounds at a glance, one round moved, the rules; printed and written out."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dispatch.calendar_forms import RoundForm, RuleForm
from dispatch.calendar_papers import calendar_paper, calendar_workbook
from dispatch.calendar_rows import coming, grouped, rows_of, tabs, years_shown
from projects.calendar import announced
from projects.models import Round, RoundKind, RoundRule
from projects.requests import allowed, asked, reader, whole
from projects.round_changes import SETTERS, change_round, follow_rule, may_follow, may_set, resting
from projects.round_rules import COUNTS, may_withdraw, say, set_round_rule, withdraw_rule
from projects.rounds import plan_year, read_rules, rule_for
from projects.working_days import counted_in
from units.downloads import pdf_response, workbook_response
from units.models import User
from units.refusals import Refusal, WrongState
from units.requests import show_refusal, today

FIRST_YEAR, LAST_YEAR = 2000, 2100


def year_asked(request: HttpRequest) -> int:
    """The year of `?year=`, this one when none or an odd one is asked for."""
    year = whole(asked(request, "year"))
    return year if year is not None and FIRST_YEAR <= year <= LAST_YEAR else today().year


@never_cache
@require_GET
def calendar_year(request: HttpRequest) -> HttpResponse:
    user, year, on = reader(request), year_asked(request), today()
    context = {
        "year": year,
        "query": f"year={year}",
        "on": on,
        "tabs": tabs(years_shown(on), year, reverse("calendar_year")),
        "groups": grouped(rows_of(user, year, on)),
        "coming": coming(on),
        "unknown": [one for one in (year, year + 1) if not announced(one)],
        "counted": counted_in(year),
        "may_set": may_set(user),
        "may_plan": may_set(user) and year in (on.year, on.year + 1),
    }
    return render(request, "dispatch/calendar/calendar_year.html", context)


@never_cache
@require_GET
def calendar_print(request: HttpRequest) -> HttpResponse:
    user, year = reader(request), year_asked(request)
    content = calendar_paper(year=year, by=user, at=timezone.now())
    return pdf_response(content, f"{year}年调度日程.pdf", is_saved=False)


@never_cache
@require_POST
def calendar_export(request: HttpRequest) -> HttpResponse:
    user, year = reader(request), year_asked(request)
    return workbook_response(calendar_workbook(year=year, by=user, at=timezone.now()), f"{year}年调度日程.xlsx")


@never_cache
@require_POST
def calendar_plan(request: HttpRequest) -> HttpResponse:
    """Plan a year before the round does: the office wants next year's calendar early."""
    user, year = allowed(request, may_set, SETTERS), year_asked(request)
    if year not in (today().year, today().year + 1):
        messages.error(request, "只能排定今年和明年的日程。")
    elif not read_rules():
        messages.error(request, "还没有日程规则，请先在“规则”页设定各频次的规则，再排定日程。")
    elif made := plan_year(year=year, by=user, at=timezone.now()):
        messages.success(request, f"已排定{year}年的{len(made)}轮日程。")
    else:
        messages.info(request, f"{year}年的日程已经排好，没有改动。")
    return redirect(f"{reverse('calendar_year')}?year={year}")


@never_cache
@require_http_methods(["GET", "POST"])
def calendar_round_edit(request: HttpRequest, pk: int) -> HttpResponse:
    user = allowed(request, may_set, SETTERS)
    held = get_object_or_404(Round, pk=pk)
    form = RoundForm.of(held, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = change_round(round=held, by=user, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            show_refusal(form, refusal)
            if isinstance(refusal, WrongState):
                form.seen_again(held)
        else:
            return _changed(request, made)
    rule = rule_for(held.kind, held.last)
    context = {
        "form": form,
        "round": held,
        "counts": _said(rule) if rule else [],
        "back_url": _year_of(held.last),
        "may_follow": may_follow(held, today()),
    }
    return render(request, "dispatch/calendar/calendar_round.html", context, status=422 if form.errors else 200)


def _changed(request: HttpRequest, made: Round) -> HttpResponse:
    messages.success(request, f"{made.label}的日程已调整。")
    for sentence in resting(made):
        messages.warning(request, f"请核对：{sentence}")
    return redirect(_year_of(made.last))


@never_cache
@require_POST
def calendar_round_reset(request: HttpRequest, pk: int) -> HttpResponse:
    user = allowed(request, may_set, SETTERS)
    held = get_object_or_404(Round, pk=pk)
    try:
        follow_rule(round=held, by=user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, "".join(refusal.sentences))
    else:
        messages.success(request, f"{held.label}已恢复为按规则排定的日期。")
    return redirect(_year_of(held.last))


def _year_of(month: date) -> str:
    return f"{reverse('calendar_year')}?year={month.year}"


@never_cache
@require_GET
def calendar_rules(request: HttpRequest) -> HttpResponse:
    return render(request, "dispatch/calendar/calendar_rules.html", _rules(reader(request)))


def _rules(user: User) -> dict[str, Any]:
    rules, on = list(RoundRule.objects.select_related("set_by").order_by("-starts_on")), today()
    groups = [(kind.label, [_rule_row(rule, rules, on) for rule in rules if rule.kind == kind]) for kind in RoundKind]
    return {"groups": groups, "may_set": may_set(user)}


def _rule_row(rule: RoundRule, rules: list[RoundRule], on: date) -> dict[str, Any]:
    month = on.replace(day=1)
    in_force = rule_for(rule.kind, month, rules)
    state = "现行" if rule == in_force else "还没有起用" if rule.starts_on > month else "已不用"
    tone = {"现行": "good", "还没有起用": "info"}.get(state, "neutral")
    may = may_withdraw(rule, rules, on)
    return {"rule": rule, "counts": _said(rule), "state": state, "tone": tone, "may_withdraw": may}


def _said(rule: RoundRule) -> list[tuple[str, str]]:
    return [(label, say(getattr(rule, name))) for name, label in COUNTS.items()]


@never_cache
@require_http_methods(["GET", "POST"])
def calendar_rule_new(request: HttpRequest) -> HttpResponse:
    user = allowed(request, may_set, SETTERS)
    form = RuleForm(request.POST if request.method == "POST" else None, initial=_held_now(request))
    if form.is_valid():
        said = {"kind": RoundKind(form.cleaned_data["kind"]), "month": form.cleaned_data["month"]}
        basis = form.cleaned_data["basis"]
        try:
            rule, moved = set_round_rule(**said, counted=form.counted(), basis=basis, by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"已设定{rule.get_kind_display()}日程规则。{told(len(moved))}")
            return redirect("calendar_rules")
    context = {"form": form}
    return render(request, "dispatch/calendar/calendar_rule_new.html", context, status=422 if form.errors else 200)


def _held_now(request: HttpRequest) -> dict[str, Any]:
    """The rule in force of the kind asked for, to be changed rather than typed anew."""
    kind = asked(request, "kind") if asked(request, "kind") in RoundKind.values else RoundKind.MONTH
    rule = rule_for(kind, today().replace(day=1), read_rules())
    names = (*COUNTS, "locks", "basis")
    return {"kind": kind, **({name: getattr(rule, name) for name in names} if rule else {})}


@never_cache
@require_POST
def calendar_rule_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    user = allowed(request, may_set, SETTERS)
    rule = get_object_or_404(RoundRule, pk=pk)
    try:
        moved = withdraw_rule(rule=rule, by=user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, "".join(refusal.sentences))
        return render(request, "dispatch/calendar/calendar_rules.html", _rules(user), status=422)
    messages.success(request, f"已撤回这条规则，此前的规则继续有效。{told(len(moved))}")
    return redirect("calendar_rules")


def told(moved: int) -> str:
    """How many rounds were planned anew."""
    return f"已重排{moved}轮日程；已开启的和手动调整过的不变。" if moved else "没有轮次因此改期。"
