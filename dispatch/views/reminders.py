"""催报: the ledger of a month with its workbook, and the steps that hold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assignments.models import SourceKind
from assignments.supervision.sources import open_notices
from dispatch.reminders.exports import export_ledger
from dispatch.reminders.forms import LedgerForm, StepsForm, begun_with
from dispatch.reminders.ledger import STANDINGS, Ledger, Row, ledger_of
from dispatch.reminders.letter_list import standing_of
from dispatch.reminders.letters import may_issue
from dispatch.reminders.steps import SETTERS, may_set, set_steps, step_sets, steps_on
from dispatch.supervision_sources import key_of
from projects.models import Period
from projects.requests import asked, reader
from units.downloads import workbook_response
from units.models import User
from units.refusals import Refusal
from units.requests import page_of, query_of, show_refusal, today


@never_cache
@require_GET
def reminder_list(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    periods = list(Period.objects.order_by("-month"))
    period = _asked(periods, asked(request, "period"))
    if period is None:
        return render(request, "dispatch/reminders/reminder_list.html", {"periods": []})
    form, ledger = LedgerForm(request.GET), _ledger(request, user, period)
    page = page_of(request, ledger.rows)
    context = {
        "periods": periods,
        "period": period,
        "form": form,
        "keep": [("period", period.key)],
        "reset": f"{request.path}?period={period.key}",
        "ledger": ledger,
        "page": page,
        "rows": _rows(period, list(page.object_list), today(), user),
        "shows_raising": may_issue(user),
        "query": query_of(request),
        "signed": sum(letter.signed_for_at is not None for letter in ledger.letters),
        "may_issue": may_issue(user),
        "is_filtered": bool(_conditions(request)),
    }
    return render(request, "dispatch/reminders/reminder_list.html", context)


def _rows(period: Period, rows: Sequence[Row], on: date, user: User) -> list[tuple[Any, ...]]:
    """Each row with the standing of its letter, and for the office the 督办 under way or the key to raise one by."""
    if not may_issue(user):
        return [(row, _standing(row), None, "") for row in rows]
    keys = {row.unit_id: key_of(period, row.unit_id) for row in rows}
    notices = open_notices(SourceKind.FILING, list(keys.values()))
    return [
        (row, _standing(row), notices.get(keys[row.unit_id]), keys[row.unit_id] if _is_late(row, period, on) else "")
        for row in rows
    ]


def _standing(row: Row) -> Any:
    return standing_of(row.letter) if row.letter else None


def _is_late(row: Row, period: Period, on: date) -> bool:
    return period.is_open and any(one.due_on < on for one in row.owed)


@never_cache
@require_POST
def reminder_export(request: HttpRequest) -> HttpResponse:
    """The month and the filters are in the address, as on the page."""
    user = reader(request)
    period = _asked(list(Period.objects.order_by("-month")), asked(request, "period"))
    if period is None:
        raise Http404("还没有调度期。")
    ledger = _ledger(request, user, period)
    content = export_ledger(ledger=ledger, conditions=_conditions(request), by=user, at=timezone.now())
    return workbook_response(content, f"催报台账-{period.key}.xlsx")


def _ledger(request: HttpRequest, user: User, period: Period) -> Ledger:
    standing = asked(request, "standing")
    known = standing if standing in dict(STANDINGS) else ""
    return ledger_of(period, user=user, on=today(), text=asked(request, "q"), standing=known)


def _conditions(request: HttpRequest) -> list[str]:
    text, standing = asked(request, "q").strip(), dict(STANDINGS).get(asked(request, "standing"), "")
    return [f"{label}＝{said}" for label, said in (("单位", text), ("欠报", standing)) if said]


def _asked(periods: list[Period], key: str) -> Period | None:
    """The month asked for; else the earliest open one that has begun to be owed, else the latest.

    Raises:
        Http404: there is no such month.
    """
    if key:
        found = next((period for period in periods if period.key == key), None)
        if found is None:
            raise Http404("没有这个调度期。")
        return found
    due = [period for period in periods if period.is_open and _is_near(period.due_on)]
    return due[-1] if due else next(iter(periods), None)


def _is_near(due_on: date) -> bool:
    return (due_on - today()).days <= 10


@never_cache
@require_http_methods(["GET", "POST"])
def reminder_steps(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    if request.method == "POST" and not may_set(user):
        raise PermissionDenied(SETTERS)
    on, held = today(), steps_on(today())
    begun: dict[str, Any] = {"starts_on": on} | (begun_with(held.steps) if held else {})
    form = StepsForm(request.POST if request.method == "POST" else None, initial=begun)
    if request.method == "POST" and form.is_valid():
        try:
            made = set_steps(starts_on=form.cleaned_data["starts_on"], steps=form.steps, by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"催报步骤已设定，{made.starts_on:%Y-%m-%d}起用。")
            return redirect("reminder_steps")
    sets = [(one, _in_force(one.starts_on, held.starts_on if held else None)) for one in step_sets()]
    context = {"form": form, "held": held, "sets": sets, "may_set": may_set(user)}
    return render(request, "dispatch/reminders/reminder_steps.html", context, status=422 if form.errors else 200)


def _in_force(starts_on: date, held: date | None) -> tuple[str, str]:
    if starts_on == held:
        return "现行", "good"
    return ("未起用", "info") if held is None or starts_on > held else ("已停用", "neutral")
