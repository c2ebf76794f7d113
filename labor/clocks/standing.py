"""及时足额 (R10): every project's lamp, why it is lit, and what the alerts ask: late rolls, leavers, long intervals.

红: a month past its due day, or a leaver unsettled for as long as the office allows. 黄: a month due soon, one that
can no longer be in time because of the notice (R9), a leaver unsettled for less, or more than 31 days since people
were last paid while pay is owed. 绿: everything else. Constant queries, however many projects and months.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import TypeVar

from django.db.models import Exists, OuterRef, QuerySet

from documents.formats import chinese_date, days, month_label, yuan
from labor.clocks.leavers import Leaver, leavers_of
from labor.clocks.owing import Clock, clocks_of
from labor.clocks.terms import Term, Terms, read_terms
from labor.figures import last_paid
from labor.models import AttendanceSheet, WageRoll
from projects.models import Project

LONG_INTERVAL = 31  # 天 (§10)
T = TypeVar("T", Clock, Leaver)


class Lamp(IntEnum):
    """The graver the larger."""

    GREEN = 0
    YELLOW = 1
    RED = 2

    @property
    def label(self) -> str:
        return "绿黄红"[self]

    @property
    def tone(self) -> str:
        return ("good", "warn", "bad")[self]


@dataclass(frozen=True, slots=True)
class Standing:
    """One project: what is owed month by month, who left unsettled, and since when nobody was paid."""

    project: Project
    on: date
    soon: int
    clocks: tuple[Clock, ...]
    leavers: tuple[Leaver, ...]
    last_paid_on: date | None

    @property
    def lamp(self) -> Lamp:
        lamps = [*(self.lamp_of(clock) for clock in self.clocks), *(self.lamp_of_leaver(one) for one in self.leavers)]
        return max([*lamps, Lamp.YELLOW if self.is_long else Lamp.GREEN])

    def lamp_of(self, clock: Clock) -> Lamp:
        return lamp_of(clock, self.on, self.soon)

    def lamp_of_leaver(self, leaver: Leaver) -> Lamp:
        return Lamp.RED if leaver.is_red(self.on) else Lamp.YELLOW

    @property
    def red_leavers(self) -> int:
        """People (人) unsettled for as long as the office allows, or longer."""
        return sum(one.is_red(self.on) for one in self.leavers)

    @property
    def fen(self) -> int:
        """Owed on rolls, in 分."""
        return sum(clock.fen for clock in self.clocks if not clock.is_estimated)

    @property
    def estimated_fen(self) -> int:
        """Estimated from attendance and agreed rates where there is no roll yet, in 分."""
        return sum(clock.fen for clock in self.clocks if clock.is_estimated)

    @property
    def late_fen(self) -> int:
        """Of the rolls past their due day, in 分."""
        return sum(clock.fen for clock in self.late if not clock.is_estimated)

    @property
    def attendances(self) -> int:
        """People waiting, counted once a month and project (人次)."""
        return sum(clock.people for clock in self.clocks)

    @property
    def late(self) -> list[Clock]:
        return [clock for clock in self.clocks if clock.days_late(self.on) > 0]

    @property
    def days_late(self) -> int:
        """Of the month that is late for longest (天); 0 when none is."""
        return max((clock.days_late(self.on) for clock in self.late), default=0)

    @property
    def interval(self) -> int | None:
        """Days (天) since people were last paid, while pay is owed; None when none is, or nobody was ever paid."""
        if self.last_paid_on is None or not self.clocks:
            return None
        return (self.on - self.last_paid_on).days

    @property
    def is_long(self) -> bool:
        return (self.interval or 0) > LONG_INTERVAL


def lamp_of(clock: Clock, on: date, soon: int) -> Lamp:
    """The lamp of one month's pay."""
    if clock.days_late(on) > 0:
        return Lamp.RED
    if -clock.days_late(on) <= soon or clock.misses_notice(on):
        return Lamp.YELLOW
    return Lamp.GREEN


