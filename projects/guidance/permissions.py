"""Who keeps the catalog and the collections: the office of the leading group (notice, 二（二）)."""

from __future__ import annotations

from units.models import User
from units.refusals import NotAllowed
from units.scope import scope_of

KEEPS_GUIDANCE = "指导目录由领导小组办公室维护，您没有这项权限。需要增改请联系办公室。"
KEEPS_COLLECTIONS = "申报征集由领导小组办公室开启、延长和结束，您没有这项权限。如需延期请联系办公室。"


def may_keep_guidance(user: User) -> bool:
    """Whether a person may add, change, retire or copy entries of the catalog."""
    return scope_of(user).is_office


def may_keep_collections(user: User) -> bool:
    """Whether a person may open, extend, end and reopen a collection of nominations."""
    return scope_of(user).is_office


def require_guidance_keeper(by: User | None) -> None:
    """Refuse anybody but the office; None is the system setting itself up."""
    if by is not None and not may_keep_guidance(by):
        raise NotAllowed(KEEPS_GUIDANCE)


def require_collection_keeper(by: User) -> None:
    """Refuse anybody but the office."""
    if not may_keep_collections(by):
        raise NotAllowed(KEEPS_COLLECTIONS)
