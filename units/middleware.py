"""A person on their first password goes to change it before anything else (R18)."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from units.audit import acting_from


def first_login_changes_password(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        with acting_from(request.META.get("REMOTE_ADDR", "")):
            if _must_change(request):
                return redirect("password_change")
            return get_response(request)

    return middleware


def _must_change(request: HttpRequest) -> bool:
    free = {reverse("password_change"), reverse("logout")}
    user = request.user
    return user.is_authenticated and user.must_change_password and request.path not in free
