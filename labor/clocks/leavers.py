"""退场未结清: who has left a site and is still owed, on a roll or for days that stand on no roll (R10, R11)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value, When

from labor.clocks.terms import Term, Terms
from labor.figures import unpaid_lines
from labor.models import Attendance, Engagement, WageLine
from labor.models.engagement import EngagementQuerySet
from projects.models import Project

HALVES = Case(When(morning=True, afternoon=True, then=Value(2)), default=Value(1), output_field=IntegerField())


@dataclass(frozen=True, slots=True)
class Leaver:
    """One person of one project: when they left, what is owed on rolls (分) and worked on none (hundredths of 工日)."""

    project: int
    worker: int
    engagement: int
    name: str
    employer: str
    left_on: date
    fen: int
    centidays: int
    limit: int

    def days(self, on: date) -> int:
        """Days (天) since they left."""
        return (on - self.left_on).days

    def is_red(self, on: date) -> bool:
        return self.days(on) >= self.limit


def leavers_of(projects: QuerySet[Project], on: date, terms: Terms) -> list[Leaver]:
    """Who left these projects before a day and is not settled, the longest first; three queries.

    Who has come back to the site is no leaver: their pay runs by the month.
    """
    limit = terms.of(Term.LEAVER, on)
    left = _left(projects, on)
    owed, worked = _owed(left), _on_no_roll(left)
    stays = _stays(left, {*owed, *worked})
    found = [
        Leaver(project, worker, pk, name, employer, left_on, owed.get(key, 0), worked.get(key, 0), limit)
        for key, (pk, project, worker, name, employer, left_on) in stays.items()
    ]
    return sorted(found, key=lambda one: (one.left_on, one.project, one.engagement))


Key = tuple[int, int]  # project, worker


def _left(projects: QuerySet[Project], on: date) -> EngagementQuerySet:
    """The last stays of those who have left; somebody with two stays that are over is told by the later one."""
    own = Engagement.objects.in_force().filter(project=OuterRef("project"), worker=OuterRef("worker"))
    back = own.filter(Q(left_on=None) | Q(left_on__gte=on))
    stays = Engagement.objects.in_force().filter(~Exists(back), project__in=projects.order_by(), left_on__lt=on)
    return stays.order_by()


def _owed(left: EngagementQuerySet) -> dict[Key, int]:
    """What is unpaid on rolls."""
    own = left.filter(project=OuterRef("project"), worker=OuterRef("worker"))
    rows = unpaid_lines().filter(Exists(own)).order_by().values_list("project", "worker").annotate(Sum("net_fen"))
    return {(project, worker): fen for project, worker, fen in rows}


def _on_no_roll(left: EngagementQuerySet) -> dict[Key, int]:
    """Hundredths of a 工日 attended in months whose rolls do not name the person."""
    sheet, period = "project__attendance_sheets", "project__attendance_sheets__period"
    lines = WageLine.objects.filter(
        project=OuterRef("project"), period=OuterRef(period), worker=OuterRef("worker"), in_force=True
    )
    own = Attendance.objects.filter(engagement=OuterRef("pk"), sheet=OuterRef(sheet)).order_by()
    halves = own.values("engagement").annotate(sum=Sum(HALVES)).values("sum")
    pairs = left.filter(**{f"{period}__month__lte": F("left_on")}).filter(~Exists(lines))
    rows = pairs.annotate(halves=Subquery(halves)).filter(halves__gt=0).values_list("project", "worker", "halves")
    found: dict[Key, int] = defaultdict(int)
    for project, worker, number in rows:
        found[project, worker] += 50 * number
    return found


def _stays(left: EngagementQuerySet, keys: Collection[Key]) -> dict[Key, tuple[int, int, int, str, str, date]]:
    """The stay each of these people left last."""
    if not keys:
        return {}
    fields = ("pk", "project", "worker", "name", "employer", "left_on")
    workers = {worker for _, worker in keys}
    rows = left.filter(worker__in=workers).order_by("left_on", "pk").values_list(*fields)
    return {(row[1], row[2]): row for row in rows if (row[1], row[2]) in keys}
