"""Whom a report concerns on a day: who checks it, who signs it, and for whom it is once issued."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from dispatch.models import Bulletin
from units.models import Membership, Role, RoleGrant, User
from units.scope import OFFICE_ROLES, UNIT_ROLES


def holding(*roles: str, on: date) -> list[User]:
    """People with one of these roles on a day, each once."""
    grants = RoleGrant.objects.current(on=on).filter(role__in=roles, user__is_active=True)
    return list(User.objects.filter(pk__in=grants.values("user")).order_by("username"))


def office(on: date) -> list[User]:
    return holding(*OFFICE_ROLES, on=on)


def directors(on: date) -> list[User]:
    """Who checks and issues."""
    return holding(Role.OFFICE_ADMIN, on=on)


def leaders(on: date) -> list[User]:
    return holding(Role.DISTRICT_LEADER, on=on)


def readers(bulletin: Bulletin, on: date) -> dict[int, RoleGrant]:
    """For whom a report is: user → the grant by which they read it.

    Upward: the district leaders and the office. Downward: everybody of the member units in force that day, and the
    leaders.
    """
    grants = RoleGrant.objects.current(on=on).filter(user__is_active=True).select_related("user", "unit")
    if bulletin.is_downward:
        members = Membership.objects.current(on=on).values("unit")
        found = [*_of(grants.filter(unit__in=members), UNIT_ROLES), *_of(grants, {Role.DISTRICT_LEADER})]
    else:
        found = [*_of(grants, OFFICE_ROLES | {Role.DISTRICT_LEADER})]
    return {grant.user_id: grant for grant in reversed(found)}


def _of(grants: Iterable[RoleGrant], roles: Iterable[str]) -> list[RoleGrant]:
    return [grant for grant in grants if grant.role in set(roles)]
