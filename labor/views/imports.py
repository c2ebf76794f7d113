"""Upload page of 发放表: check alone or check and import; every problem at its cell, or the saved roll."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from documents.workbooks import UnreadableWorkbook, annotate, template
from labor.forms import RollUploadForm
from labor.imports import import_wage_roll, period_for
from labor.permissions import may_import_any
from labor.wage_form import WAGE_ROLL
from projects.models import Period
from projects.outcome import ImportOutcome
from projects.requests import reader
from units.downloads import workbook_response
from units.models import User
from units.refusals import Refusal
from units.requests import show_refusal, today

PROBLEMS_SHOWN = 300
NOT_YOURS = "发放表由行业主管部门、责任镇街、业主单位或办公室导入，您的岗位没有这项权限。"


@require_http_methods(["GET", "POST"])
def import_roll(request: HttpRequest) -> HttpResponse:
    user = _importer(request)
    form = RollUploadForm(request.POST or None, request.FILES or None, user=user, initial=_start(request))
    outcome = None
    if request.method == "POST" and form.is_valid():
        try:
            if "annotate" in request.POST:
                return _annotated(user, form)
            outcome = _take(user, form, dry_run="check" in request.POST)
        except Refusal as refusal:
            show_refusal(form, refusal)
        except UnreadableWorkbook as unreadable:
            form.add_error(None, str(unreadable))
    if outcome is not None and outcome.is_saved:
        return _to_the_roll(request, outcome)
    return _page(request, form, outcome)


@require_GET
def roll_template(request: HttpRequest) -> HttpResponse:
    """An empty workbook of the form."""
    _importer(request)
    return workbook_response(template(WAGE_ROLL), "发放表-空表.xlsx")


def _importer(request: HttpRequest) -> User:
    user = reader(request)
    if not may_import_any(user):
        raise PermissionDenied(NOT_YOURS)
    return user


def _start(request: HttpRequest) -> dict[str, Any]:
    """The project named in the address and the month most likely meant: the latest open one, else last month."""
    latest = Period.objects.open().order_by("-month").first()
    return {"project": request.GET.get("project"), "month": latest.month if latest else _last_month(today())}


def _last_month(day: date) -> date:
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def _take(user: User, form: RollUploadForm, *, dry_run: bool) -> ImportOutcome:
    said, at = form.cleaned_data, timezone.now()
    upload = said["file"]
    return import_wage_roll(
        file=upload.file,
        name=upload.name,
        project=said["project"],
        period=period_for(said["month"], at),
        by=user,
        at=at,
        dry_run=dry_run,
    )


def _annotated(user: User, form: RollUploadForm) -> HttpResponse:
    """The sender's own workbook with a note at every problem; nothing is saved."""
    outcome = _take(user, form, dry_run=True)
    upload = form.cleaned_data["file"]
    upload.seek(0)
    placed = [problem for problem in outcome.problems if problem.cell]
    return workbook_response(annotate(upload.read(), placed), f"批注-{upload.name}")


def _to_the_roll(request: HttpRequest, outcome: ImportOutcome) -> HttpResponse:
    facts = outcome.facts
    said = f"发放表已导入：{facts['lines']}行，实发合计{facts['net']}元。"
    if outcome.warnings:
        messages.warning(request, f"{said}有{len(outcome.warnings)}处提示，请核对下面的清单。")
    else:
        messages.success(request, said)
    if _is_partial(request):
        return HttpResponse(headers={"HX-Redirect": reverse("roll_detail", args=[facts["roll"]])})
    return redirect("roll_detail", facts["roll"])


def _page(request: HttpRequest, form: RollUploadForm, outcome: ImportOutcome | None) -> HttpResponse:
    """The page, whole or as the part htmx puts below the form (so that the chosen file stays chosen)."""
    context = {"form": form, "outcome": outcome, **_shown(outcome)}
    if _is_partial(request):
        return render(request, "labor/_roll_outcome.html", context)
    failed = bool(form.errors) or (outcome is not None and not outcome.ok)
    return render(request, "labor/import_roll.html", context, status=422 if failed else 200)


def _shown(outcome: ImportOutcome | None) -> dict[str, Any]:
    """A page holds some hundred problems; the annotated workbook holds them all."""
    errors, warnings = (list(outcome.errors), list(outcome.warnings)) if outcome else ([], [])
    hidden = max(0, len(errors) - PROBLEMS_SHOWN) + max(0, len(warnings) - PROBLEMS_SHOWN)
    return {"errors": errors[:PROBLEMS_SHOWN], "warnings": warnings[:PROBLEMS_SHOWN], "hidden": hidden}


def _is_partial(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"
