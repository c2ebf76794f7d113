"""年度清单: each year, its versions, and what waits for the next one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from projects.lists.overview import years_of
from projects.lists.permissions import may_export_list, may_keep_list
from projects.requests import reader


@require_GET
def annual_list(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    context = {"years": years_of(user), "may_keep": may_keep_list(user), "sees_all": may_export_list(user)}
    return render(request, "projects/lists/annual_list.html", context)
