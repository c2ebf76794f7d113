"""调度日程: the rules by which a round's four days are counted, and the rounds of a year planned by them (R15, ◇).

Every day that falls on a day of rest moves on to the next working day; the order 开启 < 报送截止 ≤ 审核截止 ≤ 印发 is
kept. Rounds are data: once planned, they stand until they are planned anew (`replan`) or changed by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from projects.calendar import next_working_day
from projects.models import Period, Round, RoundKind, RoundRule, ends_round, first_month
from units.audit import record
from units.models import User

DAYS = ("opens_on", "due_on", "review_on", "issue_on")
LABELS = {"opens_on": "开启日", "due_on": "报送截止日", "review_on": "审核截止日", "issue_on": "印发日"}


@dataclass(frozen=True, slots=True)
class Days:
    """The four days of a round."""

    opens_on: date
    due_on: date
    review_on: date
    issue_on: date


@dataclass(frozen=True, slots=True)
class Moved:
    """A round whose days are planned anew."""

    round: Round
    before: Days
    after: Days

    @property
    def said(self) -> str:
        """2026年9月：报送截止日2026-10-05→2026-10-08."""
        return f"{self.round.label}：{'，'.join(differences(self.before, self.after))}"


def differences(before: Days, after: Days) -> list[str]:
    """The days that differ, in words."""
    pairs = [(LABELS[name], getattr(before, name), getattr(after, name)) for name in DAYS]
    return [f"{label}{old:%Y-%m-%d}→{new:%Y-%m-%d}" for label, old, new in pairs if old != new]


def days_of(held: Round) -> Days:
    """The days a round has now."""
    return Days(held.opens_on, held.due_on, held.review_on, held.issue_on)


def read_rules() -> list[RoundRule]:
    """Every rule ever set, the latest of each kind first; one query."""
    return list(RoundRule.objects.order_by("kind", "-starts_on"))


def rule_for(kind: str, last: date, rules: Iterable[RoundRule] | None = None) -> RoundRule | None:
    """The rule of a round that ends with the month `last`; None before the first rule."""
    known = read_rules() if rules is None else rules
    return next((rule for rule in known if rule.kind == kind and rule.starts_on.replace(day=1) <= last), None)


def counted_days(rule: RoundRule, last: date) -> Days:
    """The days as the rule counts them from the last day of the month `last`, holidays or not."""
    end = last_day_of(last)
    return Days(*(end + timedelta(days=count) for count in (rule.opens, rule.due, rule.review, rule.issue)))


def last_day_of(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def dates_of(kind: str, last: date, rules: Iterable[RoundRule] | None = None) -> Days | None:
    """The days of a round by the rule in force, each moved on to a working day, in order; None without a rule."""
    rule = rule_for(kind, last, rules)
    return None if rule is None else moved_on(counted_days(rule, last))


def moved_on(counted: Days) -> Days:
    """Each day on a working day; a due day that a holiday pushes onto the opening comes one working day later."""
    opens = next_working_day(counted.opens_on)
    due = next_working_day(max(counted.due_on, opens + timedelta(days=1)))
    review = next_working_day(max(counted.review_on, due))
    return Days(opens, due, review, next_working_day(max(counted.issue_on, review)))


def locks_on(held: Round, at: datetime, rules: Iterable[RoundRule] | None = None) -> date | None:
    """填报锁定日 that the round of a month gives its `Period`: the day of 审核截止, after which units file no more.

    None (open until the close) when the rule does not lock, and for a month that is opened here only after that day
    (补录): nobody could have filed it in time.
    """
    rule = rule_for(held.kind, held.last, rules)
    if rule is None or not rule.locks or held.review_on < timezone.localdate(at):
        return None
    return held.review_on


def rounds_ending(year: int) -> list[tuple[RoundKind, date]]:
    """The nineteen rounds of a year: twelve months, four quarters, two halves, the year itself."""
    months = [date(year, month, 1) for month in range(1, 13)]
    return [(kind, month) for month in months for kind in RoundKind if ends_round(kind, month)]


def find_round(kind: str, last: date) -> Round | None:
    return Round.objects.filter(kind=kind, last=last).first()


@transaction.atomic
def ensure_round(*, kind: RoundKind, last: date, by: User | None, at: datetime) -> Round | None:
    """The round that ends with the month `last`, planned when it is missing; None without a rule for it."""
    held = find_round(kind, last)
    if held is None:
        _plan([(kind, last)], read_rules(), by=by, at=at)
        held = find_round(kind, last)
    return held


@transaction.atomic
def plan_year(*, year: int, by: User | None, at: datetime) -> list[Round]:
    """Make the missing rounds of a year and return them; safe to repeat. Kinds without a rule are left out."""
    known = set(Round.objects.filter(last__year=year).values_list("kind", "last"))
    missing = [one for one in rounds_ending(year) if one not in known]
    return _plan(missing, read_rules(), by=by, at=at) if missing else []


def _plan(
    missing: Sequence[tuple[RoundKind, date]], rules: Sequence[RoundRule], *, by: User | None, at: datetime
) -> list[Round]:
    planned = [(kind, last, dates_of(kind, last, rules)) for kind, last in missing]
    fresh = [_round(kind, last, days, by=by, at=at) for kind, last, days in planned if days]
    made = Round.objects.bulk_create(fresh, ignore_conflicts=True)  # another worker may plan the same
    if made:
        names = "、".join(one.label for one in made)
        record(act="排定调度日程", subject=names, by=by, at=at, rows=len(made))
    return made


def _round(kind: RoundKind, last: date, days: Days, *, by: User | None, at: datetime) -> Round:
    values = {name: getattr(days, name) for name in DAYS}
    return Round(kind=kind, first=first_month(kind, last), last=last, set_at=at, set_by=by, **values)


def years_planned(today: date) -> list[int]:
    """This year and, from 1 December, the next."""
    return [today.year, today.year + 1] if today.month == 12 else [today.year]


def plan_ahead(*, at: datetime) -> None:
    """One turn of the round: what is missing is planned, what a new notice of holidays moves is planned anew.

    Three queries when there is nothing to do.
    """
    today = timezone.localdate(at)
    years, rules = years_planned(today), read_rules()
    if not rules:
        return
    known = list(Round.objects.filter(Q(last__year__in=years) | _not_begun(today)))
    keys = {(one.kind, one.last) for one in known}
    missing = [one for year in years for one in rounds_ending(year) if one not in keys and rule_for(*one, rules)]
    if missing or stale(known, rules, today):
        with transaction.atomic():
            _plan(missing, rules, by=None, at=at)
            replan(why="放假安排更新", by=None, at=at)


def _not_begun(today: date) -> Q:
    return Q(opens_on__gt=today, note="")


def stale(rounds: Iterable[Round], rules: Sequence[RoundRule], today: date) -> list[Moved]:
    """Rounds not begun, and not changed by hand, that the rules and the working days would now place otherwise."""
    waiting = [one for one in rounds if one.opens_on > today and not one.note]
    wanted = [(one, dates_of(one.kind, one.last, rules)) for one in waiting]
    return [Moved(one, days_of(one), days) for one, days in wanted if days and days != days_of(one)]


def moving(*, at: datetime) -> list[Moved]:
    """What `replan` would move now; within `calendar.supposing`, what it would move then."""
    today = timezone.localdate(at)
    return stale(Round.objects.filter(_not_begun(today)), read_rules(), today)


@transaction.atomic
def replan(*, why: str, by: User | None, at: datetime) -> list[Moved]:
    """Plan anew the rounds not begun and not changed by hand; return those that moved, their open months with them."""
    today, rules = timezone.localdate(at), read_rules()
    waiting = Round.objects.select_for_update().filter(_not_begun(today)).order_by("last", "pk")
    moved = stale(waiting, rules, today)
    for one in moved:
        take(one.round, one.after, by=by, at=at)
    Round.objects.bulk_update([one.round for one in moved], [*DAYS, "set_at", "set_by"])
    carry([one.round for one in moved], rules, at=at)
    if moved:
        detail = {"why": why, "moved": [one.said for one in moved]}
        record(act="重排调度日程", subject=f"{why}，{len(moved)}轮", by=by, at=at, rows=len(moved), detail=detail)
    return moved


def take(held: Round, days: Days, *, by: User | None, at: datetime) -> None:
    """Write other days on a round, not saved yet."""
    for name in DAYS:
        setattr(held, name, getattr(days, name))
    held.set_at, held.set_by = at, by


def carry(rounds: Iterable[Round], rules: Sequence[RoundRule], *, at: datetime) -> None:
    """Give the open `Period` of each month its round's opening, due and locking day."""
    months = {one.last: one for one in rounds if one.kind == RoundKind.MONTH}
    periods = list(Period.objects.open().filter(month__in=months)) if months else []
    for period in periods:
        held = months[period.month]
        period.opens_on, period.due_on = held.opens_on, held.due_on
        period.locks_on = locks_on(held, at, rules)
    Period.objects.bulk_update(periods, ["opens_on", "due_on", "locks_on"])
