"""考勤表 as files: the form to fill, the upload, the workbook and the paper taken out with a reason."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from labor.attendance.export import export_month
from labor.attendance.form import roster_sheet
from labor.attendance.forms import AttendanceUploadForm
from labor.attendance.importing import import_attendance
from labor.attendance.paper import print_month
from labor.attendance.permissions import why_not
from labor.attendance.sheets import sheet_of, why_locked
from labor.views.attendance_page import Answer, grid_of, show
from labor.views.attendance_parts import project_and_period
from labor.views.uploading import Fact, Saved, answer_upload
from projects.models import Period, Project
from projects.outcome import ImportOutcome
from projects.requests import asked, typed
from units.downloads import pdf_response, workbook_response
from units.models import User
from units.refusals import Refusal


@never_cache
@require_http_methods(["GET", "POST"])
def attendance_import(request: HttpRequest, pk: int, month: str) -> HttpResponse:
    user, project, period = project_and_period(request, pk, month)
    if reason := why_not(user, project, "导入考勤表"):
        raise PermissionDenied(reason)
    return answer_upload(
        request,
        AttendanceUploadForm(request.POST or None, request.FILES or None),
        take=partial(import_attendance, project=project, period=period),
        page="labor/attendance/import.html",
        saved=partial(_saved, project, period),
        facts=_facts,
        project=project,
        period=period,
        locked=why_locked(sheet_of(project, period)),
    )


def _saved(project: Project, period: Period, outcome: ImportOutcome) -> Saved:
    facts = outcome.facts
    said = f"考勤表已导入：{facts['people']}人，{facts['workdays']}工日。"
    return Saved(said, reverse("attendance_sheet", args=[project.pk, period.key]))


def _facts(outcome: ImportOutcome) -> list[Fact]:
    return [
        Fact("人数", outcome.facts["people"], "人", "一人一行"),
        Fact("出勤合计", outcome.facts["workdays"], "工日", "请与表上的合计核对"),
        Fact("有改动", outcome.created + outcome.updated, "人"),
    ]


@never_cache
@require_POST
def attendance_template(request: HttpRequest, pk: int, month: str) -> HttpResponse:
    """The form with the month's roster and the days kept so far, numbers masked."""
    user, project, period = project_and_period(request, pk, month)
    if reason := why_not(user, project, "下载考勤表"):
        raise PermissionDenied(reason)
    team = asked(request, "team")
    content = roster_sheet(project=project, period=period, by=user, at=timezone.now(), team=team)
    return workbook_response(content, f"考勤表-{project.name}-{period.label}.xlsx")


@never_cache
@require_POST
def attendance_export(request: HttpRequest, pk: int, month: str) -> HttpResponse:
    def take(user: User, project: Project, period: Period) -> HttpResponse:
        grid, at = grid_of(request, project, period), timezone.now()
        content = export_month(grid=grid, reason=typed(request, "reason"), by=user, at=at)
        return workbook_response(content, f"考勤表-{project.name}-{period.label}.xlsx")

    return _taken_out(request, pk, month, "export", take)


@never_cache
@require_POST
def attendance_print(request: HttpRequest, pk: int, month: str) -> HttpResponse:
    """The paper form: to be ticked by hand, or with what is kept."""

    def take(user: User, project: Project, period: Period) -> HttpResponse:
        grid, filled = grid_of(request, project, period), typed(request, "filled") == "1"
        content = print_month(grid=grid, filled=filled, reason=typed(request, "reason"), by=user, at=timezone.now())
        return pdf_response(content, f"考勤表-{project.name}-{period.label}.pdf")

    return _taken_out(request, pk, month, "print", take)


def _taken_out(
    request: HttpRequest, pk: int, month: str, box: str, take: Callable[[User, Project, Period], HttpResponse]
) -> HttpResponse:
    user, project, period = project_and_period(request, pk, month)
    try:
        return take(user, project, period)
    except Refusal as refusal:
        answer = Answer(sentences=refusal.sentences, box=box, reason=typed(request, "reason"))
        return show(request, user, project, period, answer)
