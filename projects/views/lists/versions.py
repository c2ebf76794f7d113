"""One published version: its frozen rows, what it changed, whether it is untouched, and its files."""

from __future__ import annotations

from collections import Counter

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from projects.lists import verify_version
from projects.lists.export import Paper, export_paper
from projects.lists.forms import STANDING
from projects.lists.permissions import may_export_list, may_keep_list
from projects.lists.rows import totals_of
from projects.lists.sheet import FULL
from projects.models import Change, ListVersion
from projects.requests import XLSX, reader
from projects.views.lists.proposal import stats
from projects.views.lists.rows import sheet_context
from units.models import User
from units.refusals import NotAllowed

TYPES = {Paper.WORKBOOK: XLSX, Paper.ANNEX: "application/pdf"}


@require_GET
def version_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    version = _version(user, pk)
    rows = list(version.rows.visible_to(user))
    standing = [row for row in rows if row.change != Change.REMOVED]
    others = ListVersion.objects.visible_to(user).filter(project_list=version.project_list)
    before = others.filter(number=version.number - 1).first()
    sees_all = may_export_list(user)
    context = {
        "version": version,
        "before": before,
        "after": others.filter(number=version.number + 1).first(),
        "is_untouched": verify_version(version),
        "sees_all": sees_all,
        "may_keep": may_keep_list(user),
        "has_rows": bool(rows),
        "stats": stats(
            totals_of(row.values for row in standing), len(standing), Counter(row.change for row in rows),
            before if sees_all else None,
        ),
        **sheet_context(request, rows, FULL, first=STANDING),
    }  # fmt: skip
    return render(request, "projects/lists/version_detail.html", context)


@require_POST
def version_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    return _file(request, pk, Paper.ANNEX)


@require_POST
def version_xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    return _file(request, pk, Paper.WORKBOOK)


def _file(request: HttpRequest, pk: int, form: Paper) -> HttpResponse:
    user = reader(request)
    version = _version(user, pk)
    try:
        content = export_paper(version=version, form=form, by=user, at=timezone.now())
    except NotAllowed as refusal:
        raise PermissionDenied("".join(refusal.sentences)) from refusal
    disposition = content_disposition_header(as_attachment=True, filename=f"{version}.{form.value}") or ""
    headers = {"Content-Disposition": disposition, "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=TYPES[form], headers=headers)


def _version(user: User, pk: int) -> ListVersion:
    found = ListVersion.objects.visible_to(user).select_related("project_list", "published_by")
    return get_object_or_404(found, pk=pk)
