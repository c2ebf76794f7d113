"""督查激励和约谈: the list, one record, recording, its result, voiding."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessment.incentives.actions import VALUES, WHO, may_keep, record_incentive, state_result, void_incentive
from assessment.incentives.filters import IncentiveFilter
from assessment.incentives.forms import IncentiveForm, ResultForm
from assessment.incentives.tables import INCENTIVES
from assessment.models import Incentive, IncentiveKind
from projects.exports import export_rows
from projects.questions import said_conditions
from projects.requests import allowed, reader, typed, whole, workbook_response
from projects.tables import page_rows
from units.models import User
from units.refusals import Refusal
from units.requests import page_of, query_of, show_refusal, today

SHOWN = [column for column in INCENTIVES[1:] if column.on_page]
FORM_PAGE = "assessment/incentives/incentive_form.html"


def _listed(user: User) -> QuerySet[Incentive]:
    related = ("unit", "project", "recorded_by", "voided_by")
    return Incentive.objects.visible_to(user).select_related(*related).order_by("-held_on", "-pk")


@require_GET
def incentive_list(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    found = IncentiveFilter(request.GET, _listed(user))
    sums = found.qs.order_by().aggregate(
        number=Count("pk"),
        commended=Count("pk", filter=Q(kind=IncentiveKind.COMMEND)),
        talks=Count("pk", filter=Q(kind=IncentiveKind.TALK)),
        units=Count("unit", distinct=True),
        pending=Count("pk", filter=Q(result="")),
    )
    page = page_of(request, found.qs, number=sums["number"])
    context = {
        "filter": found,
        "page": page,
        "columns": SHOWN,
        "rows": page_rows(page.object_list, SHOWN),
        "sums": sums,
        "query": query_of(request),
        "may_keep": may_keep(user),
        "is_filtered": bool(said_conditions(found)),
    }
    return render(request, "assessment/incentives/incentive_list.html", context)


@require_POST
def incentive_export(request: HttpRequest) -> HttpResponse:
    """The filters are in the address, as on the page."""
    user = reader(request)
    found = IncentiveFilter(request.GET, _listed(user))
    content = export_rows(
        act="导出督查激励和约谈", rows=found.qs, columns=INCENTIVES, title="督查激励和约谈",
        conditions=said_conditions(found), by=user, at=timezone.now(), unit="", notes=(),
    )  # fmt: skip
    return workbook_response(content, "督查激励和约谈.xlsx")


@require_http_methods(["GET", "POST"])
def incentive_new(request: HttpRequest) -> HttpResponse:
    """`?unit=`, `?year=`, `?kind=`, `?project=` begin the form, so that a score can lead here; `?like=` a record."""
    user = allowed(request, may_keep, WHO)
    form = IncentiveForm(request.POST or None, user=user, initial=_begun(request, user))
    if form.is_bound and form.is_valid():
        try:
            made = record_incentive(values=form.cleaned_data, by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"已登记“{made}”，该单位已收到消息。")
            return redirect("incentive_detail", made.pk)
    context = {"form": form, "heading": "登记督查激励或约谈", "back_url": reverse("incentive_list")}
    return render(request, FORM_PAGE, context, status=422 if form.errors else 200)


def _begun(request: HttpRequest, user: User) -> dict[str, Any]:
    like = _listed(user).filter(pk=whole(request.GET.get("like", "")) or 0).first()
    if like is not None:
        return {name: getattr(like, name) for name in VALUES}
    asked = {name: request.GET[name] for name in ("unit", "year", "kind", "project") if request.GET.get(name)}
    return {"held_on": today(), "year": today().year, **asked}


@require_GET
def incentive_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    return _detail_page(request, user, get_object_or_404(_listed(user), pk=pk))


@require_http_methods(["GET", "POST"])
def incentive_result(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    one = get_object_or_404(_listed(user), pk=pk)
    if not may_keep(user):
        raise PermissionDenied(WHO)
    form = ResultForm(request.POST or None, initial={"result": one.result, "result_on": one.result_on or today()})
    if form.is_bound and form.is_valid():
        try:
            state_result(incentive=one, **form.cleaned_data, by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "已登记落实情况。")
            return redirect("incentive_detail", pk)
    back_url = reverse("incentive_detail", args=[pk])
    context = {"form": form, "heading": f"落实情况：{one}", "back_url": back_url}
    return render(request, FORM_PAGE, context, status=422 if form.errors else 200)


@require_POST
def incentive_void(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    one, reason = get_object_or_404(_listed(user), pk=pk), typed(request, "reason")
    try:
        void_incentive(incentive=one, reason=reason, by=user, at=timezone.now())
    except Refusal as refusal:
        return _detail_page(request, user, one, refusal.sentences, reason)
    messages.success(request, "已作废，不再计入合计；记录和原因保留。")
    return redirect("incentive_detail", pk)


def _detail_page(
    request: HttpRequest, user: User, one: Incentive, refused: Sequence[str] = (), reason: str = ""
) -> HttpResponse:
    keeps = may_keep(user)
    context = {
        "one": one,
        "tone": "good" if one.kind == IncentiveKind.COMMEND else "warn",
        "may_keep": keeps,
        "may_change": keeps and one.voided_at is None,
        "refused": refused,
        "reason": reason,
    }
    return render(request, "assessment/incentives/incentive_detail.html", context, status=422 if refused else 200)
