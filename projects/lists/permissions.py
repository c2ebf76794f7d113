"""Who keeps the year's list."""

from __future__ import annotations

from units.models import User
from units.refusals import NotAllowed
from units.scope import scope_of


def may_keep_list(user: User) -> bool:
    return scope_of(user).is_office


def require_list_keeper(user: User, act: str) -> None:
    """Only the office marks, publishes and exports."""
    if not may_keep_list(user):
        raise NotAllowed(f"{act}由领导小组办公室办理，您没有这项权限。如清单有误，请联系办公室。")
