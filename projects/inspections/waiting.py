"""Which rectifications a person sees, and which of them wait for this person to answer or to verify."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from projects.models import Inspection, Project, Rectification, RectificationAct, RectificationState, RectificationStep
from units.models import User
from units.scope import UNIT_ROLES, scope_of

TO_ANSWER = (RectificationState.OPEN, RectificationState.SENT_BACK)


def inspections_for(user: User) -> QuerySet[Inspection]:
    """Inspections, voided ones too, of the projects a person may see."""
    found: QuerySet[Inspection] = QuerySet(Inspection)
    if scope_of(user).reads_everything:
        return found
    return found.filter(project__in=Project.objects.visible_to(user).values("pk"))


def rectifications_for(user: User) -> QuerySet[Rectification]:
    """Findings, voided ones too: the office and leaders all, a unit those of its projects and those asked of it."""
    found: QuerySet[Rectification] = QuerySet(Rectification)
    return found if scope_of(user).reads_everything else found.filter(_sides(user))


def to_answer_for(user: User) -> QuerySet[Rectification]:
    """Findings in force that the person's unit has still to answer; whose move it is stands in the move table."""
    found: QuerySet[Rectification] = QuerySet(Rectification)
    return found.filter(_sides(user), state__in=TO_ANSWER, voided_at__isnull=True)


def to_verify_for(user: User) -> QuerySet[Rectification]:
    """Answered findings that the person may close or send back: not those they answered (回复与核验不得为同一人)."""
    found: QuerySet[Rectification] = QuerySet(Rectification)
    found = found.filter(state=RectificationState.ANSWERED, voided_at__isnull=True)
    scope = scope_of(user)
    if not scope.is_office:
        found = found.filter(inspection__unit_id__in=scope.unit_ids(*UNIT_ROLES))
    answered = RectificationStep.objects.filter(rectification=OuterRef("pk"), act=RectificationAct.ANSWER, by=user)
    return found.exclude(Exists(answered))


def _sides(user: User) -> Q:
    """The answering side, as `permissions.responsible_units` tells it of one finding."""
    ids = scope_of(user).unit_ids(*UNIT_ROLES)
    project = Q(project__department_id__in=ids) | Q(project__township_id__in=ids) | Q(project__owner_id__in=ids)
    return project | Q(responsible_id__in=ids)
