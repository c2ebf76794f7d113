"""参数: all settings of the office in one list."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from labor.parameters import READERS, may_read, parameters_on
from projects.requests import allowed
from units.requests import today


@never_cache
@require_GET
def parameter_list(request: HttpRequest) -> HttpResponse:
    allowed(request, may_read, READERS)
    on = today()
    return render(request, "labor/parameters.html", {"rows": parameters_on(on), "on": on})
