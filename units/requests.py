"""What every view asks of a request first: who is there, and whether they may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.forms import Form
from django.http import HttpRequest
from django.utils import timezone

from units.models import User
from units.refusals import Refusal

PER_PAGE = 50


def actor(request: HttpRequest) -> User:
    """The signed-in person.

    Raises:
        PermissionDenied: nobody is signed in (the login middleware lets no such request through).
    """
    if not isinstance(request.user, User):
        raise PermissionDenied("请先登录。")
    return request.user


def allow(request: HttpRequest, may: Callable[..., bool], sentence: str) -> User:
    """The signed-in person, when `may(user, on=today)`; else a 403 page with the sentence."""
    user = actor(request)
    if not may(user, on=today()):
        raise PermissionDenied(sentence)
    return user


def today() -> date:
    """The local day, read at the edge."""
    return timezone.localdate()


def show_refusal(form: Form, refusal: Refusal) -> None:
    """Put each sentence of a refused act above the form the person filled in."""
    for sentence in refusal.sentences:
        form.add_error(None, sentence)


def page_of(request: HttpRequest, rows: Any, *, per_page: int = PER_PAGE, number: int | None = None) -> Page[Any]:
    """The page of rows asked for by `?page=`: the first when none is, the last when it lies beyond.

    `number` is how many rows there are where that is known, so that they are not counted a second time.
    """
    pages = Paginator(rows, per_page)
    if number is not None:
        pages.count = number
    return pages.get_page(request.GET.get("page"))


def query_of(request: HttpRequest, **changed: str) -> str:
    """The page's other filters, url-encoded, without the page number; `changed` sets some of them anew."""
    kept = request.GET.copy()
    kept.pop("page", None)
    for name, value in changed.items():
        kept[name] = value
    return kept.urlencode()
