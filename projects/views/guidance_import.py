"""指导目录 as a workbook: uploaded, checked and taken in; and the empty workbook to begin with."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from documents.workbooks import template
from projects.guidance.export import form_with_sectors
from projects.guidance.forms import GuidanceUploadForm
from projects.guidance.importing import import_guidance as take_in_guidance
from projects.guidance.permissions import KEEPS_GUIDANCE, may_keep_guidance
from projects.requests import allowed, whole, workbook_response
from projects.views.imports import answer_upload
from units.requests import today


@require_http_methods(["GET", "POST"])
def guidance_import(request: HttpRequest) -> HttpResponse:
    user = allowed(request, may_keep_guidance, KEEPS_GUIDANCE)
    asked = request.GET.get("year", "")
    year = whole(asked) or today().year
    form = GuidanceUploadForm(request.POST or None, request.FILES or None, initial={"year": year})
    return answer_upload(request, user, form, take_in_guidance, "projects/guidance/guidance_import.html")


@require_GET
def guidance_template(request: HttpRequest) -> HttpResponse:
    """An empty workbook, the sectors as a drop-down."""
    allowed(request, may_keep_guidance, KEEPS_GUIDANCE)
    form = form_with_sectors()
    return workbook_response(template(form), f"{form.title}-空表.xlsx")
