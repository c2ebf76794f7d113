"""The first person of a new system: an office administrator, made by the system itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from units.accounts import create_user, generate_password
from units.grants import grant_role
from units.models import Role, RoleGrant, Unit, User
from units.refusals import Refusal


@dataclass(frozen=True)
class FirstOffice:
    """The office user; `password` only when it was generated now, to be shown once."""

    user: User
    created: bool
    granted: bool
    password: str | None


@transaction.atomic
def ensure_office_user(*, username: str, name: str, password: str | None, at: datetime) -> FirstOffice:
    """Have an office administrator of that account name; leaves an existing one's password alone.

    Raises:
        Refusal: the account is stopped, or the name or password does not meet the rules.
    """
    user = User.objects.filter(username=username).first()
    created, given = user is None, None
    if user is None:
        given = password or generate_password()
        user = create_user(username=username, name=name, password=given, by=None, at=at)
    if not user.is_active:
        raise Refusal(f"账号“{username}”已停用，不能作为办公室管理员，请换一个账号。")
    held = RoleGrant.objects.current(on=timezone.localdate(at)).filter(user=user, role=Role.OFFICE_ADMIN).exists()
    if not held:
        grant_role(user=user, role=Role.OFFICE_ADMIN, unit=Unit.objects.get(is_office=True), by=None, at=at)
    return FirstOffice(user, created, not held, None if password else given)
