"""需求: posts (人) of published demands whose days touch a month, with who is confirmed and proposed for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db.models import Count

from labor.models import LaborDemand, Placement, PlacementState
from labor.models.demand import DemandQuerySet
from labor.situation.months import Month
from projects.models import Project
from units.models import Sector, Unit

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True, kw_only=True)
class Posts:
    """What demands (条) add up to, in people (人): asked for, confirmed, proposed and not answered, open."""

    demands: int = 0
    posts: int = 0
    confirmed: int = 0
    proposed: int = 0
    open: int = 0

    def __add__(self, other: Posts) -> Posts:
        return Posts(**{name: getattr(self, name) + getattr(other, name) for name in POSTS})


POSTS = ("demands", "posts", "confirmed", "proposed", "open")
NO_POSTS = Posts()


@dataclass(frozen=True, slots=True)
class Asked:
    """One published demand: where it belongs, its days, and its posts."""

    sector: int
    township: int
    trade: int
    starts_on: date
    ends_on: date
    posts: Posts

    def touches(self, month: Month) -> bool:
        return self.starts_on <= month.last and self.ends_on >= month.first


def asked_for(
    demands: DemandQuerySet, months: Iterable[Month], *, township: Unit | None = None, sector: Sector | None = None
) -> list[Asked]:
    """The demands that touch one of the months; two queries, however many there are."""
    span = sorted(months)
    found = demands.filter(starts_on__lte=span[-1].last, ends_on__gte=span[0].first)
    if township is not None:
        found = found.filter(township=township)
    if sector is not None:
        found = found.filter(project__in=Project.objects.filter(sector=sector))
    rows = list(found.select_related("project").order_by("pk"))
    taken = _taken(found)
    return [_asked(row, taken) for row in rows]


def _taken(demands: DemandQuerySet) -> Counter[tuple[int, str]]:
    live = Placement.objects.live().filter(demand__in=demands.order_by().values("pk")).order_by()
    counted = live.values_list("demand_id", "state").annotate(number=Count("pk"))
    return Counter({(demand, state): number for demand, state, number in counted})


def _asked(row: LaborDemand, taken: Counter[tuple[int, str]]) -> Asked:
    confirmed, proposed = (taken[row.pk, state] for state in (PlacementState.CONFIRMED, PlacementState.PROPOSED))
    posts = Posts(
        demands=1,
        posts=row.headcount,
        confirmed=confirmed,
        proposed=proposed,
        open=max(0, row.headcount - confirmed),
    )
    return Asked(row.project.sector_id, row.township_id, row.trade_id, row.starts_on, row.ends_on, posts)


def grouped_posts(asked: Iterable[Asked], by: Callable[[Asked], Key]) -> dict[Key, Posts]:
    """Posts by what `by` tells of a demand."""
    found: dict[Key, Posts] = {}
    for one in asked:
        found[by(one)] = found.get(by(one), NO_POSTS) + one.posts
    return found


def posts_of(asked: Iterable[Asked]) -> Posts:
    """Posts of all of them together."""
    return sum((one.posts for one in asked), NO_POSTS)
