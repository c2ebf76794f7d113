"""Who acts for whom: the office, and the people of a unit who answer for its tasks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from assignments.models import Assignment
from units.models import Role, RoleGrant, Unit, User
from units.scope import OFFICE_ROLES, scope_of

FILING_ROLES = {Role.UNIT_FILER, Role.UNIT_REVIEWER}


def is_of_unit(user: User, unit_id: int) -> bool:
    """Whether the person files for a unit; the office's own people file for the unit the office sits in."""
    scope = scope_of(user)
    return any(unit == unit_id and role in FILING_ROLES | OFFICE_ROLES for role, unit in scope.grants)


def posts_towards(user: User, assignment: Assignment) -> set[str]:
    """In which posts a person acts on a task and its reports: office, director, unit."""
    scope = scope_of(user)
    held = {"office"} if scope.is_office else set()
    held |= {"director"} if scope.has(Role.OFFICE_ADMIN) else set()
    return held | ({"unit"} if is_of_unit(user, assignment.lead_id) else set())


def people_of(units: Collection[Unit | int], *, on: date) -> dict[int, list[User]]:
    """Unit id → its filers and reviewers on a day; for the unit of the office, the office's people too."""
    ids = [unit.pk if isinstance(unit, Unit) else unit for unit in units]
    grants = RoleGrant.objects.current(on=on).filter(
        unit__in=ids, role__in=FILING_ROLES | OFFICE_ROLES, user__is_active=True
    )
    found: dict[int, dict[int, User]] = defaultdict(dict)
    for grant in grants.select_related("user").order_by("user__username"):
        found[grant.unit_id][grant.user_id] = grant.user
    return {unit: list(users.values()) for unit, users in found.items()}


def office_people(*, on: date) -> list[User]:
    """Everybody of the office, each once."""
    grants = RoleGrant.objects.current(on=on).filter(role__in=OFFICE_ROLES, user__is_active=True)
    return list(User.objects.filter(pk__in=grants.values("user")).order_by("username"))
