"""What stands around every page of this floor's facts."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from projects.calendar import forget


def working_days_read_anew(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Another process may have changed a working day since the last request: ask once again when it is needed."""

    def middleware(request: HttpRequest) -> HttpResponse:
        forget()
        return get_response(request)

    return middleware
