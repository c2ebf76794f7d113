"""The month's supply against its demand as one answer, from which page, workbook and command read every figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from labor.models import Category, LaborSurvey, SurveyResponse, Trade
from labor.situation.ahead import by_month
from labor.situation.demand import NO_POSTS, Asked, Posts, asked_for, grouped_posts, posts_of
from labor.situation.months import Month
from labor.situation.permissions import Reach
from labor.situation.supply import NOBODY, Supply, fitting, summed
from labor.situation.tally import Tally, tally
from units.models import Sector, Unit


@dataclass(frozen=True, slots=True)
class Question:
    """Which month, and what it is narrowed to: the work's township and sector, people's township, one trade."""

    month: Month
    township: Unit | None = None
    sector: Sector | None = None
    trade: Trade | None = None


@dataclass(frozen=True, slots=True)
class TownshipLine:
    """Posts at sites in a township, and people who live there; None where the reader does not see its people."""

    township: Unit
    posts: Posts
    supply: Supply | None


@dataclass(frozen=True, slots=True)
class TradeLine:
    """A trade's posts, the people who fit it, and of the free and willing among them those who can already do it."""

    trade: Trade
    posts: Posts
    supply: Supply
    skilled: int

    @property
    def gap(self) -> int:
        """Open posts less free and willing people: above zero people lack, below zero posts lack."""
        return self.posts.open - self.supply.available

    @property
    def spare_people(self) -> int:
        """Free and willing people beyond the open posts."""
        return max(0, -self.gap)

    @property
    def lacks_skill(self) -> int:
        """Open posts that can be filled after training alone: people enough, but not enough who can do it."""
        short = self.posts.open - self.skilled
        return short if self.trade.is_skilled and short > 0 >= self.gap else 0

    @property
    def verdict(self) -> str:
        """What the two sides come to, in words."""
        if not self.posts.demands:
            return "没有需求"
        if self.gap > 0:
            return f"缺{self.gap}人"
        if self.lacks_skill:
            return f"够人，{self.lacks_skill}人须先培训"
        return f"多{-self.gap}人" if self.gap else "持平"


@dataclass(frozen=True, slots=True)
class SectorLine:
    """A sector's posts, and of each trade it asks for: posts, and the people who fit that trade in all sectors."""

    sector: Sector
    posts: Posts
    trades: Sequence[tuple[TradeLine, Posts]]


@dataclass(frozen=True, slots=True)
class CategoryLine:
    """People of one priority category."""

    code: str
    label: str
    supply: Supply


@dataclass(frozen=True, slots=True)
class MonthLine:
    month: Month
    posts: Posts
    supply: Supply


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """One month's 供求研判. `asked` (人) are all surveyed people counted from; `priority` are those of any category."""

    question: Question
    reach: Reach
    surveys: Sequence[str]
    asked: int
    supply: Supply
    posts: Posts
    townships: Sequence[TownshipLine]
    trades: Sequence[TradeLine]
    sectors: Sequence[SectorLine]
    months: Sequence[MonthLine]
    categories: Sequence[CategoryLine] = field(default=())
    priority: Supply = NOBODY

    @property
    def month(self) -> Month:
        return self.question.month

    @property
    def short(self) -> list[TradeLine]:
        """Trades with more open posts than people, the widest gap first."""
        return sorted((one for one in self.trades if one.gap > 0), key=lambda one: -one.gap)

    @property
    def spare(self) -> list[TradeLine]:
        """Trades asked for with more people than open posts, the most people first."""
        return sorted((one for one in self.trades if one.gap < 0 and one.posts.demands), key=lambda one: one.gap)

    @property
    def idle(self) -> list[TradeLine]:
        """Trades nobody asks for in the month though people fit them."""
        return [one for one in self.trades if one.supply.available and not one.posts.demands]

    @property
    def is_empty(self) -> bool:
        """Nobody was asked and nothing is asked for."""
        return not self.asked and not any(one.posts.demands for one in self.months)


