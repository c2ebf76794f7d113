"""Supply month by month for a year ahead, going over the people once.

Most people are told by their dates alone: they are counted by willingness and dates, and each such group falls into
its months. People on a roster or promised a work in the year, or coming of age in it, are looked at one by one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from labor.demands.matching import YOUNGEST, years_before
from labor.models import SurveyResponse, Willingness
from labor.situation.months import Month
from labor.situation.supply import Supply, promises_in, stays_in, wanting, younger_in

Spans = tuple[tuple[date, date | None], ...]
NONE: Spans = ()
SAID = ("willingness", "available_from", "available_to")


@dataclass(frozen=True, slots=True)
class Said:
    """What one person, or a number of people alike, said about work: willing to, and available from and to."""

    willingness: str
    starts_on: date | None
    ends_on: date | None

    def is_free(self, month: Month) -> bool:
        begun = self.starts_on is None or self.starts_on <= month.last
        return begun and (self.ends_on is None or self.ends_on >= month.first)

    @property
    def state(self) -> str:
        return "available" if self.willingness == Willingness.YES else "depends"


@dataclass(frozen=True, slots=True)
class Known:
    """A person looked at alone: what was said, the birthday, and the spans of stays and of promised works."""

    said: Said
    born_on: date
    engaged: Spans
    promised: Spans

    def state_in(self, month: Month) -> str:
        """Where the person stands in the month; nothing when the person cannot work in it."""
        if not self.said.is_free(month) or self.born_on > years_before(month.first, YOUNGEST):
            return ""
        if _touches(self.engaged, month):
            return "engaged"
        return "promised" if _touches(self.promised, month) else self.said.state


def by_month(people: QuerySet[SurveyResponse], months: Sequence[Month]) -> dict[Month, Supply]:
    """Supply of each of the months, which follow each other; a person counts in each month; four queries."""
    first, last = months[0], months[-1]
    busy = Q(worker__in=stays_in(first, last).values("worker"))
    busy |= Q(worker__in=promises_in(first, last).values("worker"))
    grown = wanting(people).exclude(worker__in=younger_in(last))
    looked_at = busy | Q(worker__in=younger_in(first))
    supply = _told_by_dates(grown.exclude(looked_at), months)
    for alike, number in _one_by_one(grown.filter(looked_at), first, last).items():
        for month in months:
            if state := alike.state_in(month):
                supply[month][state] += number
    return {month: Supply(**supply[month]) for month in months}


def _one_by_one(people: QuerySet[SurveyResponse], first: Month, last: Month) -> Counter[Known]:
    """How many are alike in what they said, their birthday, their stays and their promises."""
    engaged = _spans(stays_in(first, last).values_list("worker", "entered_on", "left_on"))
    promised = _spans(promises_in(first, last).values_list("worker", "demand__starts_on", "demand__ends_on"))
    grown_on = years_before(first.first, YOUNGEST)  # a birthday up to then no longer matters
    rows = people.values_list("worker", "worker__born_on", *SAID)
    return Counter(
        Known(Said(*said), max(born_on, grown_on), engaged.get(worker, NONE), promised.get(worker, NONE))
        for worker, born_on, *said in rows
    )


def _told_by_dates(people: QuerySet[SurveyResponse], months: Sequence[Month]) -> dict[Month, dict[str, int]]:
    supply: dict[Month, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for *values, number in people.values_list(*SAID).annotate(number=Count("pk")):
        said = Said(*values)
        for month in months:
            if said.is_free(month):
                supply[month][said.state] += number
    return supply


def _spans(rows: Iterable[tuple[int, date, date | None]]) -> dict[int, Spans]:
    found: dict[int, Spans] = {}
    for worker, starts_on, ends_on in rows:
        found[worker] = (*found.get(worker, NONE), (starts_on, ends_on))
    return found


def _touches(spans: Spans, month: Month) -> bool:
    return any(starts <= month.last and (ends is None or ends >= month.first) for starts, ends in spans)
