"""培训: the ledger of sessions, filtered, summed and exported; a session voided, its sheet printed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from labor.filters import IN_FORCE, conditions
from labor.tables import cells_of
from labor.trainings.actions import void_training
from labor.trainings.counts import training_counts
from labor.trainings.filters import TrainingFilter, counted_trainings, visible_trainings
from labor.trainings.ledger import LEDGER, export_ledger, hours, totals_of
from labor.trainings.permissions import may_keep_any
from labor.trainings.printing import sign_sheet
from labor.views.trainings_page import show_page, training_of
from projects.requests import reader, typed
from units.downloads import pdf_response, workbook_response
from units.refusals import Refusal
from units.requests import page_of, query_of, today

COLUMNS = tuple(column for column in LEDGER if column.on_page)
STATE_SHOWN = dict(TrainingFilter.base_filters["state"].extra["choices"])[IN_FORCE]


@require_GET
def training_list(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    found = TrainingFilter(request.GET, visible_trainings(user), request=request, on=today())
    page = page_of(request, counted_trainings(found.qs))
    counts = training_counts(found.qs)
    totals = totals_of(counts)
    context = {
        "filter": found,
        "page": page,
        "query": query_of(request),
        "columns": COLUMNS,
        "rows": [(one, cells_of(COLUMNS[1:], one)) for one in page.object_list],
        "counts": counts,
        "hours": hours(counts.minutes),
        "totals": [(one.written(totals[one.key]) if one.total else "", one.is_number) for one in COLUMNS[1:]],
        "may_keep": may_keep_any(user),
        "is_filtered": bool([said for said in conditions(found) if said != f"状态＝{STATE_SHOWN}"]),
    }
    return render(request, "labor/trainings/training_list.html", context)


@require_POST
def training_export(request: HttpRequest) -> HttpResponse:
    """The filters are in the address, as on the page."""
    user = reader(request)
    found = TrainingFilter(request.GET, visible_trainings(user), request=request, on=today())
    content = export_ledger(trainings=found.qs, said=conditions(found), by=user, at=timezone.now())
    return workbook_response(content, "培训台账.xlsx")


@never_cache
@require_POST
def training_void(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    training, reason = training_of(user, pk), typed(request, "reason")
    try:
        void_training(training=training, reason=reason, by=user, at=timezone.now())
    except Refusal as refusal:
        return show_page(request, user, training, refused=refusal.sentences, void_reason=reason)
    messages.success(request, f"已作废“{training.title}”，不再计入培训人数；名单和附件仍可查看。")
    return redirect("training_detail", pk)


@never_cache
@require_POST
def training_print(request: HttpRequest, pk: int) -> HttpResponse:
    """签到表 as PDF, for a reason."""
    user = reader(request)
    training, reason = training_of(user, pk), typed(request, "reason")
    try:
        content = sign_sheet(training=training, reason=reason, by=user, at=timezone.now())
    except Refusal as refusal:
        return show_page(request, user, training, refused=refusal.sentences, print_reason=reason)
    return pdf_response(content, f"签到表-{training.held_on:%Y-%m-%d}-{training.title}.pdf")
