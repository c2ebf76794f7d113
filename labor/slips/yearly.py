"""工资台账 by worker and year: what each person is owed and was paid, from the lines of rolls in force alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, QuerySet

from labor.figures import ROLL_SUMS, RollSum, total_of
from labor.models import WageLine, Worker
from labor.models.line import LineQuerySet
from projects.models import Period
from units.models import User


@dataclass(frozen=True, slots=True)
class PersonYear:
    """One person's year: lines by month and project, the newest first, and what they add up to."""

    worker: Worker
    year: int
    lines: list[WageLine]
    sums: RollSum

    @property
    def unpaid_fen(self) -> int:
        return self.sums.net_fen - self.sums.paid_fen


def years() -> list[int]:
    """Years with a month on record, the latest first."""
    return sorted({month.year for month in Period.objects.values_list("month", flat=True)}, reverse=True)


def lines_of_year(user: User, year: int) -> LineQuerySet:
    """Lines in force of a year's months that a person may see."""
    months = (date(year, 1, 1), date(year, 12, 1))
    return WageLine.objects.visible_to(user).in_force().filter(period__month__range=months)


def people_of(lines: LineQuerySet) -> QuerySet[WageLine, Any]:
    """One row a person: months, projects, 工日, money in 分; by name, one query."""
    named = lines.order_by().values(
        key=F("worker"), person=F("worker__name"), masked=F("worker__id_masked"), tail=F("worker__id_tail")
    )
    sums = {f"sum_{name}": made for name, made in ROLL_SUMS.items()}
    told = named.annotate(months=Count("period", distinct=True), projects=Count("project", distinct=True), **sums)
    return told.order_by("person", "key")


def person_year(worker: Worker, year: int, user: User) -> PersonYear:
    """A person's year as far as `user` may see it; two queries."""
    lines = lines_of_year(user, year).filter(worker=worker)
    told = lines.select_related("project", "period", "roll", "worker")
    told = told.defer("phone_sealed", "card_sealed", "roll__warnings", "roll__notes")
    return PersonYear(worker, year, list(told.order_by("-period__month", "project__name", "pk")), total_of(lines))
