"""What the attendance pages share: the project and month in the address, the months to choose from, the tabs."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from labor.attendance.sheets import period_of
from projects.models import Period, Project
from projects.requests import reader
from units.models import User
from units.refusals import Refusal
from units.requests import today

MONTH = re.compile(r"20[0-9]{2}-(?:0[1-9]|1[0-2])")
MONTHS_BACK = 12


def project_and_period(request: HttpRequest, pk: int, month: str) -> tuple[User, Project, Period]:
    """Who asks, the project they may see, and the month, which has begun; anything else is not found."""
    user = reader(request)
    seen = Project.objects.visible_to(user).select_related("department", "township")
    return user, get_object_or_404(seen, pk=pk), begun_period(month)


def begun_period(month: str) -> Period:
    if not MONTH.fullmatch(month):
        raise Http404("没有这个月份，月份写成 2026-10 这样的形式。")
    try:
        return period_of(date.fromisoformat(f"{month}-01"), timezone.now())
    except Refusal as refusal:
        raise Http404("".join(refusal.sentences)) from refusal


def chosen_period(request: HttpRequest) -> Period:
    """The month the list is asked for, this month when none is."""
    asked = request.GET.get("month", "")
    return begun_period(asked or f"{today():%Y-%m}")


def months() -> list[tuple[str, str]]:
    """Months to choose from, the latest first: this one, a year back, and as far as there are periods."""
    first = Period.objects.order_by("month").values_list("month", flat=True).first()
    latest = today().replace(day=1)
    earliest = min(_before(latest, MONTHS_BACK), first or latest)
    count = (latest.year - earliest.year) * 12 + latest.month - earliest.month
    return [
        (f"{each:%Y-%m}", f"{each.year}年{each.month}月") for each in (_before(latest, n) for n in range(count + 1))
    ]


def _before(month: date, count: int) -> date:
    number = month.year * 12 + month.month - 1 - count
    return date(number // 12, number % 12 + 1, 1)


def tabs(current: str, period: Period) -> list[dict[str, Any]]:
    """The two lists of a month."""
    pages = [("attendance_list", "考勤台账"), ("attendance_conflicts", "跨项目核对")]
    return [
        {"label": label, "url": f"{reverse(name)}?month={period.key}", "current": name == current, "count": None}
        for name, label in pages
    ]