def assess(question: Question, reach: Reach) -> Situation:
    """Count a month's supply and demand within what a person may see; a constant number of queries.

    Supply is narrowed by township (not for a township, whose supply is its own anyway) and by trade, demand by
    township, sector and trade: people have no sector.
    """
    ahead = question.month.ahead()
    people = _people(question, reach)
    held = tally(people, question.month)
    found = asked_for(reach.demands, ahead, township=question.township, sector=question.sector)
    asked = [one for one in found if question.trade is None or one.trade == question.trade.pk]
    now = [one for one in asked if one.touches(question.month)]
    trades = _trades(question, held, now)
    return Situation(
        question=question,
        reach=reach,
        surveys=_surveys(reach),
        asked=people.count(),
        supply=summed(held.homes.values()),
        posts=posts_of(now),
        townships=_townships(question, reach, held.homes, now),
        trades=trades,
        sectors=_sectors(now, trades),
        months=_months(people, asked, ahead),
        categories=_categories(held) if reach.with_categories else (),
        priority=held.priority if reach.with_categories else NOBODY,
    )


def _people(question: Question, reach: Reach) -> QuerySet[SurveyResponse]:
    people: QuerySet[SurveyResponse] = reach.people
    if question.township is not None and reach.townships is None:
        people = people.filter(part__township=question.township)
    return people if question.trade is None else fitting(people, question.trade)


def _surveys(reach: Reach) -> list[str]:
    """The surveys the people were asked in, the latest first."""
    asked = LaborSurvey.objects.filter(pk__in=reach.people.order_by().values("survey"))
    return [str(survey) for survey in asked.order_by("-opens_on", "-pk")]


def _townships(
    question: Question, reach: Reach, homes: dict[int, Supply], asked: Sequence[Asked]
) -> list[TownshipLine]:
    posts = grouped_posts(asked, lambda one: one.township)
    chosen = question.township
    return [
        TownshipLine(unit, posts.get(unit.pk, NO_POSTS), homes.get(unit.pk, NOBODY) if _sees(reach, unit) else None)
        for unit in Unit.objects.townships().order_by("code", "pk")
        if chosen in (None, unit) or (reach.townships and unit.pk in reach.townships)
    ]


def _sees(reach: Reach, township: Unit) -> bool:
    return reach.townships is None or township.pk in reach.townships


def _trades(question: Question, held: Tally, asked: Sequence[Asked]) -> list[TradeLine]:
    """Trades somebody asks for or fits: those asked for first, the widest gap at the top; then those most can do."""
    known = list(Trade.objects.all() if question.trade is None else [question.trade])
    posts = grouped_posts(asked, lambda one: one.trade)
    lines = [
        TradeLine(one, posts.get(one.pk, NO_POSTS), held.candidates(one), held.skilled(one).available) for one in known
    ]
    return sorted((line for line in lines if line.posts.demands or line.supply.total), key=_order)


def _order(line: TradeLine) -> tuple[bool, int, str]:
    return (not line.posts.demands, -line.gap if line.posts.demands else -line.skilled, line.trade.code)


def _sectors(asked: Sequence[Asked], trades: Sequence[TradeLine]) -> list[SectorLine]:
    """Sectors that ask for people, each with its trades: demands alone tie a sector to a trade."""
    whole = grouped_posts(asked, lambda one: one.sector)
    parts = grouped_posts(asked, lambda one: (one.sector, one.trade))
    return [
        SectorLine(
            sector,
            whole[sector.pk],
            [(line, parts[sector.pk, line.trade.pk]) for line in trades if (sector.pk, line.trade.pk) in parts],
        )
        for sector in Sector.objects.order_by("code")
        if sector.pk in whole
    ]


def _categories(held: Tally) -> list[CategoryLine]:
    of_each = held.categories
    return [CategoryLine(str(code), str(label), of_each[code]) for code, label in Category.choices if code in of_each]


def _months(people: QuerySet[SurveyResponse], asked: Sequence[Asked], ahead: Sequence[Month]) -> list[MonthLine]:
    supply = by_month(people, ahead)
    return [MonthLine(month, posts_of(one for one in asked if one.touches(month)), supply[month]) for month in ahead]
