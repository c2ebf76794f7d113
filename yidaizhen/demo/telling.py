"""How a chapter is told: who signs, on which day, and that what has been told is not told again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from projects.models import Project
from projects.proofs.files import atomic_with_files
from units.models import Unit, User

MONTH = date(2026, 10, 1)


@dataclass(frozen=True)
class Chapter:
    """One part of the story; `tell` does it (or sees that it is done) and says so in Chinese."""

    title: str
    tell: Callable[[], Iterator[str]]


def moment(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo(settings.TIME_ZONE))


def november(day: int, hour: int = 10) -> datetime:
    """A moment after the demo month was closed: the rest of the story is of November."""
    return moment(date(2026, 11, day), hour)


def the(username: str) -> User:
    return User.objects.get(username=username)


def unit(name: str) -> Unit:
    return Unit.objects.get(name=name)


def project(code: str) -> Project:
    return Project.objects.get(code=code)


def once(title: str, *, told: bool, act: Callable[[], str]) -> Iterator[str]:
    """Do it whole or not at all and say what came of it; what is there already is left as it is."""
    if told:
        yield f"{title}已在系统里，没有重复登记。"
        return
    with atomic_with_files():
        said = act()
    yield said
