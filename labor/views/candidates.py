"""候选人员 of a demand: who fits, best first, why and with which cautions; several are proposed in one act."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from labor.demands.availability import why_closed
from labor.demands.candidate_filters import CandidateFilter
from labor.demands.matching import LEFT_OUT, MOST, RULES, explained, fitting, may_find, number_of
from labor.demands.permissions import may_bring, named
from labor.demands.placing import places_of, propose
from labor.demands.tables import TONES
from labor.models import DemandState, LaborDemand
from projects.questions import said_conditions
from projects.requests import reader, ticked_rows
from units.models import User
from units.refusals import Refusal
from units.requests import page_of, query_of, today

WHO = "候选人员由各镇街和领导小组办公室查看、推荐；用工一方请在“用工对接”里答复推荐来的人员。"


@never_cache
@require_GET
def candidate_list(request: HttpRequest, pk: int) -> HttpResponse:
    user = _finder(request)
    return _page(request, user, _demand(user, pk))


@never_cache
@require_POST
def placement_propose(request: HttpRequest, pk: int) -> HttpResponse:
    """The filters are in the address, as on the page; the ticked people in the form."""
    user = _finder(request)
    demand = _demand(user, pk)
    ticked = list(ticked_rows(request, "response"))
    try:
        made = propose(demand=demand, response_ids=ticked, by=user, at=timezone.now())
    except Refusal as refusal:
        return _page(request, user, _demand(user, pk), ticked=ticked, refused=refusal.sentences, status=422)
    names = "、".join(one.response.name for one in made)
    messages.success(request, f"已推荐{len(made)}人：{names}。用工一方答复后，在“用工对接”里看结果。")
    query = query_of(request)
    return redirect(f"{reverse('candidate_list', args=[pk])}{'?' if query else ''}{query}")


def _finder(request: HttpRequest) -> User:
    """The signed-in person, when surveyed people are theirs to see at all: a township's post, the office, leaders."""
    user = reader(request)
    if not may_find(user):
        raise PermissionDenied(WHO)
    return user


def _demand(user: User, pk: int) -> LaborDemand:
    related = ("project__department", "project__township", "trade", "township")
    return get_object_or_404(LaborDemand.objects.visible_to(user).select_related(*related), pk=pk)


def _page(
    request: HttpRequest,
    user: User,
    demand: LaborDemand,
    *,
    ticked: Sequence[int] = (),
    refused: Sequence[str] = (),
    status: int = 200,
) -> HttpResponse:
    found = CandidateFilter(request.GET, fitting(demand, user), demand=demand, user=user)
    number = number_of(found.qs)
    page = page_of(request, found.qs, number=min(number, MOST))
    rows = explained(page.object_list, demand)
    closed = why_closed(demand, today())
    context = {
        "demand": demand,
        "named": named(demand),
        "demand_tone": TONES[DemandState(demand.state)],
        "candidates_url": reverse("candidate_list", args=[demand.pk]),
        "places": places_of(demand),
        "filter": found,
        "number": number,
        "most": MOST,
        "page": page,
        "rows": [(row, may_bring(user, row.response.part.township_id)) for row in rows],
        "query": query_of(request),
        "rules": RULES,
        "left_out": LEFT_OUT,
        "explains": not rows,
        "closed": closed,
        "may_propose": not closed and any(may_bring(user, row.response.part.township_id) for row in rows),
        "ticked": ticked,
        "refused": refused,
        "is_filtered": bool(said_conditions(found)),
    }
    return render(request, "labor/candidates/candidate_list.html", context, status=status)
