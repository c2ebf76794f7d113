"""The front hall: the page everybody lands on, and the sign of life for whoever watches the service."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.decorators import login_not_required
from django.db.utils import Error as DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from units.models import User
from yidaizhen.health import health
from yidaizhen.home import home_page


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    return render(request, "home/home.html", home_page(user))


@require_GET
@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """How the service is, in ages and counts alone, for whoever watches it; `?strict=1` answers 503 when one is late.

    Without it the answer is 200 as long as the database answers: pages ask it too, only to stay signed in.
    """
    try:
        said = health(at=timezone.now())
    except DatabaseError:
        return JsonResponse({"ok": False, "database": "unreachable"}, status=503)
    strict = request.GET.get("strict") == "1"
    return JsonResponse(said, status=503 if strict and said["late"] else 200)
