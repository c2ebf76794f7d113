"""The trail of a paper in words: its steps with what changed, what the audit trail tells of it, what is asked again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from projects.models.trail import AskedAgain
from units.models import AuditEntry, User

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


@dataclass(frozen=True, slots=True)
class Recorded:
    """One act of the audit trail on a thing that keeps no steps of its own, and what it changed in words."""

    entry: AuditEntry
    words: str


def recorded(acts: Collection[str], words: Callable[[dict[str, Any]], str], **about: Any) -> list[Recorded]:
    """What was done to a thing, the latest first.

    Args:
        acts: the acts that count, as the audit trail names them.
        words: puts an entry's detail into words.
        about: which entries are about the thing, as a filter of `AuditEntry`.
    """
    entries = AuditEntry.objects.filter(act__in=acts, **about).select_related("by").order_by("-number")
    return [Recorded(entry, words(entry.detail)) for entry in entries]


def asked_by_field(
    returns: Iterable[Asked],
) -> tuple[dict[str, list[Asked]], dict[str, list[Asked]]]:
    """What is still to be corrected, and what has been: both by field."""
    waiting: dict[str, list[Asked]] = {}
    settled: dict[str, list[Asked]] = {}
    for asked in returns:
        (settled if asked.settled_at else waiting).setdefault(asked.field, []).append(asked)
    return waiting, settled
