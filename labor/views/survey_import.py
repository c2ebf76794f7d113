"""Upload page of a township's 摸底表: check, annotate, or import; and its empty workbook."""

from __future__ import annotations

from functools import partial

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from labor.models import SurveyPart
from labor.surveys.form import survey_template as empty_workbook
from labor.surveys.importing import import_survey
from labor.surveys.parts import why_no_entries
from labor.surveys.permissions import may_fill_in
from labor.views.survey_parts import part_of
from labor.views.uploading import Fact, Saved, answer_upload
from projects.forms import UploadForm
from projects.outcome import ImportOutcome
from projects.requests import reader
from units.downloads import workbook_response
from units.models import User

WHO = "摸底表由{township}的填报人或领导小组办公室导入，您没有这项权限。"


@never_cache
@require_http_methods(["GET", "POST"])
def survey_import(request: HttpRequest, pk: int) -> HttpResponse:
    user, part = _filler(request, pk)
    return answer_upload(
        request,
        UploadForm(request.POST or None, request.FILES or None),
        take=partial(import_survey, part=part),
        page="labor/surveys/survey_import.html",
        saved=partial(_saved, part),
        facts=_facts,
        part=part,
        why_not=why_no_entries(part, user, timezone.now()),
    )


@require_GET
def survey_template(request: HttpRequest, pk: int) -> HttpResponse:
    """The empty workbook of a township's part, with drop-downs and today's trades."""
    _, part = _filler(request, pk)
    return workbook_response(empty_workbook(part), f"摸底表-空表-{part.township}.xlsx")


def _filler(request: HttpRequest, pk: int) -> tuple[User, SurveyPart]:
    user = reader(request)
    part = part_of(user, pk)
    if not may_fill_in(user, part):
        raise PermissionDenied(WHO.format(township=part.township))
    return user, part


def _saved(part: SurveyPart, outcome: ImportOutcome) -> Saved:
    same = f"，另有{outcome.unchanged}人此前已登记、内容相同，没有改动" if outcome.unchanged else ""
    return Saved(f"摸底表已导入：新登记{outcome.created}人{same}。", reverse("part_detail", args=[part.pk]))


def _facts(outcome: ImportOutcome) -> list[Fact]:
    return [
        Fact("表上人数", outcome.facts["people"], "人", "一人一行，请与纸表核对"),
        Fact("将新登记", outcome.created, "人"),
        Fact("已登记、内容相同", outcome.unchanged, "人", "不重复登记"),
    ]
