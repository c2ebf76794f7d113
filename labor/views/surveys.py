"""摸底调查: the campaigns, how each stands in every township, its sums; opened, extended, ended and reopened by the
office."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from labor.models import LaborSurvey
from labor.surveys.actions import close_survey, extend_survey, open_survey, reopen_survey
from labor.surveys.digest import digests_of
from labor.surveys.exports import export_survey
from labor.surveys.filters import SurveyFilter
from labor.surveys.forms import DueForm, ExtensionForm, SurveyForm
from labor.surveys.permissions import KEEPS_SURVEYS, may_keep_surveys, takes_part
from labor.surveys.standing import PartLine, SurveyStanding, history_of, standings, surveys_visible_to
from labor.surveys.summaries import SurveySummary, summarize
from projects.questions import said_conditions
from projects.requests import allowed, reader, whole
from units.downloads import workbook_response
from units.models import Unit, User
from units.refusals import Refusal
from units.requests import page_of, query_of, show_refusal, today


@never_cache
@require_GET
def survey_list(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    found = SurveyFilter(request.GET, surveys_visible_to(user))
    page = page_of(request, found.qs)
    context = {
        "filter": found,
        "page": page,
        "query": query_of(request),
        "rows": standings(page.object_list, by=user, on=today()),
        "is_filtered": bool(said_conditions(found)),
        "may_keep": may_keep_surveys(user),
        "takes_part": takes_part(user),
    }
    return render(request, "labor/surveys/survey_list.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def survey_new(request: HttpRequest) -> HttpResponse:
    user = _keeper(request)
    start = {"year": today().year, "opens_on": today(), "townships": Unit.objects.townships()}
    form = SurveyForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            survey = open_survey(**form.cleaned_data, by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"已开启{survey}，截止{survey.due_on:%Y-%m-%d}，所选镇街可以登记。")
            return redirect("survey_detail", survey.pk)
    return render(request, "labor/surveys/survey_new.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_GET
def survey_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    return _page(request, user, _survey(user, pk), None)


@never_cache
@require_POST
def survey_export(request: HttpRequest, pk: int) -> HttpResponse:
    """The township looked at is in the address, as on the page."""
    user = reader(request)
    survey = _survey(user, pk)
    standing, chosen, summary = _looked_at(request, user, survey)
    content = export_survey(
        standing=standing,
        digests=digests_of(summary, one_township=chosen is not None) if summary.people else [],
        whose=chosen.part.township.name if chosen else "全部镇街",
        people=summary.people,
        by=user,
        at=timezone.now(),
    )
    return workbook_response(content, f"摸底汇总-{survey}.xlsx")


@never_cache
@require_POST
def survey_extend(request: HttpRequest, pk: int) -> HttpResponse:
    user = _keeper(request)
    survey = _survey(user, pk)
    form = ExtensionForm(request.POST, survey=survey)

    def act(survey: LaborSurvey, **how: Any) -> LaborSurvey:
        chosen = form.cleaned_data["townships"]
        return extend_survey(survey=survey, due_on=form.cleaned_data["due_on"], townships=chosen or None, **how)

    return _with_day(request, user, survey, form, act, "的截止日期已改为{:%Y-%m-%d}。")


@never_cache
@require_POST
def survey_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    user = _keeper(request)
    form = DueForm(request.POST)

    def act(survey: LaborSurvey, **how: Any) -> LaborSurvey:
        return reopen_survey(survey=survey, due_on=form.cleaned_data["due_on"], **how)

    return _with_day(request, user, _survey(user, pk), form, act, "已重新开启，截止{:%Y-%m-%d}。")


@never_cache
@require_POST
def survey_close(request: HttpRequest, pk: int) -> HttpResponse:
    user = _keeper(request)
    survey = _survey(user, pk)
    try:
        close_survey(survey=survey, by=user, at=timezone.now())
    except Refusal as refusal:
        return _page(request, user, _survey(user, pk), None, refused=refusal.sentences)
    messages.success(request, f"{survey}已结束，镇街不能再登记；需要时可以重新开启。")
    return redirect("survey_detail", pk)


def _with_day(
    request: HttpRequest, user: User, survey: LaborSurvey, form: DueForm, act: Callable[..., LaborSurvey], done: str
) -> HttpResponse:
    """An act that takes a new last day."""
    if form.is_valid():
        try:
            now = act(survey, by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"{now}{done.format(form.cleaned_data['due_on'])}")
            return redirect("survey_detail", survey.pk)
    return _page(request, user, _survey(user, survey.pk), form)


def _page(
    request: HttpRequest, user: User, survey: LaborSurvey, form: DueForm | None, *, refused: Any = ()
) -> HttpResponse:
    """One survey; `form` is what was refused, None on a plain look."""
    standing, chosen, summary = _looked_at(request, user, survey)
    context = {
        "survey": survey,
        "standing": standing,
        "chosen": chosen,
        "query": query_of(request),
        "summary": summary,
        "digests": digests_of(summary, one_township=chosen is not None) if summary.people else [],
        "history": history_of(survey),
        "form": form or _due_form(survey),
        "form_is_bound": form is not None,
        "refused": refused,
        "may_keep": may_keep_surveys(user),
    }
    status = 422 if form or refused else 200
    return render(request, "labor/surveys/survey_detail.html", context, status=status)


def _looked_at(
    request: HttpRequest, user: User, survey: LaborSurvey
) -> tuple[SurveyStanding, PartLine | None, SurveySummary]:
    """How the survey stands, the township looked at (None: all), and its sums."""
    [standing] = standings([survey], by=user, on=today())
    chosen = _chosen(request, standing)
    township = chosen.part.township if chosen else None
    return standing, chosen, summarize(survey=survey, by=user, on=today(), township=township)


def _chosen(request: HttpRequest, standing: SurveyStanding) -> PartLine | None:
    """The township looked at: the one asked for, or the only one there is."""
    if len(standing.parts) == 1:
        return standing.parts[0]
    asked = whole(request.GET.get("township", ""))
    return next((line for line in standing.parts if line.part.township_id == asked), None)


def _due_form(survey: LaborSurvey) -> DueForm:
    start = {"due_on": max(survey.due_on, today())}
    return ExtensionForm(initial=start, survey=survey) if survey.is_open else DueForm(initial=start)


def _keeper(request: HttpRequest) -> User:
    return allowed(request, may_keep_surveys, KEEPS_SURVEYS)


def _survey(user: User, pk: int) -> LaborSurvey:
    return get_object_or_404(surveys_visible_to(user), pk=pk)
