"""Weeks of the digests: Monday to Sunday, named as ISO 8601 does (2026-W47)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from documents.formats import chinese_date


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """One week by its Monday."""

    first: date

    @property
    def last(self) -> date:
        return self.first + timedelta(days=6)

    @property
    def key(self) -> str:
        year, number, _ = self.first.isocalendar()
        return f"{year}-W{number:02d}"

    @property
    def label(self) -> str:
        """2026年第47周（2026年11月16日至11月22日）."""
        year, number, _ = self.first.isocalendar()
        last = chinese_date(self.last)
        if self.last.year == self.first.year:
            last = last.split("年", 1)[1]
        return f"{year}年第{number}周（{chinese_date(self.first)}至{last}）"

    @property
    def begins_at(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.first, datetime.min.time()))

    @property
    def ends_at(self) -> datetime:
        """The moment the next week begins."""
        return timezone.make_aware(datetime.combine(self.first + timedelta(days=7), datetime.min.time()))


def week_of(day: date) -> Week:
    return Week(day - timedelta(days=day.weekday()))


def week_before(day: date) -> Week:
    """The last week that is over on a day."""
    return week_of(day - timedelta(days=7))


def read_week(key: str) -> Week | None:
    """A week as addresses name it; None for what is none."""
    year, mark, number = key.partition("-W")
    if not (mark and year.isdecimal() and number.isdecimal() and len(year) == 4 and len(number) == 2):
        return None
    try:
        return Week(date.fromisocalendar(int(year), int(number), 1))
    except ValueError:
        return None


def weeks_back(last: Week, first: Week, most: int) -> Iterator[Week]:
    """From `last` back to `first`, at most so many."""
    week = last
    while week >= first and most > 0:
        yield week
        week, most = Week(week.first - timedelta(days=7)), most - 1
