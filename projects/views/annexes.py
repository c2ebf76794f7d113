"""Annexes of a project's page: floors above this one add a card of figures, registered when the house starts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from projects.models import Project
from projects.views.glance import Figure
from units.models import User


@dataclass(frozen=True, slots=True)
class Annex:
    """One card: its anchor on the page, its title, a sentence on what the figures count, and the figures."""

    anchor: str
    title: str
    lead: str
    figures: Sequence[Figure]


Writer = Callable[[Project, User, datetime], Annex]

_WRITERS: list[Writer] = []


def register(writer: Writer) -> None:
    """Let `writer` add its card to each project's page; registered twice, it is asked once."""
    if writer not in _WRITERS:
        _WRITERS.append(writer)


def annexes(project: Project, user: User, at: datetime) -> list[Annex]:
    """The cards of a project the person may see."""
    return [writer(project, user, at) for writer in _WRITERS]
