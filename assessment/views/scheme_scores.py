"""计分测算: live scores of a scheme's formulas, the arithmetic of each, and the same with other weights."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from assessment.explaining import explained
from assessment.frozen import frozen_year
from assessment.models import Indicator, IndicatorKind, Scheme, SchemeState
from assessment.schemes.boards import Board, boards, ground_of, trial_ground
from assessment.schemes.checking import weights
from assessment.schemes.exports import export_boards
from assessment.schemes.forms import TrialForm
from assessment.schemes.permissions import DRAFTERS, may_draft_schemes, units_scored_for
from assessment.schemes.trying import apply_trial, compared, trial_faults, tried
from assessment.scoring import TOTAL_RULE, applies, participants, scores_over
from assessment.scoring.points import RULE
from assessment.scoring.totals import COUNTED
from assessment.views.schemes import found_scheme, scheme_reader, tone_of
from projects.requests import allowed
from units.downloads import workbook_response
from units.models import User
from units.refusals import Refusal
from units.requests import show_refusal


@require_GET
def scheme_scores(request: HttpRequest, pk: int) -> HttpResponse:
    """Every unit's formula scores; a unit's people see their own line alone until the result is published."""
    user = scheme_reader(request)
    scheme = found_scheme(user, pk)
    ground = ground_of(scheme)
    context = {
        "scheme": scheme,
        "tone": tone_of(scheme),
        "span": ground.span,
        "boards": _shown(user, boards(ground, scheme.indicators.all())),
        "sees_all": units_scored_for(user) is None,
        "may_try": may_draft_schemes(user),
        "rules": (TOTAL_RULE, RULE),
    }
    return render(request, "assessment/schemes/scheme_scores.html", context)


def _shown(user: User, made: list[Board]) -> list[Board]:
    own = units_scored_for(user)
    if own is None:
        return made
    kept = [(board, [line for line in board.lines if line.unit.pk in own]) for board in made]
    return [Board(board.audience, board.indicators, lines) for board, lines in kept if lines]


@require_POST
def scheme_scores_export(request: HttpRequest, pk: int) -> HttpResponse:
    user = scheme_reader(request)
    scheme = found_scheme(user, pk)
    ground = ground_of(scheme)
    made = _shown(user, boards(ground, scheme.indicators.all()))
    if not made:
        raise Http404("没有可以导出的得分。")
    content = export_boards(
        scheme=scheme,
        span=ground.span,
        boards=made,
        with_places=units_scored_for(user) is None,
        by=user,
        at=timezone.now(),
    )
    return workbook_response(content, f"计分测算-{scheme.year}年.xlsx")


@require_GET
def scheme_arithmetic(request: HttpRequest, pk: int, unit_pk: int, indicator_pk: int) -> HttpResponse:
    """One score explained down to its figures."""
    user = scheme_reader(request)
    scheme = found_scheme(user, pk)
    asked = scheme.indicators.filter(kind=IndicatorKind.FORMULA)
    indicator = get_object_or_404(asked, pk=indicator_pk)
    own = units_scored_for(user)
    unit = next((one for one in participants(scheme) if one.pk == unit_pk), None)
    if unit is None or not applies(indicator, unit) or (own is not None and unit.pk not in own):
        raise Http404("没有这项得分。")
    made = scores_over(frozen_year(scheme.year), [unit], [indicator])[unit.pk, indicator.pk]
    context = {"scheme": scheme, "unit": unit, "indicator": indicator, **explained(made.arithmetic, user), "rule": RULE}
    return render(request, "assessment/schemes/scheme_arithmetic.html", context)


@require_GET
def scheme_trial(request: HttpRequest, pk: int) -> HttpResponse:
    """Other weights and targets in the address, nothing saved."""
    user = allowed(request, may_draft_schemes, DRAFTERS)
    scheme = found_scheme(user, pk)
    return _trial_page(request, scheme, TrialForm(_counted(scheme), request.GET or None))


@require_POST
def scheme_trial_apply(request: HttpRequest, pk: int) -> HttpResponse:
    user = allowed(request, may_draft_schemes, DRAFTERS)
    scheme = found_scheme(user, pk)
    form = TrialForm(_counted(scheme), request.POST)
    if form.is_valid():
        try:
            changed = apply_trial(scheme=scheme, trial=form.trial(), by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"已把测算的分值和目标写入方案，改了{len(changed)}项指标。")
            return redirect("scheme_detail", pk)
    return _trial_page(request, scheme, form)


def _counted(scheme: Scheme) -> list[Indicator]:
    return list(scheme.indicators.filter(kind__in=COUNTED))


def _trial_page(request: HttpRequest, scheme: Scheme, form: TrialForm) -> HttpResponse:
    context: dict[str, Any] = {"scheme": scheme, "form": form, "rules": (TOTAL_RULE, RULE)}
    context["is_draft"] = scheme.state == SchemeState.DRAFT
    if form.is_bound and form.is_valid():
        for fault in trial_faults(form.indicators, form.trial()):
            form.add_error(None, fault)
    if form.is_bound and not form.errors:
        context["trial_year"], ground = trial_ground(scheme)
        context["compared"] = compared(ground, form.indicators, form.trial())
        context["weights"] = weights(tried(form.indicators, form.trial()))
        context["span"] = ground.span
    return render(request, "assessment/schemes/scheme_trial.html", context, status=422 if form.errors else 200)
