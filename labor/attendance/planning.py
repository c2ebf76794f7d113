"""What days written by hand or by workbook would change, and everything that speaks against them, in one pass."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from labor.attendance import sentences
from labor.attendance.marks import FULL, HALF, NONE, WORK
from labor.models import Attendance, Engagement
from projects.models import Period, Project
from units.models import User

Days = Mapping[Engagement, Mapping[date, int]]
MORNING, AFTERNOON = 1, 2
BOTH = MORNING | AFTERNOON


class Held(NamedTuple):
    """A day already kept with some project; `halves` are bits."""

    pk: int
    engagement: int
    worker: int
    day: date
    halves: int
    project: int
    project_name: str

    @property
    def centidays(self) -> int:
        return HALF * self.halves.bit_count()


class Fault(NamedTuple):
    """One day that cannot be kept: whose, which, a code for other tools, and the sentence."""

    engagement: Engagement
    day: date
    kind: str
    sentence: str


class Change(NamedTuple):
    """One day that will be other than it was."""

    engagement: Engagement
    day: date
    before: Held | None
    halves: int


@dataclass(slots=True)
class Plan:
    """The changes to be made, if there is no fault; people counted by what happens to them."""

    faults: list[Fault] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    had_days: set[int] = field(default_factory=set)

    def fate_of(self, engagements: Iterable[int]) -> str:
        """ "created", "updated" or "unchanged": what happens to the month of one person's stays."""
        stays = set(engagements)
        if not any(change.engagement.pk in stays for change in self.changes):
            return "unchanged"
        return "updated" if stays & self.had_days else "created"


def held_days(project: Project, period: Period) -> list[Held]:
    """Every day of the month, with whatever project, of the people on this project's roster; one query."""
    people = Engagement.objects.filter(project=project).order_by().values("worker")
    kept = Attendance.objects.filter(worker__in=people, day__range=(period.month, period.last_day)).order_by("pk")
    rows = kept.values_list(
        "pk", "engagement_id", "worker_id", "day", "morning", "afternoon", "sheet__project_id", "sheet__project__name"
    )
    return [
        Held(pk, stay, worker, day, MORNING * am + AFTERNOON * pm, place, name)
        for pk, stay, worker, day, am, pm, place, name in rows
    ]


def plan_days(*, project: Project, period: Period, days: Days, by: User, today: date) -> Plan:
    """Hold days against roster, calendar and every other project's attendance; writes nothing.

    Args:
        days: stay → day → hundredths of a 工日 (0, 50, 100); a day not named stays as it is, 0 takes it back.
        by: who asks; of a project not theirs the sentences tell only the name.

    Queries: three, and one more when another project is in the way.
    """
    roster = {stay.pk: stay for stay in Engagement.objects.filter(project=project).select_related("worker")}
    return _Planner(project, period, by, today, roster, held_days(project, period)).plan(days)


class _Planner:
    def __init__(
        self,
        project: Project,
        period: Period,
        by: User,
        today: date,
        roster: dict[int, Engagement],
        held: list[Held],
    ) -> None:
        self.project, self.period, self.by, self.today, self.roster, self.held = (
            project,
            period,
            by,
            today,
            roster,
            held,
        )
        self.own = {(each.engagement, each.day): each for each in held if each.project == project.pk}
        self.clashes: list[tuple[Engagement, date, int, list[Held]]] = []
        self.result = Plan(had_days={stay for stay, _ in self.own})

    def plan(self, days: Days) -> Plan:
        self.taken = self._taken({(stay.pk, day) for stay, stated in days.items() for day in stated})
        for given, stated in days.items():
            stay = self.roster.get(given.pk)
            for day, work in sorted(stated.items()):
                self._settle(given, stay, day, work)
        self.result.faults += self._conflicts()
        return self.result

    def _taken(self, rewritten: set[tuple[int, date]]) -> dict[tuple[int, date], list[Held]]:
        taken: dict[tuple[int, date], list[Held]] = {}
        for each in self.held:
            if (each.engagement, each.day) not in rewritten or each.project != self.project.pk:
                taken.setdefault((each.worker, each.day), []).append(each)
        return taken

    def _settle(self, given: Engagement, stay: Engagement | None, day: date, work: int) -> None:
        fault = next(_faults(stay, given, self.project, self.period, self.today, day, work), None)
        if fault is not None or stay is None:
            self.result.faults += [Fault(given, day, *fault)] if fault else []
            return
        before, others = self.own.get((stay.pk, day)), self.taken.get((stay.worker_id, day), [])
        halves = _choose(work, others, before.halves if before else 0)
        if halves is None:
            self.clashes.append((stay, day, work, others))
            return
        if halves:
            mine = Held(0, stay.pk, stay.worker_id, day, halves, self.project.pk, self.project.name)
            self.taken.setdefault((stay.worker_id, day), []).append(mine)
        if halves != (before.halves if before else 0):
            self.result.changes.append(Change(stay, day, before, halves))

    def _conflicts(self) -> Iterator[Fault]:
        if not self.clashes:
            return
        seen = set(Project.objects.visible_to(self.by).order_by().values_list("pk", flat=True)) | {self.project.pk}
        for stay, day, work, others in self.clashes:
            there = [(each.project_name, each.centidays if each.project in seen else None) for each in others]
            yield Fault(stay, day, "elsewhere", sentences.elsewhere(stay, day, work, self.project, there))


def _choose(work: int, others: list[Held], before: int) -> int | None:
    """The halves for a day's work: those it had, else the free one, the morning first; None when there is no room."""
    busy = 0
    for each in others:
        busy |= each.halves
    if work == NONE:
        return 0
    if work == FULL:
        return None if busy else BOTH
    wishes = (before, MORNING, AFTERNOON)
    return next((half for half in wishes if half in (MORNING, AFTERNOON) and not half & busy), None)


def _faults(
    stay: Engagement | None, given: Engagement, project: Project, period: Period, today: date, day: date, work: int
) -> Iterator[tuple[str, str]]:
    """(code, sentence) of what speaks against one day, the gravest first."""
    if stay is None:
        yield "not_on_roster", sentences.not_on_roster(given.name, project)
    elif work not in WORK:
        yield "work_unknown", sentences.work_unknown(stay, day)
    elif (day.year, day.month) != (period.month.year, period.month.month):
        yield "other_month", sentences.other_month(stay, day, period)
    elif work != NONE:
        yield from _absences(stay, project, today, day)


def _absences(stay: Engagement, project: Project, today: date, day: date) -> Iterator[tuple[str, str]]:
    if day > today:
        yield "future_day", sentences.future_day(stay, day)
    elif stay.voided_at is not None:
        yield "not_on_roster", sentences.not_on_roster(stay.name, project)
    elif day < stay.entered_on:
        yield "before_entry", sentences.before_entry(stay, day)
    elif stay.left_on is not None and day > stay.left_on:
        yield "after_exit", sentences.after_exit(stay, day)
