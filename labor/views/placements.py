"""用工对接: both sides' desk; several proposals are confirmed in one act, what is listed is exported."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from labor.demands.availability import why_closed
from labor.demands.matching import may_find
from labor.demands.permissions import available_answers
from labor.demands.placement_exports import TITLE, export_placements
from labor.demands.placement_filters import PlacementFilter, counted_by_state, ordered
from labor.demands.placing import confirm_many, unfilled
from labor.demands.tables import age_tone
from labor.models import Placement, PlacementAct, PlacementState
from labor.waiting import LONG_OPEN
from projects.questions import said_conditions
from projects.requests import reader, ticked_rows, typed
from units.downloads import workbook_response
from units.models import User
from units.refusals import Refusal
from units.requests import page_of, query_of, today

OLDEST = 5  # unfilled demands shown above the list; the others behind a link
TONES = {
    PlacementState.PROPOSED: "info",
    PlacementState.CONFIRMED: "good",
    PlacementState.DECLINED: "warn",
    PlacementState.WITHDRAWN: "neutral",
}


@never_cache
@require_http_methods(["GET", "POST"])
def placement_list(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    if request.method != "POST":
        return _page(request, user)
    ticked = list(ticked_rows(request, "placement"))
    wanted = Placement.objects.visible_to(user).filter(pk__in=ticked)
    try:
        made = confirm_many(placements=wanted, by=user, at=timezone.now())
    except Refusal as refusal:
        return _page(request, user, ticked=ticked, refused=refusal.sentences, status=422)
    names = "、".join(one.response.name for one in made)
    messages.success(request, f"已确认录用{len(made)}人：{names}。进场前请在花名册办理实名登记。")
    return redirect(request.get_full_path())


@never_cache
@require_POST
def placement_export(request: HttpRequest) -> HttpResponse:
    user, reason = reader(request), typed(request, "reason")
    found = PlacementFilter(request.GET, user=user)
    try:
        content = export_placements(
            placements=ordered(found), conditions=said_conditions(found), reason=reason, by=user, at=timezone.now()
        )
    except Refusal as refusal:
        return _page(request, user, export_refused=refusal.sentences, export_reason=reason or " ", status=422)
    return workbook_response(content, f"{TITLE}.xlsx")


def _page(
    request: HttpRequest,
    user: User,
    *,
    ticked: Sequence[int] = (),
    refused: Sequence[str] = (),
    export_refused: Sequence[str] = (),
    export_reason: str = "",
    status: int = 200,
) -> HttpResponse:
    found = PlacementFilter(request.GET, user=user)
    page = page_of(request, ordered(found))
    rows = [_row(one, user) for one in page.object_list]
    open_posts = unfilled(on=today(), user=user)
    context = {
        "filter": found,
        "page": page,
        "rows": rows,
        "query": query_of(request),
        "tabs": _tabs(request, user),
        "may_confirm": any(row["may_confirm"] for row in rows),
        "ticked": ticked,
        "unfilled": [(one, age_tone(one.days)) for one in open_posts[:OLDEST]],
        "unfilled_posts": sum(one.open_posts for one in open_posts),
        "unfilled_number": len(open_posts),
        "long_open": LONG_OPEN,
        "may_find": may_find(user),
        "list_url": reverse("placement_list"),
        "whole_query": request.GET.urlencode(),
        "page_count": f"{page.paginator.count}条",
        "is_filtered": bool(said_conditions(found)),
        "refused": refused,
        "export_refused": export_refused,
        "export_reason": export_reason,
    }
    return render(request, "labor/placements/placement_list.html", context, status=status)


def _row(one: Placement, user: User) -> dict[str, Any]:
    """A placement with its pill, and whether this person may tick it."""
    answers = {move.act for move in available_answers(one, user)}
    return {
        "placement": one,
        "tone": TONES[PlacementState(one.state)],
        "may_confirm": PlacementAct.CONFIRM in answers and not why_closed(one.demand, today()),
    }


def _tabs(request: HttpRequest, user: User) -> list[dict[str, Any]]:
    """States with their counts under the other filters."""
    counted, now = counted_by_state(request.GET, user=user), request.GET.get("state", "")
    states = [("", "全部", sum(counted.values()))]
    states += [(value, str(label), counted.get(value, 0)) for value, label in PlacementState.choices]
    return [
        {"label": label, "url": f"?{query_of(request, state=value)}", "current": value == now, "count": number}
        for value, label, number in states
    ]
