"""审计日志 page: find, check the chain, export."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from units.downloads import workbook_response
from units.filters import AuditFilter
from units.models import AuditEntry
from units.permissions import may_read_audit
from units.refusals import Refusal
from units.requests import allow, page_of, query_of, today
from units.trail import NEEDS_AUDITOR, chain_state, check_chain, export_trail, said


@require_GET
def audit_list(request: HttpRequest) -> HttpResponse:
    allow(request, may_read_audit, NEEDS_AUDITOR)
    found = AuditFilter(request.GET, queryset=AuditEntry.objects.order_by("-number"))
    page = page_of(request, found.qs)
    context = {
        "filter": found,
        "page": page,
        "rows": [(entry, said(entry.detail)) for entry in page.object_list],
        "query": query_of(request),
        "chain": chain_state(),
    }
    return render(request, "units/audit_list.html", context)


@require_POST
def audit_verify(request: HttpRequest) -> HttpResponse:
    by = allow(request, may_read_audit, NEEDS_AUDITOR)
    broken = check_chain(by=by, at=timezone.now())
    if broken:
        messages.error(request, f"审计日志{broken}。请保留现场，不要再改动数据库，并立即报告。")
    else:
        messages.success(request, "核对完毕，校验链完整。")
    return redirect("audit_list")


@require_POST
def audit_export(request: HttpRequest) -> HttpResponse:
    """The filters are in the address, as on the page."""
    by = allow(request, may_read_audit, NEEDS_AUDITOR)
    found = AuditFilter(request.GET, queryset=AuditEntry.objects.order_by("-number"))
    try:
        content = export_trail(entries=found.qs, by=by, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, "".join(refusal.sentences))
        return redirect(f"{reverse('audit_list')}?{request.GET.urlencode()}")
    return workbook_response(content, f"审计日志-{today()}.xlsx")
