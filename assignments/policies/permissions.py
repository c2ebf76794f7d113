"""Who keeps the library, and who records talks."""

from __future__ import annotations

from assignments.models import PolicyTalk
from units.models import Role, UnitKind, User
from units.models.unit import UnitQuerySet
from units.scope import scope_of, units_visible_to

LIBRARY_WHO = "政策文件由办公室管理员登记、修改和标注效力。"
TALK_WHO = "政策宣讲由各镇街填报人登记本镇街的，登记有误的由本镇街填报人作废。"


def may_keep_library(user: User) -> bool:
    return scope_of(user).has(Role.OFFICE_ADMIN)


def talk_units(user: User) -> UnitQuerySet:
    """Townships for which a person records talks."""
    own = scope_of(user).unit_ids(Role.UNIT_FILER)
    return units_visible_to(user).filter(pk__in=own, kind=UnitKind.TOWNSHIP)


def may_record_talks(user: User) -> bool:
    return talk_units(user).exists()


def may_keep_talk(user: User, talk: PolicyTalk) -> bool:
    return talk.unit_id in scope_of(user).unit_ids(Role.UNIT_FILER)
