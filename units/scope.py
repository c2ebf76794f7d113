"""Whose rows a person may see. Deny by default: no current grant, no rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from units.models import Role, RoleGrant, Unit, User
from units.models.unit import UnitQuerySet

OFFICE_ROLES = {Role.OFFICE_ADMIN, Role.OFFICE_CLERK}
READS_EVERYTHING = OFFICE_ROLES | {Role.DISTRICT_LEADER}
UNIT_ROLES = {Role.UNIT_FILER, Role.UNIT_REVIEWER, Role.OWNER_CLERK}
ADMINISTRATORS = {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN}


@dataclass(frozen=True)
class Scope:
    """What one person's grants of today add up to: a set of (role, unit id)."""

    grants: frozenset[tuple[str, int]]

    @property
    def roles(self) -> set[str]:
        return {role for role, _ in self.grants}

    def has(self, *roles: str) -> bool:
        return bool(self.roles & set(roles))

    @property
    def is_office(self) -> bool:
        return self.has(*OFFICE_ROLES)

    @property
    def reads_everything(self) -> bool:
        return self.has(*READS_EVERYTHING)

    def unit_ids(self, *roles: str) -> set[int]:
        """Units in which the person holds one of `roles` (any unit role when none is named)."""
        wanted = set(roles) or UNIT_ROLES
        return {unit_id for role, unit_id in self.grants if role in wanted}


def scope_of(user: User, *, on: date | None = None) -> Scope:
    """The person's scope on a day (today unless told), kept on the user object for the request."""
    day = on or timezone.localdate()
    kept: dict[date, Scope] = user.__dict__.setdefault("_scopes", {})
    if day not in kept:
        grants = RoleGrant.objects.current(on=day).filter(user_id=user.pk, user__is_active=True)
        kept[day] = Scope(frozenset(grants.values_list("role", "unit_id")))
    return kept[day]


def units_visible_to(user: User) -> UnitQuerySet:
    """The house's units: everybody with a role knows them all, nobody else any."""
    return Unit.objects.all() if scope_of(user).grants else Unit.objects.none()
