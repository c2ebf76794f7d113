"""Who takes part: chosen from a roster, a survey or placements, or stated by ID number; all of them or none."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from labor.models import Training
from labor.trainings.actions import add_known, add_trainees
from labor.trainings.permissions import why_not
from labor.trainings.sources import SHOWN, Source, offers_of, parts_offering, projects_offering
from labor.trainings.stating import MOST_LINES, people_stated
from labor.views.trainings_page import training_of
from projects.requests import asked, reader, ticked_rows, typed, whole
from units.models import User
from units.refusals import Refusal
from units.requests import query_of


@never_cache
@sensitive_variables("text")
@require_http_methods(["GET", "POST"])
def training_people(request: HttpRequest, pk: int) -> HttpResponse:
    """GET offers the people of one source; POST adds those ticked, or those stated line by line."""
    user = reader(request)
    training = training_of(user, pk)
    if denied := why_not(user, training, "登记参训人"):
        raise PermissionDenied(denied)
    if training.voided_at:
        messages.error(request, f"“{training.title}”已经作废，不能再登记参训人。")
        return redirect("training_detail", pk)
    source = _source(request)
    if request.method == "GET":
        return _show(request, user, training, source)
    keys, text = set(ticked_rows(request, "worker")), typed(request, "people")
    try:
        number = _add(training, source, keys, text, user)
    except Refusal as refusal:
        return _show(request, user, training, source, refused=refusal.sentences, ticked=keys, text=text)
    messages.success(request, f"已把{number}人加入名单。")
    return redirect("training_detail", pk)


@sensitive_variables("text")
def _add(training: Training, source: Source, keys: Collection[int], text: str, user: User) -> int:
    at = timezone.now()
    if source != Source.NUMBER:
        return add_known(training=training, workers=keys, by=user, at=at)
    if len(text.splitlines()) > MOST_LINES:
        raise Refusal(f"一次最多登记{MOST_LINES}人，请分几次登记。")
    return add_trainees(training=training, trainees=people_stated(text, by=user), by=user, at=at)


def _source(request: HttpRequest) -> Source:
    wanted = request.GET.get("from", "")
    return Source(wanted) if wanted in Source.values else Source.ROSTER


@sensitive_variables("text")
def _show(
    request: HttpRequest,
    user: User,
    training: Training,
    source: Source,
    *,
    refused: Sequence[str] = (),
    ticked: Collection[int] = (),
    text: str = "",
) -> HttpResponse:
    choices = _choices(user, training, source)
    chosen = _chosen(choices, whole(request.GET.get("key", "")))
    words = asked(request, "q").strip()
    context = {
        "training": training,
        "source": source,
        "tabs": _tabs(source),
        "choices": choices,
        "chosen": chosen,
        "words": words,
        "offers": offers_of(user, training, source, chosen, words) if chosen else None,
        "most": SHOWN,
        "most_lines": MOST_LINES,
        "query": query_of(request),
        "refused": refused,
        "ticked": ticked,
        "text": text,
    }
    return render(request, "labor/trainings/training_people.html", context, status=422 if refused else 200)


def _tabs(current: Source) -> list[dict[str, Any]]:
    return [
        {"label": one.label, "url": f"?from={one.value}", "current": one == current, "count": None} for one in Source
    ]


def _choices(user: User, training: Training, source: Source) -> list[tuple[int, str]]:
    """The projects or survey parts whose people may be chosen: (key, words)."""
    if source == Source.NUMBER:
        return []
    if source == Source.SURVEY:
        return [(part.pk, f"{part.survey}（{part.township}）") for part in parts_offering(user, training)]
    return [(one.pk, one.name) for one in projects_offering(user, training, source)]


def _chosen(choices: Sequence[tuple[int, str]], asked: int | None) -> int | None:
    keys = [key for key, _ in choices]
    return asked if asked in keys else next(iter(keys), None)
