"""工作日: a year's working days, and the office's own changes, each seen in its effect before it is saved."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from dispatch.calendar_forms import ChangedDayForm
from dispatch.calendar_rows import months_of_year, tabs
from dispatch.views.calendar import told, year_asked
from projects.calendar import WEEKDAYS, announced
from projects.models import ChangedDay
from projects.requests import allowed, reader
from projects.round_changes import SETTERS, may_set
from projects.working_days import Effect, back_again, change_day, changed_in, effect, take_back_day, why_not
from units.models import User
from units.refusals import Refusal
from units.requests import show_refusal, today


@never_cache
@require_http_methods(["GET", "POST"])
def calendar_days(request: HttpRequest) -> HttpResponse:
    """The first sending shows what would move; the second, of the same days, saves."""
    posts = request.method == "POST"
    user = allowed(request, may_set, SETTERS) if posts else reader(request)
    form = ChangedDayForm(request.POST if posts else None)
    shown = None
    if form.is_valid():
        try:
            if form.was_looked_at():
                return _saved(request, form, user)
            shown = _looked(form)
        except Refusal as refusal:
            show_refusal(form, refusal)
    return _page(request, user, form, shown)


def _looked(form: ChangedDayForm) -> Effect:
    now = timezone.now()
    if wrong := why_not(**form.said(), at=now):
        raise Refusal(*wrong)
    form.look()
    return effect(form.changes(), at=now)


def _saved(request: HttpRequest, form: ChangedDayForm, user: User) -> HttpResponse:
    said = form.said()
    moved = change_day(**said, by=user, at=timezone.now())
    messages.success(request, f"工作日已调整。{told(len(moved))}")
    return redirect(f"{reverse('calendar_days')}?year={said['day'].year}")


def _page(request: HttpRequest, user: User, form: ChangedDayForm, shown: Effect | None) -> HttpResponse:
    year, on = _year(request, form), today()
    context: dict[str, Any] = {
        "year": year,
        "tabs": tabs([on.year - 1, on.year, on.year + 1], year, reverse("calendar_days")),
        "months": months_of_year(year, on),
        "weekdays": WEEKDAYS,
        "changed": _changed(year) if may_set(user) else [(one, None) for one in changed_in(year)],
        "is_announced": announced(year),
        "form": form,
        "effect": shown,
        "may_set": may_set(user),
    }
    return render(request, "dispatch/calendar/calendar_days.html", context, status=422 if form.errors else 200)


def _changed(year: int) -> list[tuple[ChangedDay, str | None]]:
    """The changes of a year, each with what taking it back would do; None for one that is past."""
    rows, on = changed_in(year), today()
    moves = back_again([one.day for one in rows if one.day >= on], at=timezone.now())
    return [(one, _taken_back(moves[one.day]) if one.day in moves else None) for one in rows]


def _taken_back(moved: list[str]) -> str:
    after = f"会重排{len(moved)}轮：{'；'.join(moved)}。" if moved else "没有轮次因此改期。"
    return f"这一天重新按国务院办公厅的放假安排。{after}"


def _year(request: HttpRequest, form: ChangedDayForm) -> int:
    day = form.cleaned_data.get("day") if form.is_bound and form.is_valid() else None
    return day.year if day and abs(day.year - today().year) <= 1 else year_asked(request)


@never_cache
@require_POST
def calendar_day_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    user = allowed(request, may_set, SETTERS)
    held = get_object_or_404(ChangedDay, pk=pk)
    try:
        moved = take_back_day(changed=held, by=user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, "".join(refusal.sentences))
    else:
        messages.success(request, f"已撤回，这一天按国务院办公厅的放假安排。{told(len(moved))}")
    return redirect(f"{reverse('calendar_days')}?year={held.day.year}")
