"""How many people (人) a roster holds: registered, on site, entered, left, trained, waived, without a card."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from labor.models import Engagement
from projects.models import Project


@dataclass(frozen=True, slots=True)
class Heads:
    """People of one roster or of several; a person is counted once, so sums over projects may be larger."""

    registered: int
    here: int
    entered: int
    left: int
    trained: int
    waived: int
    cardless: int


KEYS = tuple(Heads.__dataclass_fields__)


def _conditions(day: date, before: str = "") -> dict[str, Q]:
    """Key → the stays it counts, on a day; `before` leads from the counted table to the stays."""

    def stays(**wanted: object) -> Q:
        return Q(**{f"{before}{name}": value for name, value in wanted.items()})

    force = stays(voided_at=None)
    here = force & stays(entered_on__lte=day) & (stays(left_on=None) | stays(left_on__gte=day))
    return {
        "registered": force,
        "here": here,
        "entered": force & stays(entered_on__year=day.year, entered_on__lte=day),
        "left": force & stays(left_on__year=day.year, left_on__lte=day),
        "trained": here & stays(safety_training__isnull=False),
        "waived": here & stays(safety_training=None),
        "cardless": here & stays(card_masked=""),
    }


def heads_of(stays: QuerySet[Engagement], day: date) -> Heads:
    """People of these stays, in one query; void stays count for nothing."""
    asked = {key: Count("worker", filter=wanted, distinct=True) for key, wanted in _conditions(day).items()}
    return Heads(**stays.order_by().aggregate(**asked))


def with_heads(projects: QuerySet[Project], day: date) -> QuerySet[Project]:
    """Projects with the people of their rosters as attributes named like those of `Heads`."""
    told = {
        key: Count("engagements__worker", filter=wanted, distinct=True)
        for key, wanted in _conditions(day, "engagements__").items()
    }
    return projects.annotate(**told)
