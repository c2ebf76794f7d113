"""检查覆盖: which projects of a year's list have had which of the three visits (三到现场), and which none at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q, QuerySet

from projects.models import ListEntry, Project, SiteVisit
from units.models import User

IN_FORCE = Q(proofs__voided_at=None, proofs__as_inspection__isnull=False)


@dataclass(frozen=True)
class Coverage:
    """How many of `listed` projects were inspected at all, and how many had each visit (all counts 个)."""

    listed: int
    inspected: int
    visited: dict[str, int]

    @property
    def never(self) -> int:
        return self.listed - self.inspected


def covered_projects(user: User, *, year: int, on: date) -> QuerySet[Project]:
    """Visible projects on the year's list on that day with `visits_any`, `visits_start` …, and the last day.

    Inspections of all years count, voided ones do not: 三到现场 runs through a project's whole life.
    """
    entries = ListEntry.objects.in_force(on=on).filter(project_list__year=year)
    listed = Project.objects.visible_to(user).filter(pk__in=entries.values("project"))
    visits = {
        f"visits_{visit.value}": Count("proofs", filter=IN_FORCE & Q(proofs__as_inspection__visit=visit.value))
        for visit in SiteVisit
    }
    return listed.annotate(
        visits_any=Count("proofs", filter=IN_FORCE),
        last_on=Max("proofs__as_inspection__inspected_on", filter=IN_FORCE),
        **visits,
    )


def coverage_of(projects: QuerySet[Project]) -> Coverage:
    """Counts over `covered_projects`, in one question to the database."""
    visited = {visit.value: Count("pk", filter=Q(**{f"visits_{visit.value}__gt": 0})) for visit in SiteVisit}
    found = projects.order_by().aggregate(
        listed=Count("pk"), inspected=Count("pk", filter=Q(visits_any__gt=0)), **visited
    )
    return Coverage(found["listed"], found["inspected"], {visit.value: found[visit.value] for visit in SiteVisit})
