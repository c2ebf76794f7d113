"""退场未结清: who has left a site and is still owed, on a roll or for days that stand on no roll (R10, R11)."""

from __future__ import annotations

from collections import defaultdict
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
    limit, left = terms.of(Term.LEAVER, on), _left(projects, on)
    stays = _stays(left)
    if not stays:
        return []
    owed, worked = _owed(projects, left), _on_no_roll(left)
    found = [
        Leaver(project, worker, pk, name, employer, left_on, owed.get(key, 0), worked.get(key, 0), limit)
        for key, (pk, project, worker, name, employer, left_on) in stays.items()
        if key in owed or key in worked
    ]
    return sorted(found, key=lambda one: (one.left_on, one.project, one.engagement))


Key = tuple[int, int]  # project, worker


def _left(projects: QuerySet[Project], on: date) -> EngagementQuerySet:
    """The last stays of those who have left; somebody with two stays that are over is told by the later one."""
    own = Engagement.objects.in_force().filter(project=OuterRef("project"), worker=OuterRef("worker"))
    back = own.filter(Q(left_on=None) | Q(left_on__gte=on))
    stays = Engagement.objects.in_force().filter(~Exists(back), project__in=projects.order_by(), left_on__lt=on)
    return stays.order_by()


def _owed(projects: QuerySet[Project], left: EngagementQuerySet) -> dict[Key, int]:
    """What is unpaid on rolls to people who left some project; which one is for the caller to see."""
    lines = unpaid_lines().filter(project__in=projects.order_by(), worker__in=left.values("worker")).order_by()
    rows = lines.values_list("project", "worker").annotate(Sum("net_fen"))
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


def _stays(left: EngagementQuerySet) -> dict[Key, tuple[int, int, int, str, str, date]]:
    """The stay each of these people left last."""
    rows = left.order_by("left_on", "pk").values_list("pk", "project", "worker", "name", "employer", "left_on")
    return {(row[1], row[2]): (*row[:5], row[5]) for row in rows if row[5] is not None}
