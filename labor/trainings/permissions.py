"""Who keeps trainings: the organizer's filers, the units that handle its project, the office."""

from __future__ import annotations

from django.db.models import QuerySet

from labor.models import Training
from labor.permissions import works_on
from projects.models import Project
from units.models import Role, Unit, User
from units.refusals import NotAllowed
from units.scope import UNIT_ROLES, scope_of

WHO = "请由组织单位的填报人、该项目的行业主管部门、责任镇街、业主单位或区以工代赈办公室办理。"


def may_keep(user: User, organizer: Unit, project: Project | None) -> bool:
    """Whether a person may record and change a training of this organizer, held for this project if any."""
    scope = scope_of(user)
    if scope.is_office or organizer.pk in scope.unit_ids(Role.UNIT_FILER):
        return True
    return project is not None and works_on(user, project)


def why_not(user: User, training: Training, act: str) -> str:
    """The sentence why this person may not do `act` (登记参训人) with a training; "" when they may."""
    if may_keep(user, training.organizer, training.project):
        return ""
    return f"您的岗位不经办“{training.title}”，不能{act}。{WHO}"


def require_keeper(user: User, training: Training, act: str) -> None:
    """Refuse people whose post does not keep this training.

    Raises:
        NotAllowed: with whom to ask.
    """
    sentence = why_not(user, training, act)
    if sentence:
        raise NotAllowed(sentence)


def may_keep_any(user: User) -> bool:
    """Whether a person may record trainings at all: filers, the people of projects, the office."""
    scope = scope_of(user)
    return scope.is_office or scope.has(*UNIT_ROLES)


def organizers_of(user: User) -> QuerySet[Unit]:
    """The units a person may name as organizer: a filer without projects only the own, everybody else any.

    Whether it fits the project is judged when the session is saved.
    """
    scope = scope_of(user)
    if scope.is_office or Project.objects.visible_to(user).exists():
        return Unit.objects.all()
    return Unit.objects.filter(pk__in=scope.unit_ids(*UNIT_ROLES))
