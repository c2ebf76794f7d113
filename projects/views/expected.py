"""应报和报送情况 of one month: by unit and by project, with what the list has gained since; the same as a workbook."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from projects.exceptions import may_grant
from projects.expected import may_change
from projects.locks import Locks, locks_of, locks_said
from projects.models import Period, Project
from projects.moves import Post
from projects.owing import is_settled, left_since, unlisted
from projects.permissions import posts_of
from projects.requests import asked, reader, whole, workbook_response
from projects.standing import Line, Standing, standing_of
from projects.standing_lists import COUNTS, NOTES, STATES, counts, duty_said, export_standing, picked, state_said
from projects.views.months import asked_period
from units.models import User
from units.requests import page_of, query_of
from units.scope import scope_of

TONES = {"accepted": "good", "submitted": "info", "reviewing": "info", "returned": "bad", "draft": "neutral"}


@require_GET
@never_cache
def expected_list(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    context = _asked(request, user)
    if context["period"] is not None:
        locks = locks_of(context["period"], timezone.now())
        page = page_of(request, context["lines"])
        context |= {
            "page": page,
            "rows": [_row(line, user, locks) for line in page.object_list],
            "locked": locks_said(user, locks),
            **_changes(user, context["period"]),
        }
    return render(request, "projects/expected/expected_list.html", context)


def _asked(request: HttpRequest, user: User) -> dict[str, Any]:
    """What the address asks for, among what the person sees."""
    periods = list(Period.objects.select_related("closed_by"))
    period = asked_period(periods, asked(request, "period"))
    if period is None:
        return {"period": None, "periods": []}
    standing, state = _standing(user, period), asked(request, "state")
    known = {one.unit_id: one for one in standing.units}
    unit = whole(asked(request, "unit"))
    unit, state = unit if unit in known else None, state if state in STATES else ""
    return {
        "period": period,
        "periods": periods,
        "standing": standing,
        "units": standing.units,
        "unit": unit,
        "state": state,
        "lines": picked(standing, unit=unit, state=state),
        "said": [*([known[unit].unit_name] if unit else []), *([STATES[state][0]] if state else [])],
        "tabs": _tabs(request, standing, unit, state),
        "stats": [(label, getattr(standing.total, key), unit_) for key, label, unit_ in COUNTS],
        "sums": [(one, _cells(counts(one.tally))) for one in standing.units],
        "total": _cells(counts(standing.total)),
        "heads": [label for _, label, _ in COUNTS],
        "notes": NOTES,
        "query": query_of(request, period=period.key),
        "is_settled": is_settled(period),
    }


def _standing(user: User, period: Period) -> Standing:
    everything = scope_of(user).reads_everything
    return standing_of(period, None if everything else Project.objects.visible_to(user))


def _cells(found: dict[str, int]) -> list[int]:
    return [found[key] for key, _, _ in COUNTS]


def _tabs(request: HttpRequest, standing: Standing, unit: int | None, state: str) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "url": f"?{query_of(request, state=key)}",
            "current": key == state,
            "count": len(picked(standing, unit=unit, state=key)),
        }
        for key, (label, _) in STATES.items()
    ]


def _row(line: Line, user: User, locks: Locks) -> dict[str, Any]:
    posts = posts_of(user, line.row.project) if line.filing is None and line.row.is_due else set()
    begins = Post.FILER in posts and locks.period.is_open and not locks.by_date(line.row.project.department)
    return {
        "line": line,
        "duty": duty_said(line),
        "state": state_said(line),
        "tone": TONES.get(line.filing.state, "neutral") if line.filing else "warn",
        "may_begin": begins,
    }


def _changes(user: User, period: Period) -> dict[str, Any]:
    """What the office may do, and what came onto the list or left it since the settling."""
    keeps = may_change(user) and period.is_open
    return {
        "may_change": keeps,
        "may_grant": may_grant(user) and period.is_open,
        "unlisted": unlisted(period) if keeps else [],
        "left": left_since(period) if keeps else [],
    }


@require_POST
@never_cache
def expected_export(request: HttpRequest) -> HttpResponse:
    """The filters are in the address, as on the page."""
    user = reader(request)
    found = _asked(request, user)
    period = found["period"]
    if period is None:
        return render(request, "projects/expected/expected_list.html", found, status=422)
    content = export_standing(
        period=period, lines=found["lines"], said=found["said"], standing=found["standing"], by=user, at=timezone.now()
    )
    return workbook_response(content, f"应报和报送情况-{period.key}.xlsx")


@require_GET
@never_cache
def expected_print(request: HttpRequest) -> HttpResponse:
    """All that is asked for on one page without frame."""
    context = _asked(request, reader(request))
    rows = [{"line": one, "duty": duty_said(one), "state": state_said(one)} for one in context.get("lines", [])]
    return render(request, "projects/expected/expected_print.html", {**context, "rows": rows})
