"""How a chapter is told: who signs, on which day, and that what has been told is not told again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TypedDict
from zoneinfo import ZoneInfo

from django.conf import settings

from projects.models import Project
from projects.outcome import ImportOutcome
from projects.proofs.files import atomic_with_files
from units.models import Unit, User
from units.refusals import Refusal

MONTH = date(2026, 10, 1)
FOLDER = settings.BASE_DIR / "fixtures" / "demo"


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


class Sent(TypedDict):
    """A workbook as an import takes it."""

    file: Path
    name: str


def sent(name: str) -> Sent:
    """One of the workbooks of `fixtures/demo/`."""
    return {"file": FOLDER / name, "name": name}


def required(outcome: ImportOutcome) -> str:
    """The summary of an import that must succeed; else every error."""
    if not outcome.ok:
        raise Refusal(*outcome.lines())
    warned = f"提示 {len(outcome.warnings)} 处。" if outcome.warnings else ""
    return outcome.summary + warned


def once(title: str, *, told: bool, act: Callable[[], str]) -> Iterator[str]:
    """Do it whole or not at all and say what came of it; what is there already is left as it is."""
    if told:
        yield f"{title}已在系统里，没有重复登记。"
        return
    with atomic_with_files():
        said = act()
    yield said
