"""One demand laid out for reading: its fields in words, and its trail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from documents.formats import MISSING
from labor.demands.fields import BY_NAME, is_empty
from labor.demands.moving import REASON, REMINDER
from labor.models import DemandStep
from projects.trails import Event, events


def trail(steps: Iterable[DemandStep]) -> list[Event]:
    """Who did what and when, the latest first; the changes of each step in words."""
    return events(steps, _details)


def _details(step: DemandStep) -> Iterator[str]:
    for name, said in step.changes.items():
        if name == REASON:
            yield f"原因：{said}"
        elif name == REMINDER:
            yield from (f"提示：{sentence}" for sentence in said)
        else:
            yield f"{BY_NAME[name].label if name in BY_NAME else name}：{_told(said[0])} → {_told(said[1])}"


def _told(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return MISSING if is_empty(value) else str(value)
