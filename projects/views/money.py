"""资金: the list of all money in scope, one funding with its vouchers, and what is done to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from projects.fundings import record_funding
from projects.models import Disbursement, DisbursementStep, Funding, Project
from projects.money.disbursing import record_disbursement
from projects.money.filters import FundingFilter
from projects.money.forms import DisbursementForm, FundingEditForm, FundingNewForm
from projects.money.fundings import add_funding, remove_funding
from projects.money.permissions import DISBURSE_WHO, FUNDING_WHO, fundings_visible_to, may_disburse
from projects.money.sums import money_line, movements, with_sums
from projects.money.tables import FUNDINGS
from projects.money.voiding import void_disbursement
from projects.permissions import may_edit_funding
from projects.proofs.permissions import closed
from projects.proofs.shelf import shelf_of
from projects.requests import allowed, reader, typed
from projects.views.money_lists import MoneyList, list_export, list_page
from units.models import User
from units.refusals import Refusal
from units.requests import show_refusal

SAID = ("amount_fen", "issued_on", "document_number", "agreed_share")


def _rows(user: User) -> QuerySet[Funding]:
    related = ("project__department", "project__township")
    return with_sums(fundings_visible_to(user).select_related(*related))


MONEY = MoneyList(
    title="资金拨付支付",
    rows=_rows,
    filter=FundingFilter,
    columns=FUNDINGS,
    template="projects/money/money_list.html",
    order=("project__code", "pk"),
    notes=("支付率＝已支付÷已下达，合计行用合计数重算；没有登记下达金额的资金不在基数内。",),
)


@require_GET
def money_list(request: HttpRequest) -> HttpResponse:
    return list_page(request, reader(request), MONEY)


@require_POST
def money_export(request: HttpRequest) -> HttpResponse:
    return list_export(request, reader(request), MONEY)


@require_GET
def money_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    return _detail(request, user, _funding(user, pk))


def _detail(
    request: HttpRequest,
    user: User,
    funding: Funding,
    *,
    remove_reason: str | None = None,
    void_reasons: Mapping[int, str] | None = None,
) -> HttpResponse:
    """One funding. What was typed when an act was refused comes back in its box: to void it, or a movement of it."""
    is_refused, kept = remove_reason is not None or void_reasons is not None, void_reasons or {}
    every = movements().filter(funding=funding).select_related("recorded_by", "voided_by")
    moved = list(every.prefetch_related("files"))
    is_open = not closed(funding.project)
    may_move = is_open and may_disburse(user, funding.project)
    context = {
        "funding": funding,
        "line": money_line(funding),
        "moved": [(one, kept.get(one.pk, "")) for one in moved],
        "shelf": shelf_of(funding, user),
        "may_edit": is_open and may_edit_funding(user),
        "may_remove": is_open and may_edit_funding(user) and not moved and not funding.files.exists(),
        "may_disburse": may_move,
        "may_open": Project.objects.visible_to(user).filter(pk=funding.project_id).exists(),
        "closed": closed(funding.project),
        "remove_reason": remove_reason or "",
    }
    return render(request, "projects/money/money_detail.html", context, status=422 if is_refused else 200)


@require_http_methods(["GET", "POST"])
def funding_new(request: HttpRequest, pk: int) -> HttpResponse:
    user = allowed(request, may_edit_funding, FUNDING_WHO)
    project = get_object_or_404(Project.objects.visible_to(user), pk=pk)
    form = FundingNewForm(request.POST, request.FILES) if request.method == "POST" else FundingNewForm()
    if form.is_bound and form.is_valid():
        said, files = _said(form)
        try:
            made = add_funding(project=project, values=said, files=files, by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"已登记“{made.label}”。")
            return redirect("money_detail", made.pk)
    context = {"form": form, "project": project}
    return render(request, "projects/money/funding_new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def funding_edit(request: HttpRequest, pk: int) -> HttpResponse:
    user = allowed(request, may_edit_funding, FUNDING_WHO)
    funding = _funding(user, pk)
    initial = {name: getattr(funding, name) for name in SAID}
    is_sent = request.method == "POST"
    form = FundingEditForm(request.POST, request.FILES) if is_sent else FundingEditForm(initial=initial)
    if form.is_bound and form.is_valid():
        said, files = _said(form)
        try:
            record_funding(funding=funding, **said, files=files, by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"已登记“{funding.label}”。")
            return redirect("project_detail", funding.project_id)
    context = {"form": form, "funding": funding, "shelf": shelf_of(funding, user)}
    return render(request, "projects/money/funding_edit.html", context, status=422 if form.errors else 200)


@require_POST
def funding_remove(request: HttpRequest, pk: int) -> HttpResponse:
    user = allowed(request, may_edit_funding, FUNDING_WHO)
    funding, reason = _funding(user, pk), typed(request, "reason")
    project, label = funding.project_id, funding.label
    try:
        remove_funding(funding=funding, reason=reason, by=user, at=timezone.now())
    except Refusal as refusal:
        _say(request, refusal)
        return _detail(request, user, funding, remove_reason=reason)
    messages.success(request, f"已作废“{label}”，原登记内容和原因留在审计日志。")
    return redirect("project_detail", project)


@require_http_methods(["GET", "POST"])
def disbursement_new(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    funding = _funding(user, pk)
    if denied := ("" if may_disburse(user, funding.project) else DISBURSE_WHO) or closed(funding.project):
        raise PermissionDenied(denied)
    start = {"step": request.GET.get("step", DisbursementStep.ALLOCATED)}
    is_sent = request.method == "POST"
    form = DisbursementForm(request.POST, request.FILES) if is_sent else DisbursementForm(initial=start)
    if form.is_bound and form.is_valid():
        said, files = _said(form)
        step = DisbursementStep(said.pop("step"))
        try:
            record_disbursement(funding=funding, step=step, values=said, files=files, by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"已登记“{funding.label}”的一笔{step.label}。")
            return redirect("money_detail", funding.pk)
    context = {"form": form, "funding": funding, "line": money_line(funding)}
    return render(request, "projects/money/disbursement_new.html", context, status=422 if form.errors else 200)


@require_POST
def disbursement_void(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    seen: QuerySet[Disbursement] = movements().filter(funding__in=fundings_visible_to(user).values("pk"))
    moved = get_object_or_404(seen.select_related("project", "funding__project"), pk=pk)
    if not may_disburse(user, moved.project):
        raise PermissionDenied(DISBURSE_WHO)
    reason = typed(request, "reason")
    try:
        void_disbursement(disbursement=moved, reason=reason, by=user, at=timezone.now())
    except Refusal as refusal:
        _say(request, refusal)
        return _detail(request, user, moved.funding, void_reasons={moved.pk: reason})
    messages.success(request, f"已作废这笔{moved.get_step_display()}。")
    return redirect("money_detail", moved.funding_id)


def _funding(user: User, pk: int) -> Funding:
    return get_object_or_404(fundings_visible_to(user).select_related("project"), pk=pk)


def _said(form: Form) -> tuple[dict[str, Any], list[Any]]:
    """The values of a valid form, and its files."""
    said = dict(form.cleaned_data)
    return said, said.pop("attachments")


def _say(request: HttpRequest, refusal: Refusal) -> None:
    for sentence in refusal.sentences:
        messages.error(request, sentence)
