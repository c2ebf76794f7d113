"""What every view asks of a request first: who is there, and whether they may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest
from django.utils import timezone

from units.models import User
from units.refusals import Refusal


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


def other_filters(request: HttpRequest) -> str:
    """The query string without the page number, for links from page to page."""
    kept = request.GET.copy()
    kept.pop("page", None)
    return kept.urlencode()
