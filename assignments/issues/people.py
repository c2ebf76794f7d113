"""Whom an issue or a matter concerns on a day, and telling them, each once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone

from units.models import Role, RoleGrant, User
from units.scope import OFFICE_ROLES
from units.telling import Word, tell

ACTING = (Role.UNIT_FILER, Role.UNIT_REVIEWER, *OFFICE_ROLES)


def holding(*roles: str, on: date) -> list[User]:
    """People with one of these roles on a day, each once."""
    return _people(RoleGrant.objects.current(on=on).filter(role__in=roles, user__is_active=True))


def office(on: date) -> list[User]:
    return holding(*OFFICE_ROLES, on=on)


def directors(on: date) -> list[User]:
    return holding(Role.OFFICE_ADMIN, on=on)


def people_of(unit_ids: Iterable[int | None], on: date) -> list[User]:
    """Filers and reviewers of these units, and the office's people for the unit it sits in."""
    grants = RoleGrant.objects.current(on=on).filter(role__in=ACTING, user__is_active=True)
    return _people(grants.filter(unit__in=[pk for pk in unit_ids if pk]))


def tell_others(word: Word, people: Iterable[User], *, by: User | None, at: datetime) -> None:
    """Tell everybody but the one who did it, in the inbox and with the next mail."""
    tell(word, to=[user for user in people if user != by], at=at, by_mail=True)


def day_of(at: datetime) -> date:
    return timezone.localdate(at)


def _people(grants: Iterable[RoleGrant]) -> list[User]:
    return list(User.objects.filter(pk__in=[grant.user_id for grant in grants]).order_by("username"))
