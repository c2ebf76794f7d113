"""Upload pages of the 清单 and of 月报/调度表: check, then all errors at once, or the summary of what was saved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from documents.workbooks import UnreadableWorkbook, annotate, template
from projects.forms import ListUploadForm, ProgressUploadForm
from projects.imports import import_progress as take_in_progress
from projects.imports import import_projects as take_in_projects
from projects.imports.forms import LEDGER, LIST, OFFICIAL
from projects.models import Period
from projects.outcome import ImportOutcome
from projects.permissions import may_import_progress, may_import_projects
from projects.requests import allowed, workbook_response
from units.models import User
from units.refusals import Refusal
from units.requests import show_refusal, today

FORMS = {form.key: form for form in (LIST, LEDGER, OFFICIAL)}
Take = Callable[..., ImportOutcome]


@require_http_methods(["GET", "POST"])
def import_projects(request: HttpRequest) -> HttpResponse:
    user = allowed(request, may_import_projects, "年度清单由领导小组办公室导入，您没有这项权限。")
    form = ListUploadForm(request.POST or None, request.FILES or None, initial={"year": today().year})
    return answer_upload(request, user, form, take_in_projects, "projects/import_projects.html")


@require_http_methods(["GET", "POST"])
def import_progress(request: HttpRequest) -> HttpResponse:
    user = allowed(request, may_import_progress, "月报和调度表由单位填报人或办公室导入。")
    latest = Period.objects.open().order_by("-month").first()
    form = ProgressUploadForm(
        request.POST or None, request.FILES or None, initial={"month": latest.month if latest else today()}
    )
    return answer_upload(request, user, form, take_in_progress, "projects/import_progress.html", period=latest)


def answer_upload(request: HttpRequest, user: User, form: Form, take: Take, page: str, **told: Any) -> HttpResponse:
    """The page, whole or as the part htmx puts below the form (so that the chosen file stays chosen)."""
    outcome = None
    if request.method == "POST" and form.is_valid():
        try:
            if "annotate" in request.POST:
                return _annotated(user, form, take)
            outcome = _take(user, form, take, dry_run="check" in request.POST)
        except Refusal as refusal:
            show_refusal(form, refusal)
        except UnreadableWorkbook as unreadable:
            form.add_error(None, str(unreadable))
    partial = request.headers.get("HX-Request") == "true"
    context = {"form": form, "outcome": outcome, **told}
    return render(request, "projects/_import_outcome.html" if partial else page, context)


def _take(user: User, form: Form, take: Take, *, dry_run: bool) -> ImportOutcome:
    said: dict[str, Any] = dict(form.cleaned_data)
    upload = said.pop("file")
    return take(file=upload.file, name=upload.name, **said, by=user, at=timezone.now(), dry_run=dry_run)


def _annotated(user: User, form: Form, take: Take) -> HttpResponse:
    """The sender's own workbook with a note at every problem; nothing is saved."""
    outcome = _take(user, form, take, dry_run=True)
    upload = form.cleaned_data["file"]
    upload.seek(0)
    return workbook_response(annotate(upload.read(), outcome.problems), f"批注-{upload.name}")


@require_GET
def import_template(request: HttpRequest, key: str) -> HttpResponse:
    """An empty workbook of one form."""
    user = allowed(request, may_import_progress, "空表供填报和导入使用，您没有这项权限。")
    if key not in FORMS:
        raise Http404("没有这张空表。")
    if key == LIST.key and not may_import_projects(user):
        raise PermissionDenied("年度清单由领导小组办公室导入，您没有这项权限。")
    return workbook_response(template(FORMS[key]), f"{FORMS[key].title}-空表.xlsx")
