"""The year's rolls read once: what each project paid, and which people it paid, for every sum of a closing month.

One scan of the lines' covering index gives a row for each person of each project; month and year, money and distinct
people of any group of projects are counted from those rows. The cost grows with the people of the year, not with its
lines.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain

from django.db.models import Count, Q, Sum

from labor.figures import RollFigure
from labor.models import WageLine, WageRoll
from projects.models import Period


@dataclass(slots=True)
class _People:
    """The people of one project: of the month, and of the year to date."""

    month: list[int] = field(default_factory=list)
    year: list[int] = field(default_factory=list)


class YearSums:
    """Rolls in force from January to a month: sums by project, distinct people of any projects."""

    def __init__(self, period: Period) -> None:
        self.figures: dict[int, RollFigure] = {}
        self._people: defaultdict[int, _People] = defaultdict(_People)
        self._read(period)

    def heads(self, project_ids: Iterable[int]) -> tuple[int, int]:
        """Distinct people (人) of the month and of the year to date over some projects (去重人数)."""
        held = [self._people[key] for key in project_ids if key in self._people]
        month = set(chain.from_iterable(one.month for one in held))
        return len(month), len(set(chain.from_iterable(one.year for one in held)))

    def _read(self, period: Period) -> None:
        sums: defaultdict[int, list[int]] = defaultdict(lambda: [0] * len(SUMS))
        for project, worker, in_month, *amounts in _rows(period):
            own, total = self._people[project], sums[project]
            own.year.append(worker)
            if in_month:
                own.month.append(worker)
            for place, amount in enumerate(amounts):
                total[place] += amount
        counts = _counts(period)
        self.figures = {key: self._figure(key, total, counts.get(key, 0)) for key, total in sums.items()}

    def _figure(self, project: int, sums: list[int], count: int) -> RollFigure:
        own = self._people[project]
        return RollFigure(
            count=count, heads=len(own.month), heads_year=len(own.year), **dict(zip(SUMS, sums, strict=True))
        )


SUMS = ("centidays", "net_fen", "paid_fen", "net_year_fen", "paid_year_fen")


def _rows(period: Period) -> Iterable[tuple[int, ...]]:
    """(project, worker, lines of the month, *SUMS) of each person of each project; one query."""
    year = (period.month.replace(month=1), period.month)
    keys = list(Period.objects.filter(month__range=year).order_by().values_list("pk", flat=True))
    now, paid = Q(period=period.pk), Q(is_paid=True)
    lines = WageLine.objects.in_force().filter(period__in=keys).order_by()
    asked = lines.values("project", "worker").annotate(
        here=Count("pk", filter=now),
        days=Sum("centidays", filter=now, default=0),
        net=Sum("net_fen", filter=now, default=0),
        paid=Sum("net_fen", filter=now & paid, default=0),
        net_year=Sum("net_fen", default=0),
        paid_year=Sum("net_fen", filter=paid, default=0),
    )
    return asked.values_list("project", "worker", "here", "days", "net", "paid", "net_year", "paid_year").iterator()


def _counts(period: Period) -> dict[int, int]:
    """Project key → its rolls in force of the month (份)."""
    rolls = WageRoll.objects.in_force().filter(period=period).order_by()
    return dict(rolls.values_list("project").annotate(Count("pk")))
