"""用工作簿申报: check, then all errors at once or the summary of what was saved; the empty workbook with drop-downs."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from documents.workbooks import template
from projects.models import Collection
from projects.nominations.forms import NominationUploadForm
from projects.nominations.intake import import_nominations
from projects.nominations.intake_form import form_of_year
from projects.nominations.permissions import may_import
from projects.requests import allowed, workbook_response
from projects.views.imports import answer_upload

WHO = "项目申报表由镇街和行业主管部门的填报人导入，或由领导小组办公室导入，您没有这项权限。"


@require_http_methods(["GET", "POST"])
def nomination_import(request: HttpRequest) -> HttpResponse:
    user = allowed(request, may_import, WHO)
    collections = list(Collection.objects.open())
    form = NominationUploadForm(request.POST or None, request.FILES or None, collections=collections)
    return answer_upload(request, user, form, import_nominations, "projects/nominations/import.html")


@require_GET
def nomination_template(request: HttpRequest, year: int) -> HttpResponse:
    """An empty workbook of a year: drop-downs with sectors, departments, townships and the year's catalog."""
    allowed(request, may_import, WHO)
    form = form_of_year(year)
    return workbook_response(template(form), f"{form.title}-空表.xlsx")
