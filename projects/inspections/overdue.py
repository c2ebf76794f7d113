"""逾期未销号: findings past their day that a unit has to mend, the office to press for, a leader to know of."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from projects.models import UNSETTLED, Rectification
from units.models import User
from units.scope import UNIT_ROLES, scope_of


def overdue_for(user: User, on: date) -> QuerySet[Rectification]:
    """Unsettled findings due before `on`, longest overdue first: office and leaders all, a responsible unit its own."""
    late: QuerySet[Rectification] = QuerySet(Rectification).filter(
        state__in=UNSETTLED, due_on__lt=on, voided_at__isnull=True
    )
    late = late.select_related("project", "inspection__unit", "responsible").order_by("due_on", "year", "number")
    scope = scope_of(user)
    if scope.reads_everything:
        return late
    ids = scope.unit_ids(*UNIT_ROLES)
    sides = Q(project__department_id__in=ids) | Q(project__township_id__in=ids) | Q(project__owner_id__in=ids)
    return late.filter(sides | Q(responsible_id__in=ids))
