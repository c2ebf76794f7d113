"""The front hall: the page everybody lands on, and the sign of life for whoever watches the service."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from units.models import User
from yidaizhen.home import home_page


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    return render(request, "home/home.html", home_page(user))


@require_GET
@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """200 when the process answers and the database does; says nothing else to strangers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"ok": True})