def standings(projects: QuerySet[Project], on: date, *, terms: Terms | None = None) -> list[Standing]:
    """Every project with a roll or attendance, the gravest first: ten queries at most, however many there are."""
    said = terms or read_terms()
    clocks, leavers = _by_project(clocks_of(projects, on, said)), _by_project(leavers_of(projects, on, said))
    paid, soon = last_paid(projects), said.of(Term.SOON, on)
    rows = with_pay(projects).select_related("department", "township", "owner").order_by("code", "pk")
    found = [Standing(one, on, soon, tuple(clocks[one.pk]), tuple(leavers[one.pk]), paid.get(one.pk)) for one in rows]
    return sorted(
        found, key=lambda one: (-one.lamp, -one.days_late, -one.late_fen, -len(one.leavers), one.project.code)
    )


def with_pay(projects: QuerySet[Project]) -> QuerySet[Project]:
    """Those with a roll in force or attendance: the others have nobody to pay."""
    rolls = WageRoll.objects.in_force().filter(project=OuterRef("pk"))
    sheets = AttendanceSheet.objects.filter(project=OuterRef("pk"), days__isnull=False)
    return projects.filter(Exists(rolls) | Exists(sheets))


def _by_project(rows: Sequence[T]) -> dict[int, list[T]]:
    found: dict[int, list[T]] = defaultdict(list)
    for row in rows:
        found[row.project].append(row)
    return found


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to be told about: keys of what it concerns (None where it concerns none), 天, 分, 人, a sentence.

    The sentence names no person; `worker` leads to them for those who may see.
    """

    project: int
    days: int
    sentence: str
    period: int | None = None
    roll: int | None = None
    worker: int | None = None
    fen: int = 0
    people: int = 0


def late_rolls(on: date, *, projects: QuerySet[Project] | None = None) -> Iterator[Finding]:
    """Months whose pay is past due, with or without a roll, the longest first; constant queries."""
    for clock in clocks_of(_all(projects), on, read_terms()):
        if clock.days_late(on) > 0:
            late, named = clock.days_late(on), f"{month_label(clock.month)}{'补发' if clock.is_supplement else ''}工资"
            sentence = f"{named}最迟应在{chinese_date(clock.due_on)}发放，已逾期{late}天，{owed(clock)}。"
            yield Finding(clock.project, late, sentence, clock.period, clock.roll, fen=clock.fen, people=clock.people)


def leavers_unsettled(on: date, *, projects: QuerySet[Project] | None = None) -> Iterator[Finding]:
    """People unsettled for as many days after leaving as the office allows, the longest first; constant queries."""
    for one in leavers_of(_all(projects), on, read_terms()):
        if one.is_red(on):
            sentence = f"有人{chinese_date(one.left_on)}退场，已过{one.days(on)}天还没有结清：{unsettled(one)}。"
            yield Finding(one.project, one.days(on), sentence, worker=one.worker, fen=one.fen, people=1)


def long_intervals(on: date, *, projects: QuerySet[Project] | None = None) -> Iterator[Finding]:
    """Projects that owe pay and paid nobody for more than 31 days (§10), the longest first; constant queries."""
    found = [one for one in standings(_all(projects), on) if one.is_long]
    for one in sorted(found, key=lambda one: -(one.interval or 0)):
        assert one.interval is not None
        last = chinese_date(one.last_paid_on)
        sentence = f"上次发放在{last}，到今天已隔{one.interval}天，超过{LONG_INTERVAL}天，还有工资没有发放。"
        yield Finding(one.project.pk, one.interval, sentence, fen=one.fen, people=0)


def owed(clock: Clock) -> str:
    """What one month owes, in words: 没有编制发放表，按考勤约4200.00元（2人）."""
    if clock.is_estimated:
        return f"没有编制发放表，按考勤和约定日工资约{yuan(clock.fen)}元（{clock.people}人）"
    return f"{clock.state}，还有{yuan(clock.fen)}元（{clock.people}人）没有发放"


def unsettled(leaver: Leaver) -> str:
    """What a leaver is owed, in words."""
    said = [f"发放表上{yuan(leaver.fen)}元没有发放"] if leaver.fen else []
    return "，".join([*said, *([f"{days(leaver.centidays)}个工日不在发放表上"] if leaver.centidays else [])])


def _all(projects: QuerySet[Project] | None) -> QuerySet[Project]:
    return Project.objects.all() if projects is None else projects
