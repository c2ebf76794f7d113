"""What upper floors know about units, for the unit pages: counts and the page that lists what was counted.

The front hall registers them at start, so that this floor needs no import upwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.urls import reverse

from units.models import Unit, User

Counts = dict[int, int]


@dataclass(frozen=True)
class Neighbor:
    """One thing counted per unit: `count(user, unit_ids)` returns unit id → number the user may see."""

    label: str
    measure: str
    count: Callable[[User, list[int]], Counts]
    url_name: str
    parameter: str
    also: Mapping[str, str] = field(default_factory=dict)

    def url(self, unit: Unit) -> str:
        """The page that lists what was counted: `parameter` names the unit there, `also` is asked besides."""
        return f"{reverse(self.url_name)}?{urlencode({self.parameter: unit.pk, **self.also})}"


@dataclass(frozen=True)
class Counted:
    """A neighbor's number for one unit."""

    label: str
    measure: str
    number: int
    url: str


_neighbors: dict[str, Neighbor] = {}


def register(neighbor: Neighbor) -> None:
    """Show this count on the unit pages; the label keeps it single."""
    _neighbors[neighbor.label] = neighbor


def labels() -> list[str]:
    return list(_neighbors)


def counted(user: User, units: Iterable[Unit]) -> dict[int, list[Counted]]:
    """For each unit its counts, in order of registration; one query per neighbor."""
    listed = list(units)
    ids = [unit.pk for unit in listed]
    found = [(neighbor, neighbor.count(user, ids)) for neighbor in _neighbors.values()]
    return {
        unit.pk: [
            Counted(neighbor.label, neighbor.measure, counts.get(unit.pk, 0), neighbor.url(unit))
            for neighbor, counts in found
        ]
        for unit in listed
    }
