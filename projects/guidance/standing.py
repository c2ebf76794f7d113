"""A collection at a glance: how it stands, how many nominations in which state, and what the office did to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count

from projects.models import Collection, Nomination, NominationState
from projects.trails import Recorded, recorded
from units.models import User

ACTS = ("开启申报征集", "调整申报截止日期", "结束申报征集", "重新开启申报征集")
TONES = {"已结束": "neutral", "尚未开始": "info", "已过截止日期": "warn", "正在征集": "good"}


@dataclass(frozen=True, slots=True)
class Standing:
    """A collection as one person sees it: `numbers` count the nominations visible to them, by state."""

    collection: Collection
    numbers: dict[str, int]
    on: date

    @property
    def total(self) -> int:
        return sum(self.numbers.values())

    @property
    def is_over(self) -> bool:
        """Open still, though its last day has passed."""
        return self.collection.is_open and self.collection.due_on < self.on

    @property
    def state(self) -> str:
        """How the collection stands on the day, in words."""
        if not self.collection.is_open:
            return "已结束"
        if self.collection.opens_on > self.on:
            return "尚未开始"
        return "已过截止日期" if self.is_over else "正在征集"

    @property
    def tone(self) -> str:
        """The tone of the state's pill."""
        return TONES[self.state]

    @property
    def by_state(self) -> list[tuple[str, str, int]]:
        """Each state with its word and its number, in the order of the work."""
        return [(value, str(label), self.numbers.get(value, 0)) for value, label in NominationState.choices]


def standings(user: User, collections: Iterable[Collection], *, on: date) -> list[Standing]:
    """Each collection with the numbers of what this person may see of it, read at once."""
    held = list(collections)
    seen = Nomination.objects.visible_to(user).filter(collection__in=held).order_by()
    numbers: dict[int, dict[str, int]] = {collection.pk: {} for collection in held}
    for collection, state, number in seen.values_list("collection", "state").annotate(Count("pk")):
        numbers[collection][state] = number
    return [Standing(collection, numbers[collection.pk], on) for collection in held]


def history_of(collection: Collection) -> list[Recorded]:
    """What was done to a collection, the latest first."""
    return recorded(ACTS, _words, subject=collection.label)


def _words(detail: dict[str, Any]) -> str:
    due_on = detail.get("due_on")
    if isinstance(due_on, list):
        return f"截止日期由{due_on[0]}改为{due_on[1]}"
    return f"截止日期{due_on}" if due_on else ""
