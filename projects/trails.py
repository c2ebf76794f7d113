"""The trail of a paper in words: its steps with what changed, and what was asked to be corrected, by field."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from projects.models.trail import AskedAgain
from units.models import User

Asked = TypeVar("Asked", bound=AskedAgain)


@dataclass(frozen=True, slots=True)
class Event:
    """One step of the trail in words."""

    at: datetime
    by: User
    act: str
    state: str
    details: list[str]


def events(steps: Iterable[Any], details: Callable[[Any], Iterable[str]]) -> list[Event]:
    """Who did what and when, the latest first; `details` puts the changes of one step into words."""
    return [
        Event(step.at, step.by, step.get_act_display(), step.get_state_display(), list(details(step)))
        for step in reversed(list(steps))
    ]


def asked_by_field(
    returns: Iterable[Asked],
) -> tuple[dict[str, list[Asked]], dict[str, list[Asked]]]:
    """What is still to be corrected, and what has been: both by field."""
    waiting: dict[str, list[Asked]] = {}
    settled: dict[str, list[Asked]] = {}
    for asked in returns:
        (settled if asked.settled_at else waiting).setdefault(asked.field, []).append(asked)
    return waiting, settled
