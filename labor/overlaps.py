"""同一人同月在两个以上项目的发放表上: listed with every project's name (by date once attendance is kept)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count

from labor.bulk import chunks
from labor.models import WageLine, Worker
from projects.models import Period, Project
from units.models import User
from units.scope import scope_of


@dataclass(frozen=True, slots=True)
class Part:
    """One line as the person who looks may see it: of a project not theirs, the project's name alone."""

    name: str
    project: Project
    job: str = ""
    centidays: int | None = None
    net_fen: int | None = None


@dataclass(frozen=True, slots=True)
class Overlap:
    """One person and their lines of one month on two or more projects' rolls, by project code.

    `seen` are the keys of the projects the person who looks may see; None is all.
    """

    worker: Worker
    lines: list[WageLine]
    seen: frozenset[int] | None = None

    @property
    def projects(self) -> list[Project]:
        """The projects, by code, each once."""
        return list(dict.fromkeys(line.project for line in self.lines))

    @property
    def centidays(self) -> int:
        """Hundredths of a 工日 on all these rolls together: more than the month has days cannot be."""
        return sum(line.centidays for line in self.lines)

    @property
    def is_whole(self) -> bool:
        """Whether every line may be seen, and so their sum."""
        return self.seen is None or all(line.project_id in self.seen for line in self.lines)

    @property
    def parts(self) -> list[Part]:
        """The lines to be shown: trade, days and pay of other units' projects stay with them."""
        return [self._part(line) for line in self.lines]

    def _part(self, line: WageLine) -> Part:
        if self.seen is None or line.project_id in self.seen:
            return Part(line.name, line.project, line.job, line.centidays, line.net_fen)
        own = next(each.name for each in self.lines if self.seen and each.project_id in self.seen)
        return Part(own, line.project)


def overlaps(period: Period, *, visible_to: User | None = None) -> list[Overlap]:
    """Return people on rolls in force of two or more projects in one month, most projects first.

    With `visible_to`, those who touch at least one project that person sees; of the other projects the names alone are
    shown (`Overlap.parts`), since the two must talk to each other.
    """
    lines = WageLine.objects.in_force().filter(period=period)
    shared = lines.order_by().values("worker").annotate(count=Count("project", distinct=True)).filter(count__gte=2)
    workers = shared.values_list("worker", flat=True)
    if visible_to is None or scope_of(visible_to).reads_everything:
        return _collected(period, workers, None)
    seen = frozenset(Project.objects.visible_to(visible_to).values_list("pk", flat=True))
    return _collected(period, workers.filter(worker__in=lines.filter(project__in=seen).values("worker")), seen)


def _collected(period: Period, workers: Iterable[int], seen: frozenset[int] | None) -> list[Overlap]:
    found: list[Overlap] = []
    for part in chunks(workers):
        lines = WageLine.objects.in_force().filter(period=period, worker__in=part)
        ordered = lines.select_related("worker", "project", "roll").defer("roll__warnings", "roll__notes")
        grouped = groupby(ordered.order_by("worker", "project__code", "pk"), key=lambda line: line.worker)
        found += [Overlap(worker, list(own), seen) for worker, own in grouped]
    return sorted(found, key=lambda overlap: (-len(overlap.projects), overlap.worker.pk))
