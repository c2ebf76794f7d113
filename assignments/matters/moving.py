"""One move of a matter, told to whom it concerns; and what of it changed, for the trail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from assignments.matters.announcing import announce
from assignments.matters.moves import FLOW
from assignments.models import MajorMatter, MatterAct
from units.models import User


def moved(matter: MajorMatter, act: MatterAct, *, by: User, at: datetime, **given: Any) -> MajorMatter:
    """Make a move by the table (see `Flow.make`) and tell whom it concerns; inside the caller's transaction."""
    made: MajorMatter = FLOW.make(matter, act, by=by, at=at, **given)
    announce(made, act, by=by, at=at, reason=str(given.get("reason", "")).strip())
    return made


def changes(matter: MajorMatter, fields: Mapping[str, Any]) -> dict[str, list[str]]:
    """Field → [before, after], of the fields that differ."""
    pairs = {name: (getattr(matter, name), value) for name, value in fields.items()}
    return {name: [_said(before), _said(after)] for name, (before, after) in pairs.items() if before != after}


def _said(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    return "" if value is None else str(value)
