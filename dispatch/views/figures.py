"""Behind one figure: its definition, its arithmetic, and the rows it was made of."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from dispatch.comparing import Change
from dispatch.definitions import ALL_DEFINITIONS, Definition
from dispatch.figure_history import history
from dispatch.figure_workbook import export_rows
from dispatch.figures import FigureBook, Scope
from dispatch.models import FigureRevision
from dispatch.rows_behind import rows_behind
from units.downloads import workbook_response
from units.requests import actor, page_of, query_of

LONGEST_KEY = 12  # digits of a database key
MOST_MONTHS = 12
ROWS_PER_PAGE = 100


@require_GET
def figure_rows(request: HttpRequest, revision_pk: int, scope: str, figure: str) -> HttpResponse:
    """One figure of one scope.

    `?key=` names the sector, unit or project; `?with=` the freezings of the span's other months; `?against=` those of
    the span it is compared with, the last month first.
    """
    user = actor(request)
    revision, found, made = _asked(request, revision_pk, scope, figure)
    revisions = FigureRevision.objects.visible_to(user).select_related("period", "frozen_by")
    beside = _beside(found, made, _named(revisions, request.GET.get("against", "")))
    past = None if request.GET.get("with") else history(user, revision, found, made)
    context = {
        "revision": revision,
        "beside": beside,
        "past": past,
        **rows_behind(user, found, made, partial(page_of, request, per_page=ROWS_PER_PAGE)),
    }
    workbook = reverse("figure_workbook", args=[revision_pk, scope, figure])
    context |= {"workbook": workbook, "query": query_of(request)}
    return render(request, "dispatch/figure_rows.html", context)


@require_POST
def figure_workbook(request: HttpRequest, revision_pk: int, scope: str, figure: str) -> HttpResponse:
    """The rows behind a figure as a workbook; the same words in the address as its page."""
    user = actor(request)
    revision, found, made = _asked(request, revision_pk, scope, figure)
    content, name = export_rows(revision=revision, scope=found, made=made, by=user, at=timezone.now())
    return workbook_response(content, name)


def _asked(request: HttpRequest, pk: int, kind: str, figure: str) -> tuple[FigureRevision, Scope, Definition]:
    """The freezing, the scope and the figure an address names.

    Raises:
        Http404: there is no such, or this person may not see it.
    """
    revisions = FigureRevision.objects.visible_to(actor(request)).select_related("period", "frozen_by")
    revision = get_object_or_404(revisions, pk=pk)
    made = ALL_DEFINITIONS.get(figure)
    found = _scope(revision, _named(revisions, request.GET.get("with", "")), kind, request.GET.get("key", ""))
    if made is None or found is None:
        raise Http404("没有这个数字。")
    return revision, found, made


def _named(revisions: QuerySet[FigureRevision], keys: str) -> list[FigureRevision]:
    """Freezings by their keys "12,15", in that order; every one has to be there and open to this person."""
    wanted = [key for key in keys.split(",") if key]
    if not all(key.isdecimal() and len(key) <= LONGEST_KEY for key in wanted) or len(wanted) > MOST_MONTHS:
        raise Http404("没有这个数字。")
    found = {made.pk: made for made in revisions.filter(pk__in=wanted)} if wanted else {}
    if len(found) != len(wanted):
        raise Http404("没有这个数字。")
    return [found[int(key)] for key in wanted]


def _scope(revision: FigureRevision, earlier: list[FigureRevision], kind: str, key: str) -> Scope | None:
    return FigureBook(revision, earlier=earlier).scope(kind, key)


def _beside(now: Scope, made: Definition, against: list[FigureRevision]) -> dict[str, Any]:
    """The same figure of the span it is compared with, and the difference; nothing when none was asked for."""
    if not against:
        return {}
    last, *earlier = against
    then = _scope(last, earlier, now.kind, now.key)
    change = Change(now.value(made.key), then.value(made.key) if then else None)
    label = f"{earlier[0].period.label}至{last.period.label}" if earlier else last.period.label
    return {"label": label, "change": change}
