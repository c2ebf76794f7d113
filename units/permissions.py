"""Who may administer accounts, roles, units and read the trail (三员分设, R18; docs/decisions/administrators.md)."""

from __future__ import annotations

from datetime import date

from units.models import Role, RoleGrant, User
from units.refusals import NotAllowed
from units.scope import ADMINISTRATORS, scope_of

READS_AUDIT = {Role.OFFICE_ADMIN, Role.AUDIT_ADMIN}
READS_USERS = {Role.OFFICE_ADMIN, *ADMINISTRATORS}


def has_holder(role: str, *, on: date, besides: User | None = None) -> bool:
    """Whether an active person other than `besides` holds the role on that day."""
    grants = RoleGrant.objects.current(on=on).filter(role=role, user__is_active=True)
    return grants.exclude(user=besides).exists() if besides else grants.exists()


def may_manage_accounts(user: User, *, on: date) -> bool:
    """系统管理员; until one exists, the office admin stands in."""
    return _holds_or_stands_in(user, Role.SYSTEM_ADMIN, on=on)


def may_grant_roles(user: User, *, on: date) -> bool:
    """安全管理员; until one exists, the office admin stands in."""
    return _holds_or_stands_in(user, Role.SECURITY_ADMIN, on=on)


def may_rotate_keys(user: User, *, on: date) -> bool:
    """安全管理员 (密钥轮换); until one exists, the office admin stands in."""
    return _holds_or_stands_in(user, Role.SECURITY_ADMIN, on=on)


def may_manage_units(user: User, *, on: date) -> bool:
    """Units, their other names and seats are the office's business."""
    return scope_of(user, on=on).has(Role.OFFICE_ADMIN)


def may_read_audit(user: User, *, on: date) -> bool:
    return scope_of(user, on=on).has(*READS_AUDIT)


def may_read_users(user: User, *, on: date) -> bool:
    return scope_of(user, on=on).has(*READS_USERS)


def _holds_or_stands_in(user: User, role: Role, *, on: date) -> bool:
    scope = scope_of(user, on=on)
    return scope.has(role) or (scope.has(Role.OFFICE_ADMIN) and not has_holder(role, on=on))


def require(allowed: bool, sentence: str) -> None:
    """Refuse with a sentence when the person may not."""
    if not allowed:
        raise NotAllowed(sentence)
