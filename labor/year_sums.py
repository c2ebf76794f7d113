"""The year's rolls read for a closing month: what each project paid, and how many distinct people any projects paid.

The database adds up by project; of the people only who was on which project is fetched, month and year apart. All is
answered from the covering index of the lines, so that the cost grows with the people of the year, not with its lines.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum

from labor.figures import lines_in, year_to_date
from labor.models import WageLine, WageRoll
from labor.models.line import LineQuerySet
from projects.models import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class RollFigure:
    """One project's month and year to date: rolls (份), heads (人), hundredths of a 工日, money in 分."""

    count: int = 0
    heads: int = 0
    heads_year: int = 0
    centidays: int = 0
    net_fen: int = 0
    paid_fen: int = 0
    net_year_fen: int = 0
    paid_year_fen: int = 0


People = dict[int, list[int]]  # project key → keys of its distinct people


class YearSums:
    """Rolls in force from January to a month; five queries, however many projects, people and lines.

    `figures` holds every project with a roll in force in the year.
    """

    def __init__(self, period: Period) -> None:
        lines = lines_in(year_to_date(period))
        self._year, self._month = _people(lines), _people(lines_in([period.pk]))
        counts, none = _counts(period), ()
        self.figures = {
            key: RollFigure(
                count=counts.get(key, 0),
                heads=len(self._month.get(key, none)),
                heads_year=len(self._year[key]),
                **dict(zip(SUMS, amounts, strict=True)),
            )
            for key, *amounts in _sums(lines, period)
        }

    def heads(self, project_ids: Iterable[int]) -> tuple[int, int]:
        """Distinct people (人) of the month and of the year to date over some projects (去重人数)."""
        keys = list(project_ids)
        return _distinct(self._month, keys), _distinct(self._year, keys)


SUMS = ("centidays", "net_fen", "paid_fen", "net_year_fen", "paid_year_fen")


def _people(lines: LineQuerySet) -> People:
    found: defaultdict[int, list[int]] = defaultdict(list)
    for project, worker in _people_rows(lines).iterator():
        found[project].append(worker)
    return found


def _people_rows(lines: LineQuerySet) -> QuerySet[WageLine, tuple[int, int]]:
    return lines.values_list("project", "worker").distinct()


def _distinct(people: People, keys: list[int]) -> int:
    return len(set().union(*(people[key] for key in keys if key in people)))


def _sums(lines: LineQuerySet, period: Period) -> QuerySet[WageLine, tuple[int, ...]]:
    """(project, *SUMS), one row a project."""
    now, paid = Q(period=period.pk), Q(is_paid=True)
    asked = lines.values("project").annotate(
        days=Sum("centidays", filter=now, default=0),
        net=Sum("net_fen", filter=now, default=0),
        paid=Sum("net_fen", filter=now & paid, default=0),
        net_year=Sum("net_fen", default=0),
        paid_year=Sum("net_fen", filter=paid, default=0),
    )
    return asked.values_list("project", "days", "net", "paid", "net_year", "paid_year")


def _counts(period: Period) -> dict[int, int]:
    """Project key → its rolls in force of the month (份)."""
    rolls = WageRoll.objects.in_force().filter(period=period).order_by()
    return dict(rolls.values_list("project").annotate(Count("pk")))
