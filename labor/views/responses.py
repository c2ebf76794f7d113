"""摸底登记: one person after another with the keyboard alone, and correcting what was entered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from labor.models import SurveyPart, SurveyResponse
from labor.surveys.answers import faults_of
from labor.surveys.entry_form import AnswersForm, CorrectionForm, EntryForm, initial_of, kept_from_last
from labor.surveys.people import known_person
from labor.surveys.permissions import may_fill_in
from labor.surveys.responses import (
    Entered,
    StaleResponse,
    WrongAnswers,
    add_response,
    changes_of,
    correct_response,
    why_closed,
    with_plain_numbers,
)
from labor.surveys.taking_over import said_by
from projects.requests import reader, typed
from units.models import User
from units.refusals import Refusal
from units.requests import show_refusal, today
from units.scope import UNIT_ROLES, scope_of

LATEST = 5  # of one's own entries shown below the form
WHO = "摸底表由{township}的填报人或领导小组办公室登记和修改，您没有这项权限。"


@never_cache
@sensitive_post_parameters("id_number", "phone")
@require_http_methods(["GET", "POST"])
def response_new(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of one more person; saved, it comes back empty for the next, or goes to the answers just saved."""
    user, now = reader(request), timezone.now()
    part = _part(user, pk)
    last = _own(user, part).first()
    kept = kept_from_last(last, by_name=user.name, today=today())
    sent = request.POST if request.method == "POST" else None
    form = EntryForm(sent, year=part.survey.year, initial=kept)
    if sent is not None:
        try:
            entered = _enter(part, form, user, now)
        except WrongAnswers as wrong:
            form.show_faults(wrong.faults)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            _say(request, f"已登记{entered.response.name}。", entered)
            return redirect("response_new", pk) if "next" in sent else redirect("response_detail", entered.response.pk)
    context = {
        "part": part, "form": form, "closed": why_closed(part, user, now), "latest": _own(user, part)[:LATEST],
        "counts": _counts(user, part, now),
    }  # fmt: skip
    return render(request, "labor/responses/response_new.html", context, status=422 if form.errors else 200)


@never_cache
@sensitive_variables("number")
@sensitive_post_parameters("id_number")
@require_POST
def response_known(request: HttpRequest, pk: int) -> HttpResponse:
    """What an ID number says, as a part of the entry page; finding a registered person is written down."""
    user = reader(request)
    part, number = _part(user, pk), typed(request, "id_number")
    context: dict[str, Any] = {"part": part}
    try:
        known = known_person(part=part, id_number=number, by=user, at=timezone.now())
        context |= {"known": known, "said": said_by(known.earlier) if known.earlier else ""}
    except Refusal as refusal:
        context["refused"] = refusal.sentences
    return render(request, "labor/responses/_known.html", context)


@never_cache
@sensitive_post_parameters("phone")
@require_http_methods(["GET", "POST"])
def response_edit(request: HttpRequest, pk: int) -> HttpResponse:
    user, now = reader(request), timezone.now()
    response = get_object_or_404(_whole(user), pk=pk)
    _require_filler(user, response.part)
    if request.method == "GET" and response.withdrawn_at:
        return redirect("response_detail", pk)
    sent = request.POST if request.method == "POST" else None
    form = CorrectionForm(sent, year=response.survey.year, initial=initial_of(response))
    theirs: dict[str, Any] = {}
    if sent is not None:
        try:
            entered = _correct(response, form, user, now)
        except WrongAnswers as wrong:
            form.show_faults(wrong.faults)
        except StaleResponse as stale:
            show_refusal(form, stale)
            theirs = _show_theirs(form, response)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            _say(request, f"已保存{entered.response.name}的修改。", entered)
            return redirect("response_detail", pk)
    context = {
        "response": response, "part": response.part, "form": form, "theirs": theirs,
        "closed": why_closed(response.part, user, now),
    }  # fmt: skip
    return render(request, "labor/responses/response_edit.html", context, status=422 if form.errors else 200)


def _part(user: User, pk: int) -> SurveyPart:
    """A part within the person's territory, which they fill in.

    Raises:
        Http404: another township's.
        PermissionDenied: theirs to read only.
    """
    parts, scope = SurveyPart.objects.select_related("survey", "township"), scope_of(user)
    if not scope.reads_everything:
        parts = parts.filter(township__in=scope.unit_ids(*UNIT_ROLES))
    part = get_object_or_404(parts, pk=pk)
    _require_filler(user, part)
    return part


def _require_filler(user: User, part: SurveyPart) -> None:
    if not may_fill_in(user, part):
        raise PermissionDenied(WHO.format(township=part.township))


def _whole(user: User) -> QuerySet[SurveyResponse]:
    seen = SurveyResponse.objects.visible_to(user).select_related("worker", "survey", "part__survey", "part__township")
    return seen.prefetch_related("categories", "skills", "wanted")


def _own(user: User, part: SurveyPart) -> QuerySet[SurveyResponse]:
    """What this person entered in the part, the latest first."""
    mine = SurveyResponse.objects.in_force().filter(part=part, filed_by=user).defer("phone_sealed")
    return mine.select_related("worker").order_by("-filed_at", "-pk")


def _counts(user: User, part: SurveyPart, now: datetime) -> dict[str, int]:
    """People (人) in force of the part: all of them, and those this person entered today."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    mine = Count("pk", filter=Q(filed_by=user, filed_at__gte=midnight))
    return SurveyResponse.objects.in_force().filter(part=part).order_by().aggregate(all=Count("pk"), mine=mine)


def _enter(part: SurveyPart, form: EntryForm, by: User, at: datetime) -> Entered:
    if not form.is_valid():
        raise WrongAnswers(_faults(form, part, at, form.cleaned_data.get("id_number", "")))
    number = form.cleaned_data["id_number"]
    return add_response(part=part, id_number=number, answers=form.answers(), by=by, at=at)


def _correct(response: SurveyResponse, form: CorrectionForm, by: User, at: datetime) -> Entered:
    if not form.is_valid():
        raise WrongAnswers(_faults(form, response.part, at, None))
    version = form.cleaned_data["version"]
    return correct_response(response=response, answers=form.answers(), version=version, by=by, at=at)


def _faults(form: AnswersForm, part: SurveyPart, at: datetime, number: str | None) -> list[Any]:
    """Beside what cannot be read, what else is wrong: everything at once."""
    answers = with_plain_numbers(form.answers())
    found = faults_of(answers, survey=part.survey, today=timezone.localdate(at), id_number=number)
    return [fault for fault in found if not fault.is_hint]


def _show_theirs(form: CorrectionForm, response: SurveyResponse) -> dict[str, Any]:
    """Another person saved: what stands now where it differs from what was typed; the next saving knows of it."""
    fresh = SurveyResponse.objects.prefetch_related("categories", "skills", "wanted").get(pk=response.pk)
    renewed = form.data.copy()  # type: ignore[attr-defined]
    renewed["version"] = str(fresh.version)
    form.data = renewed
    return changes_of(fresh, with_plain_numbers(form.answers()))


def _say(request: HttpRequest, done: str, entered: Entered) -> None:
    messages.success(request, done)
    for hint in entered.hints:
        messages.warning(request, hint)
