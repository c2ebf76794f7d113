"""What stands around every page: the first password, a download that tells it came, a paper that was not printed."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from documents.fonts import MissingFonts
from documents.papers import PaperNotPrinted
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


class PaperThatWasNotPrinted:
    """A character without a face, missing fonts: the page says in words what is wrong; the act was rolled back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, PaperNotPrinted | MissingFonts):
            return None
        context = {"sentences": str(error).splitlines(), "back": _came_from(request)}
        return render(request, "not_printed.html", context, status=422)


def _came_from(request: HttpRequest) -> str:
    """The page of ours with the button that was pressed; "" when the browser does not tell."""
    address = request.META.get("HTTP_REFERER", "")
    return address if url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}) else ""


def _must_change(request: HttpRequest) -> bool:
    free = {reverse("password_change"), reverse("logout")}
    user = request.user
    return user.is_authenticated and user.must_change_password and request.path not in free
