"""What the floors above `units` can say about a unit, registered for its pages at start."""

from __future__ import annotations

from django.db.models import Count

from assignments.models import Duty
from projects.models import Project
from units.models import User
from units.neighbors import Counts, Neighbor, register


def count_projects(user: User, unit_ids: list[int]) -> Counts:
    """Projects each unit is the department in charge of, among those the user may see."""
    seen = Project.objects.visible_to(user).filter(department_id__in=unit_ids).order_by()
    return dict(seen.values_list("department_id").annotate(Count("pk")))


def count_duties(user: User, unit_ids: list[int]) -> Counts:  # noqa: ARG001
    """Duties of the notice each unit leads; they are known to everybody in the house."""
    return dict(Duty.leads.through.objects.filter(unit_id__in=unit_ids).values_list("unit_id").annotate(Count("pk")))


def register_all() -> None:
    register(Neighbor("主管项目", "个", count_projects, "project_list", "department"))
    register(Neighbor("承担任务", "项", count_duties, "duty_list", "unit"))
