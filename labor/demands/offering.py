"""What a demand is offered: the projects it may be filled in for, and the catalog items of its project."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from projects.models import Condition, GuidanceItem, Project, Stage
from units.models import Role, User
from units.scope import scope_of

Groups = list[tuple[str, list[GuidanceItem]]]


def startable_projects(user: User) -> QuerySet[Project]:
    """Projects a person may fill in a demand for now, as `permissions.may_start` says of each of them."""
    scope = scope_of(user)
    going_on = Project.objects.visible_to(user).exclude(stage=Stage.ARCHIVED).exclude(condition=Condition.REMOVED)
    if not scope.is_office:
        files = scope.unit_ids(Role.UNIT_FILER)
        owns = scope.unit_ids(Role.OWNER_CLERK, Role.UNIT_FILER)
        going_on = going_on.filter(Q(department__in=files) | Q(owner__in=owns))
    return going_on.order_by("name", "pk")


def may_start_any(user: User) -> bool:
    """Whether the person's post fills in demands at all, whichever project it be."""
    scope = scope_of(user)
    return scope.is_office or scope.has(Role.OWNER_CLERK, Role.UNIT_FILER)


def offered_items(project: Project, *, held: GuidanceItem | None) -> Groups:
    """用工环节 to choose from, by group: those picked for the project, then the others of the sector's catalog."""
    of_sector = GuidanceItem.objects.filter(sector=project.sector_id)
    chosen = Q(picks__entry__project=project) | Q(picks__nomination__project=project)
    own = list(of_sector.filter(chosen | Q(pk=held.pk if held else None)).distinct())
    current = of_sector.in_force().exclude(pk__in=[item.pk for item in own])
    latest = current.order_by("-year").values_list("year", flat=True)[:1]
    others = list(current.filter(year__in=list(latest)))
    named = [("本项目选定的用工环节", own), (f"{project.sector}领域指导目录的其他环节", others)]
    return [(label, items) for label, items in named if items]
