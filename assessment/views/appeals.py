"""考核申诉: the list, raising one, one with its answer."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessment.explaining import explained
from assessment.models import Appeal, Score, SheetAct
from assessment.sheets import appealing
from assessment.sheets.appealing import Plea
from assessment.sheets.filters import AppealFilter
from assessment.sheets.forms import AppealForm, DecisionForm
from assessment.sheets.moves import FLOW, sees_inside
from assessment.sheets.points import standing, told
from assessment.sheets.reading import appeals_visible_to
from assessment.views.scores import find_score
from projects.proofs.shelf import shelf
from projects.questions import said_conditions
from projects.requests import reader
from units.models import User
from units.refusals import Refusal
from units.requests import page_of, query_of, show_refusal

RELATED = ("score__indicator", "score__sheet__scheme", "score__sheet__unit", "raised_by", "decided_by")


@require_GET
def appeal_list(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    found = AppealFilter(request.GET, appeals_visible_to(user))
    page = page_of(request, found.qs.select_related(*RELATED).order_by("-raised_at", "-pk"))
    context = {
        "filter": found,
        "page": page,
        "rows": [(one, *_points(one)) for one in page.object_list],
        "query": query_of(request),
        "is_filtered": bool(said_conditions(found)),
    }
    return render(request, "assessment/sheets/appeal_list.html", context)


def _points(appeal: Appeal) -> tuple[str, str, str]:
    """Before, asked and after, as written; "" where there is none."""
    one = appeal.score.indicator
    asked = "" if appeal.asked_centi is None else told(one, appeal.asked_centi)
    return told(one, appeal.before_centi), asked, told(one, appeal.after_centi) if appeal.verdict else ""


@require_http_methods(["GET", "POST"])
def appeal_new(request: HttpRequest, pk: int) -> HttpResponse:
    """申诉 against one score; `pk` is the score's."""
    user = reader(request)
    score = find_score(user, pk)
    if denied := FLOW.why_not(SheetAct.APPEAL, score.sheet, user):
        raise PermissionDenied(denied)
    start = {"version": score.sheet.version}
    form = AppealForm(request.POST, request.FILES) if request.method == "POST" else AppealForm(initial=start)
    if form.is_bound and form.is_valid() and (made := _raised(form, score, user)):
        messages.success(request, "申诉已提交，办公室答复后会告知。")
        return redirect("appeal_detail", made.pk)
    context = {
        "score": score,
        "sheet": score.sheet,
        "stands": told(score.indicator, standing(score)),
        "explained": explained(score.arithmetic, user),
        "form": form,
        "is_open": appealing.is_open(score.sheet, timezone.now()) and not appealing.is_appealed(score),
    }
    return render(request, "assessment/sheets/appeal_new.html", context, status=422 if form.errors else 200)


def _raised(form: AppealForm, score: Score, user: User) -> Appeal | None:
    said = form.cleaned_data
    plea = Plea(said["reason"], said["asked_centi"], said["attachments"])
    try:
        return appealing.raise_appeal(score=score, plea=plea, by=user, at=timezone.now(), version=said["version"])
    except Refusal as refusal:
        show_refusal(form, refusal)
        return None


@require_GET
def appeal_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    appeal = _found(user, pk)
    return _page(request, user, appeal, DecisionForm(initial={"version": appeal.score.sheet.version}))


@require_POST
def appeal_decide(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    appeal = _found(user, pk)
    form = DecisionForm(request.POST)
    if form.is_valid():
        try:
            appealing.decide(appeal=appeal, by=user, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "已答复，单位会收到消息。")
            return redirect("appeal_detail", pk)
    return _page(request, user, _found(user, pk), form)


def _found(user: User, pk: int) -> Appeal:
    return get_object_or_404(appeals_visible_to(user).select_related(*RELATED), pk=pk)


def _page(request: HttpRequest, user: User, appeal: Appeal, form: Form) -> HttpResponse:
    sheet = appeal.score.sheet
    before, asked, after = _points(appeal)
    why_not = "" if appeal.verdict else FLOW.why_not(SheetAct.DECIDE, sheet, user)
    files = appeal.files.select_related("uploaded_by", "removed_by").order_by("pk")
    context = {
        "appeal": appeal,
        "sheet": sheet,
        "before": before,
        "asked": asked,
        "after": after,
        "explained": explained(appeal.score.arithmetic, user),
        "shelf": shelf(files, may_change=False),
        "form": form,
        "may_decide": not appeal.verdict and not why_not,
        "why_not": why_not if not appeal.verdict and sees_inside(user, sheet) else "",
    }
    return render(request, "assessment/sheets/appeal_detail.html", context, status=422 if form.errors else 200)
