"""What the pages of 调度日程 show: the rounds of a year with their states, what is next, and a year's working days."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from dispatch.models import Bulletin, BulletinState
from projects.calendar import changed_days, holiday_name, is_working_day, weekday_name
from projects.models import Period, Round, RoundKind, RoundRule
from projects.rounds import DAYS, LABELS, counted_days, dates_of, read_rules, rule_for
from units.models import User

NEXT_SHOWN = 6
STATES = {
    "waiting": ("未开启", "neutral"),
    "filing": ("填报中", "info"),
    "reviewing": ("审核中", "warn"),
    "closed": ("已关账", "info"),
    "issued": ("已印发", "good"),
    "late": ("逾期未印发", "bad"),
    "skipped": ("没有办理", "neutral"),
}


@dataclass(frozen=True, slots=True)
class Day:
    """One of a round's days: how it came about (`why`; `counted`: where the rule counts to), and how far off."""

    label: str
    day: date
    counted: str
    why: str
    rests: bool
    left: str

    @property
    def weekday(self) -> str:
        return weekday_name(self.day)


@dataclass(frozen=True, slots=True)
class Row:
    round: Round
    state: str
    days: tuple[Day, ...]
    period: Period | None
    bulletin: Bulletin | None

    @property
    def label(self) -> str:
        return STATES[self.state][0]

    @property
    def tone(self) -> str:
        return STATES[self.state][1]

    @property
    def is_over(self) -> bool:
        """Whether nothing of it can be moved any more."""
        return not any(one.left for one in self.days)


def rows_of(user: User, year: int, today: date) -> list[Row]:
    """The rounds that end in a year, by kind; a constant number of queries."""
    rules = read_rules()
    periods = {period.month: period for period in Period.objects.filter(month__year=year)}
    reports = _reports(user, year)
    rounds = sorted(Round.objects.filter(last__year=year), key=_by_kind)
    return [_row(held, rules, periods.get(held.last), reports.get((held.kind, held.last)), today) for held in rounds]


def grouped(rows: Iterable[Row]) -> list[tuple[str, list[Row]]]:
    """The rows under the names of their kinds."""
    return [(RoundKind(kind).label, list(part)) for kind, part in groupby(rows, key=lambda row: row.round.kind)]


def _by_kind(held: Round) -> tuple[int, date]:
    return list(RoundKind.values).index(held.kind), held.last


def _reports(user: User, year: int) -> dict[tuple[str, date], Bulletin]:
    """The latest issued report of each round that this person may read."""
    found = Bulletin.objects.visible_to(user).filter(state=BulletinState.ISSUED, period__month__year=year)
    return {(one.kind, one.period.month): one for one in found.select_related("period").order_by("edition")}


def _row(held: Round, rules: list[RoundRule], period: Period | None, report: Bulletin | None, today: date) -> Row:
    return Row(held, _state(held, period, report, today), tuple(_days(held, rules, today)), period, report)


def _state(held: Round, period: Period | None, report: Bulletin | None, today: date) -> str:
    """The state of a round; one that was over before its last month was ever opened here was not handled here."""
    if report:
        return "issued"
    if held.issue_on < today:
        return "late" if period else "skipped"
    if period and not period.is_open:
        return "closed"
    if today < held.opens_on:
        return "waiting"
    return "filing" if today <= held.due_on else "reviewing"


def _days(held: Round, rules: list[RoundRule], today: date) -> Iterator[Day]:
    rule = rule_for(held.kind, held.last, rules)
    counted = counted_days(rule, held.last) if rule else None
    planned = dates_of(held.kind, held.last, rules)
    for name in DAYS:
        day = getattr(held, name)
        follows = counted and planned and getattr(planned, name) == day
        before, why = _why(getattr(counted, name), day) if follows else ("", "手动调整" if held.note else "")
        yield Day(LABELS[name], day, before, why, not is_working_day(day), _left(day, today))


def _why(counted: date, day: date) -> tuple[str, str]:
    """The day the rule counts to, and what became of it; nothing when that is the day."""
    if counted == day:
        return "", ""
    name = holiday_name(counted) or ("工作日调整" if counted in changed_days() else "")
    before = f"{counted.month}月{counted.day}日{name or weekday_name(counted)}"
    return before, f"原{before}，{'已按调休顺延' if name else '已顺延'}"


def _left(day: date, today: date) -> str:
    days = (day - today).days
    return "" if days < 0 else "今天" if days == 0 else f"还有{days}天"


@dataclass(frozen=True, slots=True)
class Coming:
    """What comes next on the calendar: 2026年11月报送截止日."""

    round: Round
    label: str
    day: date
    left: str

    @property
    def weekday(self) -> str:
        return weekday_name(self.day)


def coming(today: date) -> list[Coming]:
    """The next days of all rounds, the nearest first."""
    rounds = Round.objects.filter(issue_on__gte=today)
    days = [(getattr(held, name), held, LABELS[name]) for held in rounds for name in DAYS]
    ahead = sorted((one for one in days if one[0] >= today), key=lambda one: (one[0], _by_kind(one[1])))
    return [Coming(held, label, day, _left(day, today)) for day, held, label in ahead[:NEXT_SHOWN]]


def years_shown(today: date) -> list[int]:
    """Years that have rounds, and this one and the next."""
    planned = {month.year for month in Round.objects.dates("last", "year")}
    return sorted(planned | {today.year, today.year + 1})


# working days


@dataclass(frozen=True, slots=True)
class Cell:
    """A day in the calendar of a month; `mark` is 休 or 班 where it differs from the plain week."""

    day: date
    works: bool
    mark: str
    name: str
    changed: bool
    today: bool

    @property
    def look(self) -> str:
        looks = {"day-rest": not self.works, "day-changed": self.changed, "day-today": self.today}
        return " ".join(name for name, holds in looks.items() if holds)


@dataclass(frozen=True, slots=True)
class Month:
    number: int
    weeks: tuple[tuple[Cell | None, ...], ...]
    working: int


def months_of_year(year: int, today: date) -> list[Month]:
    """Twelve months in weeks from Monday on; at most one query."""
    changed = changed_days()
    return [_month(year, number, changed, today) for number in range(1, 13)]


def _month(year: int, number: int, changed: Mapping[date, bool], today: date) -> Month:
    weeks = tuple(
        tuple(_cell(day, changed, today) if day.month == number else None for day in week)
        for week in Calendar(0).monthdatescalendar(year, number)
    )
    working = sum(cell.works for week in weeks for cell in week if cell)
    return Month(number, weeks, working)


def _cell(day: date, changed: Mapping[date, bool], today: date) -> Cell:
    works, is_weekend = is_working_day(day), day.weekday() >= 5
    name = "" if day in changed else holiday_name(day)
    mark = ("班" if works else "休") if day in changed or works == is_weekend or name else ""
    return Cell(day, works, mark, name, day in changed, day == today)


def tabs(years: Iterable[int], year: int, address: str) -> list[dict[str, Any]]:
    return [
        {"label": f"{one}年", "url": f"{address}?year={one}", "current": one == year, "count": None} for one in years
    ]
