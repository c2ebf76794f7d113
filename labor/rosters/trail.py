"""The trail of a stay in words: which value became which, numbers masked, money in 元."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from documents.formats import yuan
from labor.models import Category, Engagement, EngagementStep, Relation
from projects.trails import Event

LABELS = {"phone": "电话", "card": "银行账号"}
CHOICES: dict[str, dict[str, str]] = {
    "category": {value: str(label) for value, label in Category.choices},
    "relation": {value: str(label) for value, label in Relation.choices},
}
NOTHING = "（空）"


def events_of(steps: Iterable[EngagementStep]) -> list[Event]:
    """Who did what and when, the latest first."""
    return [
        Event(step.at, step.by, step.get_act_display(), "", list(changes_of(step))) for step in reversed(list(steps))
    ]


def changes_of(step: EngagementStep) -> Iterator[str]:
    """What one step changed: 约定日工资：220.00元 → 240.00元; of what was empty before only the new value."""
    for name, (before, after) in step.changes.items():
        if before in (None, ""):
            yield f"{_label(name)}：{_said(name, after)}"
        else:
            yield f"{_label(name)}：{_said(name, before)} → {_said(name, after)}"


def _label(name: str) -> str:
    return LABELS.get(name) or str(Engagement._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _said(name: str, value: Any) -> str:
    if value in (None, ""):
        return NOTHING
    if name == "day_rate_fen":
        return f"{yuan(value)}元"
    return CHOICES.get(name, {}).get(str(value), str(value))
