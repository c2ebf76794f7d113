"""Who proposes, who runs a meeting, who answers for an invited unit. In which state stands in `meetings.moves`."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from django.db.models import Q

from assignments.models import Duty, Invitee, Meeting
from units.models import Membership, Role, Unit, User
from units.models.unit import UnitQuerySet
from units.scope import OFFICE_ROLES, scope_of

SPEAKERS = (Role.UNIT_FILER, Role.UNIT_REVIEWER)


class Post(StrEnum):
    """In which capacity a person acts on a meeting."""

    PROPOSER = "proposer"
    OFFICE = "office"
    ADMIN = "admin"


WHO = {
    Post.PROPOSER: "提议单位的填报人或审核人",
    Post.OFFICE: "领导小组办公室",
    Post.ADMIN: "办公室管理员",
}


def posts_of(user: User, meeting: Meeting) -> set[str]:
    """The posts a person holds towards one meeting."""
    scope = scope_of(user)
    held = {
        Post.PROPOSER: meeting.proposed_by_unit_id in scope.unit_ids(*SPEAKERS),
        Post.OFFICE: scope.is_office,
        Post.ADMIN: scope.has(Role.OFFICE_ADMIN),
    }
    return {post for post, has in held.items() if has}


def proposing_units(user: User, *, on: date) -> UnitQuerySet:
    """Units in whose name a person may propose a meeting: with a seat, a duty, or the office itself."""
    scope = scope_of(user)
    seated = Membership.objects.current(on=on).order_by().values("unit")
    bound = Duty.leads.through.objects.values("unit"), Duty.supports.through.objects.values("unit")
    member = Q(pk__in=seated) | Q(pk__in=bound[0]) | Q(pk__in=bound[1])
    units: UnitQuerySet = Unit.objects.filter(
        Q(pk__in=scope.unit_ids(*SPEAKERS)) & member | Q(pk__in=scope.unit_ids(*OFFICE_ROLES))
    )
    return units


def may_answer(user: User, invitee: Invitee) -> bool:
    """The invited unit's filer or reviewer; for people from outside the office."""
    scope = scope_of(user)
    return scope.is_office or invitee.unit_id in scope.unit_ids(*SPEAKERS)


def is_office(user: User) -> bool:
    return scope_of(user).is_office


def is_admin(user: User) -> bool:
    return scope_of(user).has(Role.OFFICE_ADMIN)
