"""What the floors above `units` can say about a unit, registered for its pages at start."""

from __future__ import annotations

from functools import partial

from django.db.models import Count, F
from django.utils import timezone

from assignments.models import Duty
from projects.models import ListEntry, Project, ProjectList
from units.models import User
from units.neighbors import Counts, Neighbor, register


def count_listed(post: str, user: User, unit_ids: list[int]) -> Counts:
    """Projects of the newest list, among those the user may see, by the unit in a post (department, township)."""
    newest = ProjectList.objects.order_by("-year").values("pk")[:1]
    seen = Project.objects.visible_to(user).filter(**{f"{post}_id__in": unit_ids}).values("pk")
    standing = ListEntry.objects.in_force(on=timezone.localdate())
    listed = standing.filter(project_list__in=newest, project__in=seen).order_by()
    return dict(listed.values_list(F(f"project__{post}_id")).annotate(Count("pk")))


def count_duties(user: User, unit_ids: list[int]) -> Counts:  # noqa: ARG001
    """Duties of the notice each unit leads; they are known to everybody in the house."""
    led = Duty.leads.through.objects.filter(unit_id__in=unit_ids).order_by()
    return dict(led.values_list("unit_id").annotate(Count("pk")))


def register_all() -> None:
    for post, label in (("department", "主管项目"), ("township", "属地项目")):
        register(Neighbor(label, "个", partial(count_listed, post), "project_list", post))
    register(Neighbor("承担任务", "项", count_duties, "duty_list", "unit", {"part": "lead"}))
