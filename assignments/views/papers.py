"""定稿公文: one paper as it was issued, and 发文登记簿 of all."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from assignments.models import IssuedPaper
from assignments.paper_owners import papers_visible_to
from assignments.paper_register import READERS, PaperFilter, export_papers, print_papers, series_of
from assignments.papers import pdf_of
from assignments.series import may_change_series
from units.audit import record
from units.downloads import pdf_response, workbook_response
from units.models import User
from units.requests import actor, page_of, query_of
from units.scope import scope_of


@never_cache
@require_GET
def paper_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper as it was issued, shown by the browser; that it was opened goes to the trail (§12)."""
    user = actor(request)
    paper = get_object_or_404(papers_visible_to(user), pk=pk)
    content = pdf_of(paper)
    with transaction.atomic():
        record(act="打开公文", subject=str(paper), by=user, at=timezone.now(), detail={"paper": paper.pk})
    return pdf_response(content, f"{paper}.pdf", is_saved=False)


@never_cache
@require_GET
def paper_list(request: HttpRequest) -> HttpResponse:
    user, found = _asked(request)
    page = page_of(request, found.qs.select_related("issued_by").order_by("-issued_at", "-pk"))
    context = {
        "filter": found,
        "page": page,
        "query": query_of(request),
        "series": series_of(found.qs),
        "conditions": found.conditions,
        "may_change_series": may_change_series(user),
    }
    return render(request, "assignments/papers/paper_list.html", context)


@require_POST
def paper_export(request: HttpRequest) -> HttpResponse:
    user, found = _asked(request)
    content = export_papers(papers=found.qs, conditions=found.conditions, by=user, at=timezone.now())
    return workbook_response(content, "发文登记簿.xlsx")


@require_POST
def paper_print(request: HttpRequest) -> HttpResponse:
    user, found = _asked(request)
    content = print_papers(papers=found.qs, conditions=found.conditions, by=user, at=timezone.now())
    return pdf_response(content, "发文登记簿.pdf")


def _asked(request: HttpRequest) -> tuple[User, PaperFilter]:
    user = actor(request)
    if not scope_of(user).reads_everything:
        raise PermissionDenied(READERS)
    return user, PaperFilter(request.GET, IssuedPaper.objects.all())
