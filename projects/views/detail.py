"""One project: what the lists say, its money with the remuneration floor, its months."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from projects.floors import remuneration_floor
from projects.forms import FundingForm
from projects.fundings import record_funding
from projects.models import Funding, ListEntry, Period, ProgressFiling, Project
from projects.permissions import may_edit_funding, may_start
from projects.requests import allowed, reader
from units.refusals import Refusal
from units.requests import show_refusal


@require_GET
def project_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    entries = Prefetch("entries", ListEntry.objects.select_related("project_list").order_by("-project_list__year"))
    filings = Prefetch(
        "filings", ProgressFiling.objects.select_related("period", "filed_by").order_by("-period__month")
    )
    found = Project.objects.visible_to(user).select_related("sector", "department", "township", "owner")
    project = get_object_or_404(found.prefetch_related(entries, filings, "fundings"), pk=pk)
    filed = {filing.period_id for filing in project.filings.all()}
    years = {entry.project_list.year for entry in project.entries.all()}
    context = {
        "project": project,
        "floor": remuneration_floor(project),
        "may_edit_funding": may_edit_funding(user),
        "to_file": [
            period
            for period in Period.objects.open().order_by("-month")
            if period.pk not in filed and period.month.year in years and may_start(user, project)
        ],
    }
    return render(request, "projects/project_detail.html", context)


@require_http_methods(["GET", "POST"])
def funding_edit(request: HttpRequest, pk: int) -> HttpResponse:
    user = allowed(request, may_edit_funding, "资金信息由领导小组办公室登记，您没有这项权限。")
    funding = get_object_or_404(Funding.objects.filter(project__in=Project.objects.visible_to(user)), pk=pk)
    names = ("amount_fen", "issued_on", "document_number", "agreed_share")
    form = FundingForm(request.POST or None, initial={name: getattr(funding, name) for name in names})
    if request.method == "POST" and form.is_valid():
        try:
            record_funding(funding=funding, **form.cleaned_data, by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"已登记“{funding.label}”。")
            return redirect("project_detail", funding.project_id)
    status = 422 if form.errors else 200
    return render(request, "projects/funding_edit.html", {"form": form, "funding": funding}, status=status)
