"""每周汇总: what a week brought, by grade and by unit, with the list. Made from the steps, which are only ever added:

made again it says the same of what was done, whenever it is made. Grades and sentences are the alerts' present ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import TruncWeek
from django.utils import timezone

from labor.alerts.filters import GRAVEST, RELATED
from labor.alerts.weeks import Week, week_of
from labor.models import Alert, AlertAct, AlertState, AlertStep, Severity
from units.models import User

ACTS: Mapping[str, str] = {
    AlertAct.RAISE: "新出现",
    AlertAct.REOPEN: "重新提出",
    AlertAct.EXPLAIN: "已说明",
    AlertAct.CLOSE: "办公室销号",
    AlertAct.CEASE: "情形消失",
}
STILL_OPEN = "周末未销号"
HEADINGS = (*ACTS.values(), STILL_OPEN)


@dataclass(frozen=True, slots=True)
class Entry:
    """One alert of the week: what was done with it in these days (in words), and whether it was open at their end."""

    alert: Alert
    acts: tuple[str, ...]
    state: str

    @property
    def is_open(self) -> bool:
        return self.state != AlertState.CLOSED

    @property
    def said(self) -> str:
        """新出现、已说明; of one that only stayed as it was, 以前提出."""
        return "、".join(ACTS[act] for act in ACTS if act in self.acts) or "以前提出"

    @property
    def state_label(self) -> str:
        return str(AlertState(self.state).label)


@dataclass(frozen=True, slots=True)
class Tally:
    """One line of sums: alerts (条) with each act in the week, and those open at its end."""

    label: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """A week in numbers and with its list: what was touched or stayed open, the gravest first."""

    week: Week
    entries: tuple[Entry, ...]

    @property
    def total(self) -> Tally:
        return _tally("合计", self.entries)

    @property
    def by_severity(self) -> list[Tally]:
        """Every grade, also where there was nothing."""
        return [
            _tally(str(label), [one for one in self.entries if one.alert.severity == value])
            for value, label in Severity.choices
        ]

    @property
    def by_unit(self) -> list[Tally]:
        """Departments in charge with anything this week, by name in the order of their codes."""
        units: dict[tuple[str, str], list[Entry]] = {}
        for one in self.entries:
            department = one.alert.project.department
            units.setdefault((department.code, department.name), []).append(one)
        return [_tally(name, found) for (_, name), found in sorted(units.items())]

    @property
    def counts(self) -> dict[str, int]:
        """What a job keeps of it."""
        return dict(zip([*(str(act) for act in ACTS), "open"], self.total.numbers, strict=True))


def _tally(label: str, entries: Sequence[Entry]) -> Tally:
    numbers = [sum(act in one.acts for one in entries) for act in ACTS]
    return Tally(label, (*numbers, sum(one.is_open for one in entries)))


def digest_of(week: Week, user: User | None = None) -> Digest:
    """The week as far as this person sees it; None sees the whole district. Two queries."""
    seen: QuerySet[Alert] = Alert.objects.all() if user is None else Alert.objects.visible_to(user)
    acts: dict[int, set[str]] = {}
    steps = AlertStep.objects.filter(at__gte=week.begins_at, at__lt=week.ends_at).order_by("pk")
    for alert, act in steps.values_list("alert", "act"):
        acts.setdefault(alert, set()).add(act)
    last = AlertStep.objects.filter(alert=OuterRef("pk"), at__lt=week.ends_at).order_by("-pk").values("state")[:1]
    begun = seen.select_related(*RELATED).annotate(state_then=Subquery(last)).exclude(state_then=None)
    return Digest(week, tuple(_entries(begun.order_by(*GRAVEST), acts)))


def _entries(alerts: Iterable[Any], acts: Mapping[int, set[str]]) -> Iterable[Entry]:
    for alert in alerts:
        done = acts.get(alert.pk, set())
        if done or alert.state_then != AlertState.CLOSED:
            yield Entry(alert, tuple(sorted(done)), alert.state_then)


@dataclass(frozen=True, slots=True)
class WeekLine:
    """A week of the list of digests, in alerts touched (条次) by each act."""

    week: Week
    numbers: tuple[int, ...]


def week_lines(weeks: Sequence[Week], user: User) -> list[WeekLine]:
    """What was done in each of these weeks, as far as this person sees it; one query."""
    seen = AlertStep.objects.filter(alert__in=Alert.objects.visible_to(user))
    if not weeks:
        return []
    seen = seen.filter(at__gte=min(weeks).begins_at, at__lt=max(weeks).ends_at).order_by()
    rows = seen.annotate(monday=TruncWeek("at")).values_list("monday", "act").annotate(Count("alert", distinct=True))
    counted = {(timezone.localdate(monday), act): number for monday, act, number in rows}
    return [WeekLine(week, tuple(counted.get((week.first, act), 0) for act in ACTS)) for week in weeks]


def first_week() -> Week | None:
    """The week in which the first alert was raised; None while there is none."""
    first = AlertStep.objects.aggregate(first=Min("at"))["first"]
    return week_of(timezone.localdate(first)) if first else None


def has_begun(week: Week) -> bool:
    """Whether anything was raised by the end of a week, so that there is something to tell of it."""
    return AlertStep.objects.filter(at__lt=week.ends_at).exists()


def is_over(week: Week, today: date) -> bool:
    return week.last < today
