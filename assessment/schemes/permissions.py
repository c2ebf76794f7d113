"""Who drafts a scheme, who puts it in force, who reads it."""

from __future__ import annotations

from units.models import Role, User
from units.refusals import NotAllowed
from units.scope import scope_of

READERS = "考核方案由领导小组办公室、区领导和成员单位查看。"
DRAFTERS = "考核方案由领导小组办公室人员拟订和修改。"
ADOPTERS = "考核方案由办公室管理员核定，请联系办公室管理员办理。"


def may_read_schemes(user: User) -> bool:
    scope = scope_of(user)
    return scope.reads_everything or scope.has(Role.UNIT_FILER, Role.UNIT_REVIEWER)


def may_draft_schemes(user: User) -> bool:
    return scope_of(user).is_office


def may_adopt_schemes(user: User) -> bool:
    return scope_of(user).has(Role.OFFICE_ADMIN)


def allow_draft(user: User) -> None:
    if not may_draft_schemes(user):
        raise NotAllowed(DRAFTERS)


def allow_adopt(user: User) -> None:
    if not may_adopt_schemes(user):
        raise NotAllowed(ADOPTERS)


def units_scored_for(user: User) -> set[int] | None:
    """Units whose scores a person may open before they are published: None is all of them."""
    scope = scope_of(user)
    return None if scope.reads_everything else scope.unit_ids(Role.UNIT_FILER, Role.UNIT_REVIEWER)
