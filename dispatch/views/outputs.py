"""应有产出: what the calendar wanted by now, what of it is missing, and what was missing before."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from dispatch.models import OutputAlarm
from dispatch.outputs import Output, expected_outputs
from dispatch.pulse import lasting, pulse, seconds
from units.models import Role, User
from units.requests import actor, page_of, query_of
from units.scope import scope_of

SHUT = "应有产出由领导小组办公室和系统管理员查看，您没有这项权限。"
MISSING, MADE, EVERY = "", "made", "all"
TABS = ((MISSING, "缺"), (MADE, "已有"), (EVERY, "全部"))
PER_PAGE = 30


@never_cache
@require_GET
def output_list(request: HttpRequest) -> HttpResponse:
    """Computed anew at each look, so that it tells the truth while the scheduler is dead."""
    _allow(request)
    at = timezone.now()
    outputs = expected_outputs(at)
    state = request.GET.get("state", MISSING)
    chosen = [one for one in outputs if state == EVERY or one.made == (state == MADE)]
    page = page_of(request, chosen[::-1] if state in (MADE, EVERY) else chosen, per_page=PER_PAGE)
    context = {
        "page": page,
        "query": query_of(request),
        "rows": [_row(one, at) for one in page.object_list],
        "tabs": _tabs(outputs, state),
        "late": pulse(at).late.values(),
        "alarms": OutputAlarm.objects.order_by("-raised_at", "-pk")[:PER_PAGE],
        "shows_missing": state not in (MADE, EVERY),
    }
    return render(request, "dispatch/output_list.html", context)


def _allow(request: HttpRequest) -> None:
    if not watches(actor(request)):
        raise PermissionDenied(SHUT)


def watches(user: User) -> bool:
    """Whoever reads everything, and who keeps the system running."""
    scope = scope_of(user)
    return scope.reads_everything or scope.has(Role.SYSTEM_ADMIN)


def _row(output: Output, at: datetime) -> dict[str, Any]:
    since = "" if output.made else lasting(seconds(at, output.due_at))
    label, tone = ("缺", "bad") if not output.made else ("迟到", "warn") if output.came_late else ("已有", "good")
    return {"output": output, "since": since, "label": label, "tone": tone}


def _tabs(outputs: list[Output], state: str) -> list[dict[str, Any]]:
    address = reverse("output_list")
    made = sum(one.made for one in outputs)
    counts = {MISSING: len(outputs) - made, MADE: made, EVERY: len(outputs)}
    shown = state if state in (MADE, EVERY) else MISSING
    return [
        {
            "label": label,
            "url": f"{address}?state={value}" if value else address,
            "current": shown == value,
            "count": counts[value],
        }
        for value, label in TABS
    ]
