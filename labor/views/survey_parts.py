"""One township's part of a survey: its people, filtered and counted; reporting it, taking that back, exporting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from labor.filters import conditions
from labor.models import SurveyPart, SurveyResponse, Trade
from labor.surveys.actions import finish_part, reopen_part
from labor.surveys.exports import export_part
from labor.surveys.filters import ResponseFilter
from labor.surveys.parts import why_not_now
from labor.surveys.permissions import may_fill_in, may_take_out
from labor.surveys.standing import PartLine, parts_visible_to
from labor.surveys.tables import page_columns
from labor.tables import cells_of
from projects.requests import reader, typed
from units.downloads import workbook_response
from units.models import User
from units.refusals import Refusal
from units.requests import page_of, query_of, today

STATE_SHOWN = "登记状态＝有效"  # what is listed unless something else is asked for
UNTYPED = {"reopen_reason": "", "export_reason": "", "export_categories": False, "export_open": False}


@never_cache
@require_GET
def part_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    return show_part(request, user, part_of(user, pk))


@never_cache
@require_POST
def part_finish(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    part = part_of(user, pk)

    def act() -> str:
        held = finish_part(part=part, nobody="nobody" in request.POST, by=user, at=timezone.now())
        return f"{held}已报送，名单不能再改；需要更正可以撤回报送。"

    return _acted(request, user, part, act)


@never_cache
@require_POST
def part_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    part, reason = part_of(user, pk), typed(request, "reason")

    def act() -> str:
        held = reopen_part(part=part, reason=reason, by=user, at=timezone.now())
        return f"{held}的报送已撤回，可以继续登记和修改，改好后请重新报送。"

    return _acted(request, user, part, act, reopen_reason=reason)


@never_cache
@require_POST
def part_export(request: HttpRequest, pk: int) -> HttpResponse:
    """The filters are in the address, as on the page; the purpose is in the body."""
    user = reader(request)
    part, reason = part_of(user, pk), typed(request, "reason")
    with_categories = "categories" in request.POST
    found = _found(request, part)
    try:
        content = export_part(
            part=part,
            people=found.qs,
            said=_said(found),
            reason=reason,
            with_categories=with_categories,
            by=user,
            at=timezone.now(),
        )
    except Refusal as refusal:
        typed_in = {"export_reason": reason, "export_categories": with_categories, "export_open": True}
        return show_part(request, user, part, refused=refusal.sentences, **typed_in)
    return workbook_response(content, f"摸底名单-{part.township}-{part.survey}.xlsx")


def _acted(request: HttpRequest, user: User, part: SurveyPart, act: Callable[[], str], **typed_in: Any) -> HttpResponse:
    """Do it and say so, or the page again with why not and what was typed."""
    try:
        done = act()
    except Refusal as refusal:
        return show_part(request, user, part_of(user, part.pk), refused=refusal.sentences, **typed_in)
    messages.success(request, done)
    return redirect("part_detail", part.pk)


def show_part(
    request: HttpRequest, user: User, part: SurveyPart, *, refused: Sequence[str] = (), **typed_in: Any
) -> HttpResponse:
    """The part's page; `typed_in` is what stood in a box that was refused."""
    found = _found(request, part)
    page = page_of(request, found.qs)
    columns = page_columns(today())
    context = {
        **_standing(user, part),
        "filter": found,
        "page": page,
        "query": query_of(request),
        "is_filtered": bool(_said(found)),
        "columns": columns,
        "rows": [(one, cells_of(columns[1:], one)) for one in page.object_list],
        "may_export": may_take_out(user, part),
        "refused": refused,
        **UNTYPED,
        **typed_in,
    }
    return render(request, "labor/surveys/part_detail.html", context, status=422 if refused else 200)


def _standing(user: User, part: SurveyPart) -> dict[str, Any]:
    """How the part stands and what this person may do with it now."""
    people = part.responses.in_force().count()
    fills, late = may_fill_in(user, part), why_not_now(part, user, timezone.now())
    return {
        "part": part,
        "line": PartLine(part=part, people=people, on=today()),
        "may_fill_in": fills,
        "why_not": late if fills else "",
        "may_enter": fills and not late and part.finished_at is None,
        "may_reopen": fills and not late and part.finished_at is not None,
    }


def part_of(user: User, pk: int) -> SurveyPart:
    """A part this person may see, or 404."""
    parts: QuerySet[SurveyPart] = QuerySet(SurveyPart)
    related = parts.select_related("survey", "township", "finished_by")
    return get_object_or_404(parts_visible_to(related, user), pk=pk)


def _found(request: HttpRequest, part: SurveyPart) -> ResponseFilter:
    """The part's people as lists show them; the sealed phone stays behind."""
    trades: QuerySet[Trade] = QuerySet(Trade)
    people = (
        SurveyResponse.objects.filter(part=part)
        .select_related("worker")
        .prefetch_related("categories", Prefetch("skills", trades), Prefetch("wanted", trades))
        .defer("phone_sealed", "worker__id_sealed")
        .order_by("village", "name", "pk")
    )
    return ResponseFilter(request.GET, people, part=part, on=today())


def _said(found: ResponseFilter) -> list[str]:
    return [said for said in conditions(found) if said != STATE_SHOWN]
