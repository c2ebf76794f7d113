"""What is still to be paid: rolls with unpaid lines or on their way, and attended months without a roll (R10).

Each is one `Clock` with its due day. A settled month has no clock: a clock that has run out is never too old to be
told. Constant queries, however many projects, months and lines; the sums are answered from `line_unpaid`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Sum, Value, When

from documents.formats import rounded
from labor.clocks.due import pay_due_on
from labor.clocks.terms import Terms
from labor.figures import unpaid_by_roll
from labor.models import Attendance, RollKind, RollState, WageLine, WageRoll
from labor.notices.days import LEAST, days_asked, last_day
from projects.models import Project

BEFORE_NOTICE = (RollState.DRAFT, RollState.SIGNING, RollState.OWNER)
UNDERWAY = (
    RollState.SIGNING,
    RollState.OWNER,
    RollState.NOTICE,
    RollState.TOWNSHIP,
    RollState.COMMISSION,
    RollState.READY,
    RollState.BANK,
)


class PayState(StrEnum):
    """How far the pay of one month has come."""

    UNBUILT = "未编制"
    DRAFT = "编制中"
    UNDERWAY = "在途"
    FAILED = "部分失败"
    UNPAID = "未发"
    PARTLY = "部分未发"
    PAID = "已发"


@dataclass(frozen=True, slots=True)
class Part:
    """What one employer owes: money (分) and people (人). Of an unbuilt month it is estimated from the agreed rates."""

    employer: str
    fen: int
    people: int


@dataclass(frozen=True, slots=True)
class Clock:
    """The pay of one month of one project that is not settled: a roll, or attendance without one (`roll` None)."""

    project: int
    period: int
    month: date
    state: PayState
    due_on: date
    parts: tuple[Part, ...]
    roll: int | None = None
    roll_state: str = ""
    is_supplement: bool = False
    unrated: int = field(default=0)
    notice_days: int = LEAST  # 天 a notice posted now has to run (R9)

    @property
    def fen(self) -> int:
        """Owed, in 分; estimated when there is no roll yet (`is_estimated`)."""
        return sum(part.fen for part in self.parts)

    @property
    def people(self) -> int:
        """People (人) who wait; nobody works for two employers on one roll."""
        return sum(part.people for part in self.parts)

    @property
    def is_estimated(self) -> bool:
        return self.roll is None

    def days_late(self, on: date) -> int:
        """Days (天) past the due day; 0 or less when it is not past."""
        return (on - self.due_on).days

    def misses_notice(self, on: date) -> bool:
        """Whether it will be late for certain: the notice (R9) has not begun and would not end in time."""
        early = self.roll is None or self.roll_state in BEFORE_NOTICE
        return early and last_day(on, self.notice_days) >= self.due_on  # the roll goes on the day after


def clocks_of(projects: QuerySet[Project], on: date, terms: Terms) -> list[Clock]:
    """Every clock of these projects as of a day, the one due first in front; five queries."""
    asked = days_asked(on)
    made = (*_rolls(projects, terms), *_unbuilt(projects, on, terms))
    found = [replace(clock, notice_days=asked) for clock in made]
    return sorted(found, key=lambda clock: (clock.due_on, clock.project, clock.month, clock.roll or 0))


def _rolls(projects: QuerySet[Project], terms: Terms) -> Iterator[Clock]:
    owing = Exists(WageLine.objects.filter(roll=OuterRef("pk"), in_force=True, is_paid=False, net_fen__gt=0))
    ways = [RollState.DRAFT, RollState.PARTLY, *UNDERWAY]
    some_paid = Exists(WageLine.objects.filter(roll=OuterRef("pk"), in_force=True, is_paid=True, net_fen__gt=0))
    found = WageRoll.objects.in_force().filter(Q(owing) | Q(state__in=ways), project__in=projects.order_by())
    values = ("pk", "project", "period", "period__month", "kind", "state", "due_on")
    rows = list(found.order_by().annotate(some_paid=some_paid).values(*values, "some_paid"))
    unpaid = unpaid_by_roll(projects)
    for row in rows:
        parts = tuple(Part(*said) for said in unpaid.get(row["pk"], ()))
        if parts or row["state"] == RollState.DRAFT:
            yield _clock_of(row, parts, terms)


def _clock_of(row: Mapping[str, Any], parts: tuple[Part, ...], terms: Terms) -> Clock:
    return Clock(
        project=row["project"],
        period=row["period"],
        month=row["period__month"],
        state=state_of(row["state"], owes=bool(parts), some_paid=row["some_paid"]),
        due_on=row["due_on"] or pay_due_on(row["period__month"], terms=terms),
        parts=parts,
        roll=row["pk"],
        roll_state=row["state"],
        is_supplement=row["kind"] == RollKind.SUPPLEMENT,
    )


def state_of(state: str, *, owes: bool, some_paid: bool) -> PayState:
    """How far a roll's pay has come, from where it stands and which of its lines are paid."""
    if state == RollState.DRAFT:
        return PayState.DRAFT
    if state == RollState.PARTLY:
        return PayState.FAILED
    if state in UNDERWAY:
        return PayState.UNDERWAY
    if not owes:
        return PayState.PAID
    return PayState.PARTLY if some_paid else PayState.UNPAID


def unbuilt_days(on: date) -> QuerySet[Attendance]:
    """Attendance up to a day of months without a regular roll in force."""
    own = {"project": OuterRef("sheet__project"), "period": OuterRef("sheet__period")}
    rolls = WageRoll.objects.in_force().filter(**own, kind=RollKind.REGULAR)
    return Attendance.objects.filter(~Exists(rolls), day__lte=on)


def _unbuilt(projects: QuerySet[Project], on: date, terms: Terms) -> Iterator[Clock]:
    """Attended months without a roll in force. The money is halves of a day at the agreed rates, halves rounded up."""
    days = unbuilt_days(on).filter(sheet__project__in=projects.order_by())
    halves = Case(When(morning=True, afternoon=True, then=Value(2)), default=Value(1), output_field=IntegerField())
    by = ("sheet__project", "sheet__period", "sheet__period__month", "engagement__employer")
    rows = days.order_by().values(*by).annotate(
        people=Count("worker", distinct=True),
        half_fen=Sum(halves * F("engagement__day_rate_fen"), default=0),
        unrated=Count("worker", distinct=True, filter=Q(engagement__day_rate_fen=None)),
    )  # fmt: skip
    months: dict[tuple[int, int, date], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        months[tuple(row[key] for key in by[:3])].append(row)
    for (project, period, month), said in months.items():
        yield Clock(
            project, period, month, PayState.UNBUILT, pay_due_on(month, terms=terms), tuple(_parts(said)),
            unrated=sum(row["unrated"] for row in said),
        )  # fmt: skip


def _parts(rows: Iterable[Mapping[str, Any]]) -> Iterator[Part]:
    for row in sorted(rows, key=lambda row: str(row["engagement__employer"])):
        yield Part(row["engagement__employer"], int(rounded(Fraction(row["half_fen"], 2), 0)), row["people"])
