"""一人一档: what the reader may see of one person, over the years and projects."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from labor.dossier import dossier
from labor.models import Worker
from projects.requests import reader
from units.requests import today


@never_cache
@require_GET
def person_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    worker = get_object_or_404(Worker.objects.visible_to(user), pk=pk)
    on, of = today(), dossier(worker, user)
    year = max((line.period.month.year for line in of.lines), default=on.year)
    context = {"worker": worker, "age": _age(worker.born_on, on), "of": of, "wage_year": year}
    return render(request, "labor/people/person_detail.html", context)


def _age(born: date, day: date) -> int:
    """Full years (周岁), counted from the birthday itself."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
