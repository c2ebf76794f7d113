"""A person on their first password changes it before anything else (R18); a download tells its page that it came."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from units.audit import acting_from

AWAITED = "awaited"  # the word a page sends along with the form of a download, see static/app.js
WORD_LIMIT = 20


def first_login_changes_password(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        with acting_from(request.META.get("REMOTE_ADDR", "")):
            if _must_change(request):
                return redirect("password_change")
            return get_response(request)

    return middleware


def awaited_file_says_it_came(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """A file leaves the page where it is; a cookie of the page's own word tells its button that the wait is over."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        word = request.POST.get(AWAITED, "") if request.method == "POST" else ""
        if word.isascii() and word.isalnum() and len(word) <= WORD_LIMIT:
            response.set_cookie(f"arrived-{word}", "1", max_age=60, secure=request.is_secure(), samesite="Strict")
        return response

    return middleware


def _must_change(request: HttpRequest) -> bool:
    free = {reverse("password_change"), reverse("logout")}
    user = request.user
    return user.is_authenticated and user.must_change_password and request.path not in free
