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
class Overlap:
    """One person and their lines of one month on two or more projects' rolls, by project code."""

    worker: Worker
    lines: list[WageLine]

    @property
    def projects(self) -> list[Project]:
        """The projects, by code, each once."""
        return list(dict.fromkeys(line.project for line in self.lines))

    @property
    def centidays(self) -> int:
        """Hundredths of a 工日 on all these rolls together: more than the month has days cannot be."""
        return sum(line.centidays for line in self.lines)


def overlaps(period: Period, *, visible_to: User | None = None) -> list[Overlap]:
    """Return people on rolls in force of two or more projects in one month, most projects first.

    With `visible_to`, those who touch at least one project that person sees; the other projects' names are shown all
    the same, since the two must talk to each other.
    """
    lines = WageLine.objects.in_force().filter(period=period)
    shared = lines.order_by().values("worker").annotate(count=Count("project", distinct=True)).filter(count__gte=2)
    workers = shared.values_list("worker", flat=True)
    if visible_to is not None and not scope_of(visible_to).reads_everything:
        workers = workers.filter(worker__in=lines.visible_to(visible_to).order_by().values("worker"))
    return _collected(period, workers)


def _collected(period: Period, workers: Iterable[int]) -> list[Overlap]:
    found: list[Overlap] = []
    for part in chunks(workers):
        lines = WageLine.objects.in_force().filter(period=period, worker__in=part)
        ordered = lines.select_related("worker", "project", "roll").defer("roll__warnings", "roll__notes")
        grouped = groupby(ordered.order_by("worker", "project__code", "pk"), key=lambda line: line.worker)
        found += [Overlap(worker, list(own)) for worker, own in grouped]
    return sorted(found, key=lambda overlap: (-len(overlap.projects), overlap.worker.pk))
