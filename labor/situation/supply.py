"""供给: surveyed people who can work in a month (人, each counted once), by what keeps them or leaves them free.

Counted are those who are 愿意 or 视岗位而定, not 无劳动能力, 16 years old on the month's first day, and available on
one of its days at least. Who of them stands in which of the four counts is said once, in `standing`.

The counts are made in `tally` for one month and in `ahead` for the months that follow.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.expressions import Combinable

from labor.demands.matching import YOUNGEST, years_before
from labor.models import (
    Ability,
    Engagement,
    Placement,
    PlacementState,
    SurveyResponse,
    Trade,
    Willingness,
    Worker,
)
from labor.situation.months import Month

SKILLS, WISHES = SurveyResponse.skills.through, SurveyResponse.wanted.through


@dataclass(frozen=True, slots=True, kw_only=True)
class Supply:
    """People (人) who can work in a month, each in one of four: who wants to and is free (可安排); is free and would

    look at the post first (视岗位); is on a roster on one of the month's days (在岗); is confirmed for a work of the
    month and not yet on its roster (已录用).
    """

    available: int = 0
    depends: int = 0
    engaged: int = 0
    promised: int = 0

    @property
    def total(self) -> int:
        return self.available + self.depends + self.engaged + self.promised

    def __add__(self, other: Supply) -> Supply:
        return Supply(**{name: getattr(self, name) + getattr(other, name) for name in STATES})

    def __sub__(self, other: Supply) -> Supply:
        return Supply(**{name: getattr(self, name) - getattr(other, name) for name in STATES})


STATES = ("available", "depends", "engaged", "promised")
NOBODY = Supply()


def summed(supplies: Iterable[Supply]) -> Supply:
    """Of people who stand in one of them each."""
    return sum(supplies, NOBODY)


def able(people: QuerySet[SurveyResponse], month: Month) -> QuerySet[SurveyResponse]:
    """Those of `people` who count in the month."""
    return wanting(people).filter(free_in(month)).exclude(worker__in=younger_in(month))


def wanting(people: QuerySet[SurveyResponse]) -> QuerySet[SurveyResponse]:
    """Those who could be asked to work at all."""
    return people.exclude(willingness=Willingness.NO).exclude(ability=Ability.NONE).order_by()


def free_in(month: Month) -> Q:
    """Available on one of the month's days at least; a date not stated sets no limit."""
    begins = Q(available_from=None) | Q(available_from__lte=month.last)
    return begins & (Q(available_to=None) | Q(available_to__gte=month.first))


def younger_in(month: Month) -> QuerySet[Any]:
    """People not yet of working age on the month's first day: a few, so their keys are listed once."""
    return Worker.objects.filter(born_on__gt=years_before(month.first, YOUNGEST)).order_by().values("pk")


def stays_in(first: Month, last: Month) -> QuerySet[Engagement]:
    """Stays on a roster on one of the days from the first month to the last."""
    stays = Engagement.objects.in_force().filter(entered_on__lte=last.last)
    return stays.filter(Q(left_on=None) | Q(left_on__gte=first.first)).order_by()


def promises_in(first: Month, last: Month) -> QuerySet[Placement]:
    """Placements confirmed for a work one of whose days is from the first month to the last."""
    confirmed = Placement.objects.filter(state=PlacementState.CONFIRMED)
    return confirmed.filter(demand__starts_on__lte=last.last, demand__ends_on__gte=first.first).order_by()


def standing(month: Month) -> Combinable:
    """In which one of the four counts a person stands who can work in the month."""
    return Case(
        When(worker__in=stays_in(month, month).values("worker"), then=Value("engaged")),
        When(worker__in=promises_in(month, month).values("worker"), then=Value("promised")),
        When(willingness=Willingness.YES, then=Value("available")),
        default=Value("depends"),
        output_field=CharField(),
    )


def fitting(people: QuerySet[SurveyResponse], trade: Trade) -> QuerySet[SurveyResponse]:
    """Those who fit one trade, by the same rule."""
    fits = Q(pk__in=SKILLS.objects.filter(trade=trade).values("surveyresponse"))
    fits |= Q(pk__in=WISHES.objects.filter(trade=trade).values("surveyresponse"))
    if not trade.is_skilled:
        fits |= Q(~Exists(WISHES.objects.filter(surveyresponse=OuterRef("pk"))))
    return people.filter(fits)
