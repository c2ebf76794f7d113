"""The catalog (指导目录) as a nomination picks from it: by sector, then by 建设任务, every item in full."""

from __future__ import annotations

from collections.abc import Collection as Many
from dataclasses import dataclass, field

from django.db.models import Q

from projects.models import GuidanceItem
from units.models import Sector


@dataclass(frozen=True, slots=True)
class Pick:
    """One item to tick."""

    item: GuidanceItem
    is_picked: bool


@dataclass(slots=True)
class SectorItems:
    """A sector's items by 建设任务; open when the project is of this sector or has picked from it."""

    sector: Sector
    is_chosen: bool
    tasks: dict[str, list[Pick]] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return sum(len(picks) for picks in self.tasks.values())

    @property
    def picked(self) -> int:
        return sum(pick.is_picked for picks in self.tasks.values() for pick in picks)

    @property
    def is_open(self) -> bool:
        return self.is_chosen or self.picked > 0


def catalog(year: int, *, sector_id: int | None, picked: Many[int]) -> list[SectorItems]:
    """A year's items in force and those picked already, the chosen sector first; one query."""
    items = GuidanceItem.objects.filter(Q(year=year, retired_at=None) | Q(year=year, pk__in=picked))
    groups: dict[int, SectorItems] = {}
    for item in items.select_related("sector"):
        group = groups.setdefault(item.sector_id, SectorItems(item.sector, item.sector_id == sector_id))
        group.tasks.setdefault(item.task, []).append(Pick(item, item.pk in picked))
    return sorted(groups.values(), key=lambda group: not group.is_chosen)
