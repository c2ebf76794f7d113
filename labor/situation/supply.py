"""供给: surveyed people who can work in a month (人, each counted once), by what keeps them or leaves them free.

Counted are those who are 愿意 or 视岗位而定, not 无劳动能力, 16 years old on the month's first day, and available on
one of its days at least. Every figure of supply is one of the four counts made in `counts`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from labor.demands.matching import PRIORITY, YOUNGEST, years_before
from labor.models import (
    Ability,
    Engagement,
    Placement,
    PlacementState,
    ResponseCategory,
    SurveyResponse,
    Trade,
    Willingness,
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


def able(people: QuerySet[SurveyResponse], months: Iterable[Month]) -> QuerySet[SurveyResponse]:
    """Those of `people` who count in one of the months at least."""
    wanting = people.exclude(willingness=Willingness.NO).exclude(ability=Ability.NONE)
    return wanting.filter(reduce(or_, (can_work(month) for month in months))).order_by()


def can_work(month: Month, way: str = "") -> Q:
    """Old enough and available in the month; a date not stated sets no limit. `way` leads to the response."""
    begins = Q(**{f"{way}available_from": None}) | Q(**{f"{way}available_from__lte": month.last})
    ends = Q(**{f"{way}available_to": None}) | Q(**{f"{way}available_to__gte": month.first})
    return begins & ends & Q(**{f"{way}worker__born_on__lte": years_before(month.first, YOUNGEST)})


def engaged_in(month: Month) -> QuerySet[Any]:
    """Keys of people on a roster on one of the month's days."""
    stays = Engagement.objects.in_force().filter(entered_on__lte=month.last)
    return stays.filter(Q(left_on=None) | Q(left_on__gte=month.first)).order_by().values("worker")


def promised_in(month: Month) -> QuerySet[Any]:
    """Keys of people confirmed for a work one of whose days is in the month."""
    confirmed = Placement.objects.filter(state=PlacementState.CONFIRMED)
    touching = confirmed.filter(demand__starts_on__lte=month.last, demand__ends_on__gte=month.first)
    return touching.order_by().values("worker")


def counts(month: Month, way: str = "", name: str = "") -> dict[str, Count]:
    """The four counts of a month over responses (or rows that lead to one by `way`), their keys ending in `name`."""
    engaged, promised = (Q(**{f"{way}worker__in": keys}) for keys in (engaged_in(month), promised_in(month)))
    free, counted = ~engaged & ~promised, can_work(month, way)
    held = {
        "available": counted & free & Q(**{f"{way}willingness": Willingness.YES}),
        "depends": counted & free & Q(**{f"{way}willingness": Willingness.DEPENDS}),
        "engaged": counted & engaged,
        "promised": counted & promised & ~engaged,
    }
    return {f"{key}{name}": Count("pk", filter=condition) for key, condition in held.items()}


def grouped(rows: QuerySet[Any], by: str, month: Month, way: str = "") -> dict[Any, Supply]:
    """Supply by the values of a column; one query."""
    found = rows.order_by().values_list(by).annotate(**counts(month, way))
    return {key: Supply(**dict(zip(STATES, numbers, strict=True))) for key, *numbers in found}


def of_all(people: QuerySet[SurveyResponse], month: Month) -> Supply:
    """Supply of all of them together; one query."""
    return Supply(**people.order_by().aggregate(**counts(month)))


def by_month(people: QuerySet[SurveyResponse], months: Iterable[Month]) -> dict[Month, Supply]:
    """Supply of each month; one query for all. A person who can work in several months counts in each of them."""
    named = {month: f"_{number}" for number, month in enumerate(months)}
    wanted = {key: value for month, name in named.items() for key, value in counts(month, name=name).items()}
    found = people.order_by().aggregate(**wanted)
    return {month: Supply(**{key: found[f"{key}{name}"] for key in STATES}) for month, name in named.items()}


def by_skill(people: QuerySet[SurveyResponse], month: Month) -> dict[int, Supply]:
    """By trade, those who can do it; a person of several trades stands in each."""
    return grouped(SKILLS.objects.filter(surveyresponse__in=people.values("pk")), "trade", month, "surveyresponse__")


def by_fit(
    people: QuerySet[SurveyResponse], month: Month, trades: Iterable[Trade], skilled: dict[int, Supply]
) -> dict[int, Supply]:
    """By trade, those whom the matching takes as candidates: who can do it or wish for it, and for a post without a

    skill also who named no wish. `skilled` is what `by_skill` found; three queries more.
    """
    both = SKILLS.objects.filter(surveyresponse=OuterRef("surveyresponse"), trade=OuterRef("trade"))
    wishing = WISHES.objects.filter(~Exists(both), surveyresponse__in=people.values("pk"))
    only_wishing = grouped(wishing, "trade", month, "surveyresponse__")
    open_to_all = people.filter(~Exists(WISHES.objects.filter(surveyresponse=OuterRef("pk"))))
    anything, among_skilled = of_all(open_to_all, month), by_skill(open_to_all, month)
    return {
        trade.pk: skilled.get(trade.pk, NOBODY)
        + only_wishing.get(trade.pk, NOBODY)
        + (NOBODY if trade.is_skilled else anything - among_skilled.get(trade.pk, NOBODY))
        for trade in trades
    }


def fitting(people: QuerySet[SurveyResponse], trade: Trade) -> QuerySet[SurveyResponse]:
    """Those who fit one trade, by the same rule."""
    fits = Q(pk__in=SKILLS.objects.filter(trade=trade).values("surveyresponse"))
    fits |= Q(pk__in=WISHES.objects.filter(trade=trade).values("surveyresponse"))
    if not trade.is_skilled:
        fits |= Q(~Exists(WISHES.objects.filter(surveyresponse=OuterRef("pk"))))
    return people.filter(fits)


def by_category(people: QuerySet[SurveyResponse], month: Month) -> tuple[dict[str, Supply], Supply]:
    """By priority category, where one person may be of several; and those of any, each counted once; two queries."""
    first = ResponseCategory.objects.filter(category__in=PRIORITY)
    of_each = grouped(first.filter(response__in=people.values("pk")), "category", month, "response__")
    return of_each, of_all(people.filter(pk__in=first.order_by().values("response")), month)
