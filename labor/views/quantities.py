"""计时计件 of a project's month: listed, recorded, corrected by another row, taken back, taken out as a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from documents.formats import yuan
from labor.attendance.permissions import may_keep, why_not
from labor.attendance.sheets import sheet_of, why_locked
from labor.filters import conditions
from labor.models import WorkQuantity
from labor.pay.quantities import correct_quantity, record_quantity, said_of, void_quantity
from labor.pay.quantity_forms import QuantityForm, initial_of
from labor.pay.quantity_list import IN_FORCE, PAGE_COLUMNS, STATES, QuantityFilter, export_quantities, listed, totals_of
from labor.permissions import works_on
from labor.tables import cells_of
from labor.views.attendance_parts import project_and_period
from labor.views.companies_edit import show_at_fields
from projects.models import Period, Project
from projects.requests import typed
from units.downloads import workbook_response
from units.models import User
from units.refusals import Refusal
from units.requests import page_of, query_of

STATE_SHOWN = f"状态＝{dict(STATES)[IN_FORCE]}"


@never_cache
@require_GET
def quantity_list(request: HttpRequest, pk: int, month: str) -> HttpResponse:
    user, project, period = project_and_period(request, pk, month)
    return _show(request, user, project, period)


@never_cache
@require_http_methods(["GET", "POST"])
def quantity_new(request: HttpRequest, pk: int, month: str) -> HttpResponse:
    user, project, period = project_and_period(request, pk, month)
    _require_keeps(user, project)
    form = QuantityForm(request.POST or None, project=project, period=period)
    if request.method == "POST" and form.is_valid():
        try:
            made = record_quantity(
                project=project, period=period, values=form.values(), by=user, at=timezone.now()
            )  # fmt: skip
        except Refusal as refusal:
            show_at_fields(form, refusal)
        else:
            messages.success(request, f"已登记{said_of(made)}。")
            return redirect("quantity_new" if "again" in request.POST else "quantity_list", pk, month)
    return _form_page(request, project, period, form, heading="登记计时计件")


@never_cache
@require_http_methods(["GET", "POST"])
def quantity_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """更正: the row is taken back and another stands in its place."""
    user, quantity, project, period = _of_row(request, pk)
    if request.method == "GET" and quantity.voided_at is not None:
        messages.warning(request, f"{said_of(quantity)}已被更正或撤销，不能再改。")
        return redirect("quantity_list", project.pk, period.key)
    form = QuantityForm(request.POST or None, project=project, period=period, initial=initial_of(quantity))
    if request.method == "POST" and form.is_valid():
        try:
            made = correct_quantity(quantity=quantity, values=form.values(), by=user, at=timezone.now())
        except Refusal as refusal:
            show_at_fields(form, refusal)
        else:
            messages.success(request, f"已更正为{said_of(made)}。")
            return redirect("quantity_list", project.pk, period.key)
    return _form_page(request, project, period, form, heading="更正计时计件", quantity=quantity)


@never_cache
@require_POST
def quantity_void(request: HttpRequest, pk: int) -> HttpResponse:
    user, quantity, project, period = _of_row(request, pk)
    try:
        void_quantity(quantity=quantity, by=user, at=timezone.now())
    except Refusal as refusal:
        return _show(request, user, project, period, refused=refusal.sentences, not_done="没有撤销：")
    messages.success(request, f"已撤销{said_of(quantity)}，不再计入应发；在“状态”里选“有效和已撤销”可以查看。")
    return redirect("quantity_list", project.pk, period.key)


@never_cache
@require_POST
def quantity_export(request: HttpRequest, pk: int, month: str) -> HttpResponse:
    """The filters are in the address, as on the page."""
    user, project, period = project_and_period(request, pk, month)
    found, reason = QuantityFilter(request.GET, listed(project, period)), typed(request, "reason")
    said = conditions(found)
    try:
        content = export_quantities(
            project=project, period=period, rows=found.qs, said=said, reason=reason, by=user, at=timezone.now()
        )
    except Refusal as refusal:
        return _show(request, user, project, period, refused=refusal.sentences, not_done="没有导出：", reason=reason)
    return workbook_response(content, f"计时计件-{project.name}-{period.label}.xlsx")


def _of_row(request: HttpRequest, pk: int) -> tuple[User, WorkQuantity, Project, Period]:
    """A row of a project the person sees and keeps; anything else is not found, or a 403 page that says who does."""
    related = ("engagement__worker", "sheet__project", "sheet__period")
    quantity = get_object_or_404(WorkQuantity.objects.select_related(*related), pk=pk)
    user, project, period = project_and_period(request, quantity.sheet.project_id, quantity.sheet.period.key)
    _require_keeps(user, project)
    return user, quantity, project, period


def _require_keeps(user: User, project: Project) -> None:
    if refused := why_not(user, project, "登记计时计件"):
        raise PermissionDenied(refused)


def _form_page(
    request: HttpRequest, project: Project, period: Period, form: QuantityForm, **context: Any
) -> HttpResponse:
    context |= {"project": project, "period": period, "form": form, "locked": why_locked(sheet_of(project, period))}
    return render(request, "labor/pay/quantity_edit.html", context, status=422 if form.errors else 200)


def _show(
    request: HttpRequest, user: User, project: Project, period: Period, *, refused: Sequence[str] = (),
    not_done: str = "", reason: str = "",
) -> HttpResponse:  # fmt: skip
    found = QuantityFilter(request.GET, listed(project, period))
    page, totals = page_of(request, found.qs), totals_of(found.qs)
    locked = why_locked(sheet_of(project, period))
    context = {
        "project": project,
        "period": period,
        "filter": found,
        "page": page,
        "query": query_of(request),
        "columns": PAGE_COLUMNS,
        "rows": [(row, cells_of(PAGE_COLUMNS[1:], row)) for row in page.object_list],
        "totals": totals,
        "amount": yuan(totals["amount_fen"]),
        "locked": locked,
        "may_write": may_keep(user, project) and not locked,
        "may_take_out": works_on(user, project),
        "is_filtered": [said for said in conditions(found) if said != STATE_SHOWN],
        "page_count": f"{page.paginator.count}笔",
        "refused": refused,
        "not_done": not_done,
        "export_reason": reason,
    }
    return render(request, "labor/pay/quantity_list.html", context, status=422 if refused else 200)
