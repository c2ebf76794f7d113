"""The catalog as a page shows it: by sector, each construction task said once for its work items."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count, QuerySet

from projects.models import GuidanceItem, WorkItem
from units.models import Sector


@dataclass(frozen=True, slots=True)
class Line:
    """One entry. `span` is how many lines its task covers, 0 where a line above has said it; `chosen` in times."""

    item: GuidanceItem
    span: int
    chosen: int


@dataclass(frozen=True, slots=True)
class SectorGroup:
    """One sector: how many entries were found in all (also on other pages), and the lines of this page."""

    sector: Sector
    number: int
    lines: list[Line]


def grouped(shown: Iterable[GuidanceItem], found: QuerySet[GuidanceItem]) -> list[SectorGroup]:
    """Group the entries of one page (`shown`, in the page's order) of all that was `found`."""
    items = list(shown)
    numbers = dict(found.order_by().values_list("sector").annotate(Count("pk")))
    chosen = times_chosen(items)
    return [
        SectorGroup(sector, numbers[sector.pk], list(_lines(list(of_sector), chosen)))
        for sector, of_sector in groupby(items, lambda item: item.sector)
    ]


def times_chosen(items: Iterable[GuidanceItem]) -> dict[int, int]:
    """How often nominations and list entries have chosen each entry, by its key; never chosen is not in it."""
    picks = WorkItem.objects.filter(guidance__in=[item.pk for item in items])
    return dict(picks.order_by().values_list("guidance").annotate(Count("pk")))


def _lines(items: list[GuidanceItem], chosen: dict[int, int]) -> Iterator[Line]:
    for _, of_task in groupby(items, lambda item: item.task):
        held = list(of_task)
        for place, item in enumerate(held):
            yield Line(item, 0 if place else len(held), chosen.get(item.pk, 0))
