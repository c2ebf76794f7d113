"""同月多项目人员: the same person on several projects' rolls of one month."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from labor.exports import export_overlaps
from labor.overlaps import Overlap, overlaps
from projects.models import Period
from projects.requests import reader, typed
from units.downloads import workbook_response
from units.models import User
from units.refusals import Refusal
from units.requests import page_of, query_of

PER_PAGE = 30


@never_cache
@require_GET
def roll_overlaps(request: HttpRequest) -> HttpResponse:
    return _show(request, reader(request))


def _show(request: HttpRequest, user: User, *, reason: str = "", status: int = 200) -> HttpResponse:
    periods = list(Period.objects.order_by("-month"))
    period = _chosen(request, periods)
    found = _found(user, period)
    page = page_of(request, found, per_page=PER_PAGE)
    context = {
        "periods": periods,
        "period": period,
        "page": page,
        "query": query_of(request),
        "people": len(found),
        "days_of_month": _days(period),
        "reason": reason,
    }
    return render(request, "labor/roll_overlaps.html", context, status=status)


@never_cache
@require_POST
def overlaps_export(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    period = _chosen(request, list(Period.objects.order_by("-month")))
    found = _found(user, period)
    if period is None:
        return render(request, "labor/roll_overlaps.html", {"periods": [], "period": None, "people": 0}, status=404)
    reason = typed(request, "reason")
    try:
        content = export_overlaps(period=period, found=found, reason=reason, by=user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, "".join(refusal.sentences))
        return _show(request, user, reason=reason, status=422)
    return workbook_response(content, f"同月多项目人员-{period.label}.xlsx")


def _chosen(request: HttpRequest, periods: list[Period]) -> Period | None:
    """The month named in the address, else the latest."""
    asked = request.GET.get("month", "")
    return next((period for period in periods if period.key == asked), next(iter(periods), None))


def _found(user: User, period: Period | None) -> list[Overlap]:
    return overlaps(period, visible_to=user) if period else []


def _days(period: Period | None) -> int:
    """Hundredths of a 工日 one person can work in the month."""
    return period.last_day.day * 100 if period else 0
