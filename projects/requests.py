"""What the views of this floor ask of a request, and how they answer with a file."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from projects.keeping_files import CONTENT_TYPES
from projects.models import KeptFile
from projects.permissions import may_read_projects
from units.models import User
from units.requests import actor

DIGITS = 18  # of the largest key a database can be asked for
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def reader(request: HttpRequest) -> User:
    """The signed-in person, when projects are theirs to read at all.

    Raises:
        PermissionDenied: administrators of accounts, roles and the trail do not read projects.
    """
    user = actor(request)
    if not may_read_projects(user):
        raise PermissionDenied("项目和填报由业务岗位查看，您的账号没有业务岗位。如需查看，请联系安全管理员授权。")
    return user


def allowed(request: HttpRequest, may: Callable[[User], bool], sentence: str) -> User:
    """The signed-in person, when `may(user)`; else a 403 page with the sentence."""
    user = reader(request)
    if not may(user):
        raise PermissionDenied(sentence)
    return user


def whole(text: str) -> int | None:
    """A key, year or version as a page sends it; None for what is no number, or larger than any the house holds."""
    return int(text) if text.isdecimal() and len(text) <= DIGITS else None


def ticked_rows(request: HttpRequest, name: str) -> dict[int, int | None]:
    """The rows ticked in the boxes `name`: key → the version the page showed as `version-<key>`, if it did."""
    keys = [pk for key in request.POST.getlist(name) if (pk := whole(key)) is not None]
    return {pk: whole(request.POST.get(f"version-{pk}", "")) for pk in keys}


def typed(request: HttpRequest, name: str) -> str:
    """A text as a page sends it, without the NUL that no database stores."""
    return request.POST.get(name, "").replace("\x00", "")


def asked(request: HttpRequest, name: str) -> str:
    """A text in the address, likewise without NUL."""
    return request.GET.get(name, "").replace("\x00", "")


def workbook_response(content: bytes, name: str) -> HttpResponse:
    """An .xlsx to save under a Chinese name."""
    return HttpResponse(
        content,
        content_type=XLSX,
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"},
    )


def file_response(file: KeptFile, content: bytes) -> HttpResponse:
    """A kept file as a download under its own name; never shown by the browser, never kept by a cache on the way."""
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=file.name) or "attachment",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return HttpResponse(content, content_type=CONTENT_TYPES[file.kind], headers=headers)
