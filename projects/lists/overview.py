"""年度清单 at a glance: each year with its versions and what waits for the next one, in one person's scope."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, Q

from projects.filters import visible_entries
from projects.models import Change, Collection, ListVersion, Nomination, NominationState, ProjectList, VersionRow
from units.models import User


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version with how many rows of each change the person may see."""

    version: ListVersion
    counts: dict[str, int]

    @property
    def standing(self) -> int:
        return sum(number for change, number in self.counts.items() if change != Change.REMOVED)

    @property
    def added(self) -> int:
        return self.counts.get(Change.ADDED, 0)

    @property
    def adjusted(self) -> int:
        return self.counts.get(Change.ADJUSTED, 0)

    @property
    def removed(self) -> int:
        return self.counts.get(Change.REMOVED, 0)


@dataclass(slots=True)
class YearLine:
    """One year: `standing` entries on the list today, `admitted` nominations and `leaving` entries wait."""

    year: int
    versions: list[VersionLine] = field(default_factory=list)
    standing: int = 0
    leaving: int = 0
    admitted: int = 0


def years_of(user: User) -> list[YearLine]:
    """Every year with a list or a collection, the latest first; the same queries for any number of them."""
    lists = ProjectList.objects.values_list("year", flat=True)
    collected = Collection.objects.values_list("year", flat=True).order_by()
    years = {year: YearLine(year) for year in sorted({*lists, *collected}, reverse=True)}
    for year, standing, leaving in _entries(user):
        years[year].standing, years[year].leaving = standing, leaving
    for year, admitted in _admitted(user):
        years[year].admitted = admitted
    counts = _counts(user)
    versions = ListVersion.objects.visible_to(user).select_related("project_list", "published_by")
    for version in versions:
        years[version.project_list.year].versions.append(VersionLine(version, counts[version.pk]))
    return list(years.values())


def _entries(user: User) -> list[tuple[int, int, int]]:
    standing = visible_entries(user).filter(left_on=None).order_by()
    leaving = Count("pk", filter=Q(leave_at__isnull=False))
    return list(standing.values_list("project_list__year").annotate(standing=Count("pk"), leaving=leaving))


def _admitted(user: User) -> list[tuple[int, int]]:
    found = Nomination.objects.visible_to(user).filter(state=NominationState.ADMITTED).order_by()
    return list(found.values_list("collection__year").annotate(Count("pk")))


def _counts(user: User) -> dict[int, dict[str, int]]:
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    rows = VersionRow.objects.visible_to(user).order_by()
    for version, change, number in rows.values_list("version", "change").annotate(Count("pk")):
        counts[version][change] = number
    return counts
