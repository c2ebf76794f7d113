"""The month's form as a workbook, filled in for one's own projects."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from projects.filing_workbook import filing_workbook
from projects.grid import FORMS, LEDGER
from projects.models import Period
from projects.permissions import may_import_progress
from projects.requests import allowed, workbook_response
from projects.views.filing_edit import month_of

NAMES = {True: "月报", False: "调度表"}


@require_POST
def grid_workbook(request: HttpRequest, key: str, form: str) -> HttpResponse:
    """POST: a download leaves a line in the trail."""
    user = allowed(request, may_import_progress, "预填表供填报和导入使用，您没有这项权限。")
    if form not in FORMS:
        raise Http404("没有这张表。")
    period = get_object_or_404(Period, month=month_of(key))
    content = filing_workbook(period=period, form=form, by=user, at=timezone.now())
    return workbook_response(content, f"{NAMES[form == LEDGER]}-{period.label}-预填.xlsx")
