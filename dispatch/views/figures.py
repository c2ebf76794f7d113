"""Behind one figure: its definition, its arithmetic, and the rows it was made of."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from dispatch.definitions import DEFINITIONS
from dispatch.figures import FigureBook
from dispatch.models import FigureRevision
from dispatch.rows_behind import rows_behind
from units.requests import actor


@require_GET
def figure_rows(request: HttpRequest, revision_pk: int, scope: str, figure: str) -> HttpResponse:
    """`?key=` names the sector, unit or project; the total has none."""
    user = actor(request)
    revisions = FigureRevision.objects.visible_to(user).select_related("period", "frozen_by")
    revision = get_object_or_404(revisions, pk=revision_pk)
    made = DEFINITIONS.get(figure)
    found = FigureBook(revision).scope(scope, request.GET.get("key", ""))
    if made is None or found is None:
        raise Http404("没有这个数字。")
    context = {"revision": revision, **rows_behind(user, found, made)}
    return render(request, "dispatch/figure_rows.html", context)
