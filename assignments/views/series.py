"""发文代字: the office's own prefix of each kind of its papers (◇)."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from assignments.models import PaperKind, PaperSeries
from assignments.paper_forms import SeriesForm
from assignments.papers import next_number
from assignments.series import CHANGERS, change_series, may_change_series
from units.refusals import Refusal
from units.requests import actor, show_refusal, today


@never_cache
@require_http_methods(["GET", "POST"])
def series_edit(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    if not may_change_series(user):
        raise PermissionDenied(CHANGERS)
    series, year = list(PaperSeries.objects.order_by("pk")), today().year
    form = SeriesForm(series, [next_number(PaperKind(one.kind), year) for one in series], request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            change_series(prefixes=form.cleaned_data, by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "发文代字已保存，今后印发的公文按新代字编号；已印发的不变。")
            return redirect("series_edit")
    status = 422 if form.errors else 200
    return render(request, "assignments/papers/series_edit.html", {"form": form, "year": year}, status=status)
