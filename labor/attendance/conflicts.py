"""Persons with two projects in one month, district-wide: days shared in halves, and rolls whose days nobody kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Count, Q

from labor.attendance.marks import HALF
from labor.bulk import chunks
from labor.models import Attendance, Worker
from labor.overlaps import overlaps
from projects.models import Period, Project
from units.models import User
from units.scope import scope_of


class ConflictKind(StrEnum):
    """Halves are allowed and listed to be looked at; rolls without their days cannot be shown to be apart."""

    HALVES = "halves"
    ROLLS = "rolls"


@dataclass(frozen=True, slots=True)
class Conflict:
    """One person and their projects, by code: on one `day` in halves, or (`day` None) on rolls of the month.

    `worker.name` and the projects' names are all that is told of a project the reader may not see.
    """

    kind: ConflictKind
    worker: Worker
    projects: tuple[Project, ...]
    day: date | None = None

    @property
    def sentence(self) -> str:
        """What was found and what to do."""
        who = f"“{self.worker}”（{self.worker.id_masked}）"
        where = "、".join(f"“{each.name}”" for each in self.projects)
        if self.day is not None:
            return f"{who}{self.day.month}月{self.day.day}日上午、下午分别在{where}出勤，请核实是否属实。"
        return f"{who}同在{where}的当月发放表上，考勤台账载明的工日少于发放的工日，请补齐考勤，核对有没有同日重复计酬。"


def conflicts(period: Period, *, visible_to: User | None = None) -> list[Conflict]:
    """Return everybody with halves or rolls in two projects, by day, then by person.

    Whole days in two projects cannot be kept at all. Rolls of two projects are a conflict unless each project's
    attendance shows at least the 工日 it paid: then the halves themselves tell the days apart.

    With `visible_to`, those that touch a project this person sees.
    """
    found = [*_halves(period), *_rolls(period)]
    if visible_to is not None and not scope_of(visible_to).reads_everything:
        seen = set(Project.objects.visible_to(visible_to).order_by().values_list("pk", flat=True))
        found = [each for each in found if any(project.pk in seen for project in each.projects)]
    return sorted(found, key=lambda each: (each.day or period.last_day, each.day is None, each.worker.pk))


def _halves(period: Period) -> list[Conflict]:
    kept = Attendance.objects.filter(day__range=(period.month, period.last_day)).order_by()
    shared = kept.values("worker", "day").annotate(places=Count("sheet__project", distinct=True)).filter(places__gte=2)
    pairs = set(shared.values_list("worker", "day"))
    places: dict[tuple[int, date], list[int]] = {}
    for part in chunks(sorted({worker for worker, _ in pairs})):
        rows = kept.filter(worker__in=part).order_by("sheet__project__code")
        for worker, day, project in rows.values_list("worker", "day", "sheet__project"):
            if (worker, day) in pairs:
                places.setdefault((worker, day), []).append(project)
    people, projects = _people(worker for worker, _ in pairs), _projects(places.values())
    return [
        Conflict(ConflictKind.HALVES, people[worker], tuple(projects[each] for each in dict.fromkeys(there)), day)
        for (worker, day), there in places.items()
    ]


def _rolls(period: Period) -> list[Conflict]:
    several = overlaps(period) if period.pk else []  # a month nobody opened yet has no rolls
    kept: dict[tuple[int, int], int] = {}
    for part in chunks(each.worker.pk for each in several):
        for worker, project, work in _work(period, part):
            kept[worker, project] = work
    return [
        Conflict(ConflictKind.ROLLS, each.worker, tuple(each.projects))
        for each in several
        if any(kept.get((each.worker.pk, line.project_id), 0) < line.centidays for line in each.lines)
    ]


def _work(period: Period, workers: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """(person, project, hundredths of a 工日) kept in the month."""
    kept = Attendance.objects.filter(worker__in=workers, day__range=(period.month, period.last_day)).order_by()
    mornings, afternoons = Count("pk", filter=Q(morning=True)), Count("pk", filter=Q(afternoon=True))
    sums = kept.values("worker", "sheet__project").annotate(mornings=mornings, afternoons=afternoons)
    for worker, project, am, pm in sums.values_list("worker", "sheet__project", "mornings", "afternoons"):
        yield worker, project, HALF * (am + pm)


def _people(keys: Iterable[int]) -> dict[int, Worker]:
    return {each.pk: each for part in chunks(sorted(set(keys))) for each in Worker.objects.filter(pk__in=part)}


def _projects(places: Iterable[list[int]]) -> dict[int, Project]:
    return Project.objects.in_bulk({project for there in places for project in there})
