"""任务 drafted: by hand, by clause for a year, changed, thrown away; and issued at one stroke."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from assignments.assigning import actions
from assignments.assigning.breakdown import break_down, proposals
from assignments.assigning.forms import AssignmentForm, DutyTaskForm, RuleForm, initial_of
from assignments.assigning.moves import FLOW
from assignments.assigning.rules import SETTERS, rule_on, set_rule
from assignments.measures import said
from assignments.models import AssignmentAct, AssignmentRule, Duty, Mandate
from assignments.views.assignments import detail_page, whole_of
from projects.requests import allowed, asked, reader, typed, whole
from units.models import Role, User
from units.refusals import Refusal
from units.requests import show_refusal, today
from units.scope import scope_of


def _of_office(user: User) -> bool:
    return scope_of(user).is_office


@require_http_methods(["GET", "POST"])
def assignment_new(request: HttpRequest) -> HttpResponse:
    """A task under a clause (`?duty=`), or of a mandate (`?mandate=`)."""
    user = allowed(request, _of_office, actions.DRAFTS)
    mandate = _asked_mandate(request, user)
    form = _new_form(request, mandate)
    if request.method == "POST" and form.is_valid():
        values = form.values()
        try:
            made = actions.draft_assignment(
                **{"origin": mandate, **values},
                supports=form.cleaned_data["supports"],
                by=user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"已拟订“{made.title}”，核对后由办公室管理员下达。")
            return redirect("assignment_detail", made.pk)
    context = {"form": form, "mandate": mandate, "back": _back(mandate)}
    return render(request, "assignments/tasks/assignment_new.html", context, status=422 if form.errors else 200)


def _asked_mandate(request: HttpRequest, user: User) -> Mandate | None:
    key = asked(request, "mandate")
    return get_object_or_404(Mandate.objects.visible_to(user), pk=whole(key) or 0) if key else None


def _new_form(request: HttpRequest, mandate: Mandate | None) -> AssignmentForm:
    data = request.POST if request.method == "POST" else None
    day = today()
    if mandate:
        begun = {"title": mandate.title, "demand": mandate.demand, "starts_on": day, "due_on": mandate.due_on}
        return AssignmentForm(data, initial=begun)
    year = whole(asked(request, "year")) or day.year
    duty = Duty.objects.filter(pk=whole(asked(request, "duty")) or 0).first()
    start = day if year == day.year else day.replace(year=year, month=1, day=1)
    begun = {"starts_on": start, "due_on": start.replace(month=12, day=31)}
    return DutyTaskForm(data, initial=begun | ({"duty": duty.pk, "title": duty.text[:120]} if duty else {}))


def _back(mandate: Mandate | None) -> str:
    return reverse("mandate_detail", args=[mandate.pk]) if mandate else reverse("assignment_list")


@require_http_methods(["GET", "POST"])
def assignment_edit(request: HttpRequest, pk: int) -> HttpResponse:
    user = allowed(request, _of_office, actions.DRAFTS)
    one = get_object_or_404(whole_of(user), pk=pk)
    form = AssignmentForm(request.POST if request.method == "POST" else None, initial=initial_of(one))
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_assignment(
                assignment=one,
                values=form.values(),
                supports=form.cleaned_data["supports"],
                by=user,
                at=timezone.now(),
                version=whole(typed(request, "version")) or 0,
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "已保存。")
            return redirect("assignment_detail", pk)
    elif request.method == "GET" and (refused := FLOW.why_not(AssignmentAct.EDIT, one, user)):
        raise PermissionDenied(refused)
    context = {"form": form, "one": one, "version": typed(request, "version") or one.version}
    return render(request, "assignments/tasks/assignment_edit.html", context, status=422 if form.errors else 200)


@require_POST
def assignment_delete(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    one = get_object_or_404(whole_of(user), pk=pk)
    try:
        actions.delete_draft(assignment=one, by=user, at=timezone.now())
    except Refusal as refusal:
        return detail_page(request, user, get_object_or_404(whole_of(user), pk=pk), refused=refusal)
    messages.success(request, f"已删除拟订的任务“{one.title}”。")
    return redirect(f"{reverse('assignment_list')}?year={one.year}")


@require_http_methods(["GET", "POST"])
def assignment_break(request: HttpRequest) -> HttpResponse:
    """按条款分解 a year (`?year=`), all clauses or one (`?duty=`): first the proposal, then the act."""
    user = allowed(request, _of_office, actions.DRAFTS)
    year = whole(asked(request, "year")) or today().year
    duty = _asked_duty(request)
    if not 2022 <= year <= 2099:
        raise Http404("没有这个年度。")
    refused: list[str] = []
    if request.method == "POST":
        try:
            made = break_down(year=year, duty=duty, by=user, at=timezone.now())
        except Refusal as refusal:
            refused = list(refusal.sentences)
        else:
            messages.success(request, f"已拟订{len(made)}项任务，核对后由办公室管理员下达。")
            return redirect(f"{reverse('assignment_list')}?year={year}&state=draft")
    rows = proposals(year, duty=duty)
    context = {
        "year": year,
        "years": [today().year, today().year + 1],
        "duty": duty,
        "rows": [(one, said(one.measure, one.target) if one.measure else "") for one in rows],
        "missing": sum(one.there is None for one in rows),
        "refused": refused,
    }
    return render(request, "assignments/tasks/assignment_break.html", context, status=422 if refused else 200)


def _asked_duty(request: HttpRequest) -> Duty | None:
    key = asked(request, "duty")
    return get_object_or_404(Duty, pk=whole(key) or 0) if key else None


@require_POST
def assignment_issue_all(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    year = whole(typed(request, "year")) or 0
    to = f"{reverse('assignment_list')}?year={year}&state=draft"
    try:
        made = actions.issue_all(year=year, by=user, at=timezone.now())
    except Refusal as refusal:
        for sentence in refusal.sentences:
            messages.error(request, sentence)
        return redirect(to)
    messages.success(request, f"已下达{year}年任务{len(made)}项，各责任单位和配合单位已收到消息。")
    return redirect(f"{reverse('assignment_list')}?year={year}")


@require_http_methods(["GET", "POST"])
def assignment_rule(request: HttpRequest) -> HttpResponse:
    """任务报告期限 (◇): read by everybody with a post, set by the office administrator."""
    user = reader(request)
    may_set = scope_of(user).has(Role.OFFICE_ADMIN)
    if request.method == "POST" and not may_set:
        raise PermissionDenied(SETTERS)
    held = rule_on(today())
    begun = {"starts_on": today(), **{name: getattr(held, name) for name in DAYS}}
    form = RuleForm(request.POST if request.method == "POST" else None, initial=begun)
    if request.method == "POST" and form.is_valid():
        try:
            made = _set(form.cleaned_data, user)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"任务报告期限已设定，{made}起用。")
            return redirect("assignment_rule")
    sets = AssignmentRule.objects.select_related("set_by")
    context = {"form": form, "held": held, "sets": sets, "may_set": may_set}
    return render(request, "assignments/tasks/assignment_rule.html", context, status=422 if form.errors else 200)


DAYS = ("month_day", "quarter_day", "return_days", "soon_days")


def _set(said: dict[str, Any], user: User) -> AssignmentRule:
    days = {name: said[name] for name in DAYS}
    return set_rule(starts_on=said["starts_on"], days=days, by=user, at=timezone.now())
