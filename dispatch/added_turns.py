"""Turns of the round that floors above this one bring: the round keeps their places, they say what is done there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

SETTLE_SCORES = "考核定分"

_turns: dict[str, Callable[..., Any]] = {}


def register(name: str, turn: Callable[..., Any]) -> None:
    """Say what is done at a place the round keeps; `turn` takes `at`."""
    _turns[name] = turn


def added(name: str) -> Callable[..., Any]:
    """The turn of a place: what was registered for it, nothing when no floor above is there."""

    def turn(*, at: datetime) -> Any:
        brought = _turns.get(name)
        return brought(at=at) if brought else None

    return turn
