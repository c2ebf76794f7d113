"""考核方案: the list, one scheme with its indicators and weights, its heading, and putting it in force."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessment.models import Audience, Indicator, Scheme, SchemeState
from assessment.schemes.adopting import adopt_scheme, reopen_scheme
from assessment.schemes.checking import scheme_faults, weights
from assessment.schemes.drafting import change_scheme, discard_scheme, draft_scheme
from assessment.schemes.forms import NewSchemeForm, SchemeForm
from assessment.schemes.papers import scheme_paper
from assessment.schemes.permissions import (
    ADOPTERS,
    DRAFTERS,
    READERS,
    may_adopt_schemes,
    may_draft_schemes,
    may_read_schemes,
)
from assessment.scoring import TOTAL_RULE
from assessment.scoring.formulas import FORMULAS
from assessment.scoring.points import RULE
from projects.requests import allowed, typed
from units.downloads import pdf_response
from units.models import User
from units.refusals import Refusal
from units.requests import show_refusal, today

TONES = {SchemeState.DRAFT: "warn", SchemeState.IN_FORCE: "good", SchemeState.PUBLISHED: "info"}


def scheme_reader(request: HttpRequest) -> User:
    return allowed(request, may_read_schemes, READERS)


def found_scheme(user: User, pk: int) -> Scheme:
    """A scheme this person may open; else 404."""
    schemes: QuerySet[Scheme] = Scheme.objects.visible_to(user).select_related("created_by", "adopted_by")
    return get_object_or_404(schemes, pk=pk)


def tone_of(scheme: Scheme) -> str:
    return TONES[SchemeState(scheme.state)]


@require_GET
def scheme_list(request: HttpRequest) -> HttpResponse:
    user = scheme_reader(request)
    schemes = Scheme.objects.visible_to(user).select_related("adopted_by")
    counted = schemes.annotate(numbers=Count("indicators", distinct=True), opened=Count("sheets", distinct=True))
    context = {
        "schemes": [(scheme, tone_of(scheme)) for scheme in counted],
        "may_draft": may_draft_schemes(user),
    }
    return render(request, "assessment/schemes/scheme_list.html", context)


@require_http_methods(["GET", "POST"])
def scheme_new(request: HttpRequest) -> HttpResponse:
    user = allowed(request, may_draft_schemes, DRAFTERS)
    latest = Scheme.objects.order_by("-year").first()
    first = {"year": latest.year + 1 if latest else today().year, "copied": latest}
    form = NewSchemeForm(request.POST if request.method == "POST" else None, initial=first)
    if form.is_valid():
        try:
            scheme = draft_scheme(**form.cleaned_data, by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"已拟订{scheme}，请核对指标和分值。")
            return redirect("scheme_detail", scheme.pk)
    return render(request, "assessment/schemes/scheme_new.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
def scheme_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = scheme_reader(request)
    return detail_page(request, user, found_scheme(user, pk))


def detail_page(
    request: HttpRequest, user: User, scheme: Scheme, *, refused: tuple[str, ...] = (), reason: str = ""
) -> HttpResponse:
    """The scheme's page, with what was refused above it."""
    indicators = list(scheme.indicators.all())
    is_draft = scheme.state == SchemeState.DRAFT
    context = {
        "scheme": scheme,
        "tone": tone_of(scheme),
        "rows": [_row(one) for one in indicators],
        "weights": weights(indicators),
        "faults": scheme_faults(indicators) if is_draft and not refused else [],
        "refused": refused,
        "reason": reason,
        "exempt": list(scheme.exempt.all()),
        "may_change": is_draft and may_draft_schemes(user),
        "may_try": may_draft_schemes(user),
        "may_adopt": is_draft and may_adopt_schemes(user),
        "may_reopen": _may_reopen(user, scheme),
        "rules": (TOTAL_RULE, RULE),
    }
    return render(request, "assessment/schemes/scheme_detail.html", context, status=422 if refused else 200)


def _may_reopen(user: User, scheme: Scheme) -> bool:
    return scheme.state == SchemeState.IN_FORCE and may_adopt_schemes(user) and not scheme.sheets.exists()


def _row(one: Indicator) -> dict[str, Any]:
    audience = "" if one.audience == Audience.ALL else Audience(one.audience).label
    return {"one": one, "formula": FORMULAS.get(one.formula), "audience": audience}


@require_GET
def scheme_print(request: HttpRequest, pk: int) -> HttpResponse:
    user = scheme_reader(request)
    scheme = found_scheme(user, pk)
    content = scheme_paper(scheme=scheme, by=user, at=timezone.now())
    return pdf_response(content, f"{scheme.title}.pdf", is_saved=False)


@require_http_methods(["GET", "POST"])
def scheme_edit(request: HttpRequest, pk: int) -> HttpResponse:
    user = allowed(request, may_draft_schemes, DRAFTERS)
    scheme = found_scheme(user, pk)
    form = SchemeForm.of(scheme, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            change_scheme(scheme=scheme, **form.cleaned_data, by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "方案已修改。")
            return redirect("scheme_detail", pk)
    context = {"form": form, "scheme": scheme}
    return render(request, "assessment/schemes/scheme_edit.html", context, status=422 if form.errors else 200)


@require_POST
def scheme_adopt(request: HttpRequest, pk: int) -> HttpResponse:
    return _decided(request, pk, adopt_scheme, "已核定施行。接下来可以给各单位发评分表。")


@require_POST
def scheme_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    reason = typed(request, "reason")
    return _decided(request, pk, reopen_scheme, "已退回拟订，可以修改指标和分值。", reason=reason)


def _decided(request: HttpRequest, pk: int, act: Callable[..., Scheme], done: str, **said: str) -> HttpResponse:
    user = allowed(request, may_adopt_schemes, ADOPTERS)
    scheme = found_scheme(user, pk)
    try:
        act(scheme=scheme, by=user, at=timezone.now(), **said)
    except Refusal as refusal:
        again = found_scheme(user, pk)
        return detail_page(request, user, again, refused=tuple(refusal.sentences), reason=said.get("reason", ""))
    messages.success(request, f"{scheme}{done}")
    return redirect("scheme_detail", pk)


@require_POST
def scheme_discard(request: HttpRequest, pk: int) -> HttpResponse:
    user = allowed(request, may_adopt_schemes, ADOPTERS)
    scheme = found_scheme(user, pk)
    try:
        discard_scheme(scheme=scheme, by=user, at=timezone.now())
    except Refusal as refusal:
        return detail_page(request, user, scheme, refused=tuple(refusal.sentences))
    messages.success(request, f"已删除{scheme.year}年考核方案的草稿。")
    return redirect("scheme_list")


@require_GET
def scheme_formulas(request: HttpRequest) -> HttpResponse:
    scheme_reader(request)
    return render(request, "assessment/schemes/scheme_formulas.html", {"formulas": FORMULAS.values(), "rule": RULE})
