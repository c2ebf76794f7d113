"""花名册 as files: workbook and paper taken out for a reason, the empty form, and a filled workbook brought in."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from documents.workbooks import template
from labor.permissions import works_on
from labor.rosters.form import ROSTER
from labor.rosters.importing import import_roster
from labor.rosters.permissions import WHO
from labor.rosters.printing import roster_paper, roster_sheet
from labor.views.rosters import roster_page, roster_project, roster_stays
from labor.views.uploading import Saved, answer_upload
from projects.forms import UploadForm
from projects.models import Project
from projects.outcome import ImportOutcome
from projects.proofs.permissions import closed
from projects.requests import reader, typed
from units.downloads import pdf_response, workbook_response
from units.models import User
from units.refusals import Refusal


@never_cache
@require_POST
def roster_export(request: HttpRequest, pk: int) -> HttpResponse:
    """The filters are in the address, as on the page."""
    return _take_out(
        request,
        pk,
        "导出",
        roster_sheet,
        lambda content, project: workbook_response(content, f"花名册-{project.name}.xlsx"),
    )


@never_cache
@require_POST
def roster_print(request: HttpRequest, pk: int) -> HttpResponse:
    """A PDF of what is listed, to be signed; the filters are in the address, as on the page."""
    return _take_out(request, pk, "打印", roster_paper, _paper)


def _take_out(
    request: HttpRequest,
    pk: int,
    act: str,
    make: Callable[..., bytes],
    answer: Callable[[bytes, Project], HttpResponse],
) -> HttpResponse:
    user = reader(request)
    project = _handled(user, pk, f"{act}花名册")
    stays = roster_stays(request, project).qs.order_by("team", "name", "pk")
    said: dict[str, Any] = {"reason": typed(request, "reason"), "by": user, "at": timezone.now()}
    try:
        return answer(make(project=project, engagements=stays, **said), project)
    except Refusal as refusal:
        return roster_page(request, user, project, refused=refusal)


def _paper(content: bytes, project: Project) -> HttpResponse:
    return pdf_response(content, f"花名册-{project.name}.pdf")


@require_GET
def roster_template(request: HttpRequest, pk: int) -> HttpResponse:
    """An empty workbook of the form."""
    project = _handled(reader(request), pk, "下载名册空表")
    return workbook_response(template(ROSTER), f"名册-空表-{project.name}.xlsx")


@never_cache
@require_http_methods(["GET", "POST"])
def roster_import(request: HttpRequest, pk: int) -> HttpResponse:
    project = _handled(reader(request), pk, "导入名册")
    if shut := closed(project):
        raise PermissionDenied(shut)
    return answer_upload(
        request,
        UploadForm(request.POST or None, request.FILES or None),
        take=partial(import_roster, project=project),
        page="labor/rosters/roster_import.html",
        saved=partial(_saved, project),
        project=project,
    )


def _saved(project: Project, outcome: ImportOutcome) -> Saved:
    waived = outcome.facts.get("waived")
    said = f"名册已导入：新登记{outcome.created}人" + (f"，其中免训{waived}人。" if waived else "。")
    return Saved(said, reverse("roster_detail", args=[project.pk]))


def _handled(user: User, pk: int, act: str) -> Project:
    project = roster_project(user, pk)
    if not works_on(user, project):
        raise PermissionDenied(f"您的岗位不经办“{project.name}”，不能{act}。{WHO}")
    return project
