"""Role grants: who may do what, in which unit, from when to when (R18 三员分设)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from units.accounts import refuse_losing_last
from units.audit import record
from units.incompatible import conflict
from units.models import Role, RoleGrant, Unit, UnitKind, User
from units.permissions import may_grant_roles, require
from units.refusals import Refusal, WrongState
from units.scope import OFFICE_ROLES

NEEDS_SECURITY_ADMIN = "授权由安全管理员办理（尚未设安全管理员时由办公室管理员代办），请联系他们。"


@transaction.atomic
def grant_role(
    *,
    user: User,
    role: str,
    unit: Unit,
    by: User | None,
    at: datetime,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> RoleGrant:
    """Give a person a role in a unit from a day (today unless told) to a day (open unless told).

    Raises:
        Refusal: dates out of order, a role that does not fit the unit, or one that does not go with roles held.
    """
    _require_security_admin(by, user, at)
    # One person's grants are given one at a time, so that two conflicting ones cannot pass each other.
    User.objects.select_for_update().get(pk=user.pk)
    begins = starts_on or timezone.localdate(at)
    problems = [*_misfits(role, unit), *_date_problems(begins, ends_on), *_conflicts(user, role, unit, begins, ends_on)]
    if problems:
        raise Refusal(*problems)
    grant = RoleGrant.objects.create(user=user, role=role, unit=unit, starts_on=begins, ends_on=ends_on)
    forget_scope(user)
    record(act="授予角色", subject=_said(grant), by=by, at=at, detail={"from": str(begins), "to": str(ends_on or "")})
    return grant


@transaction.atomic
def end_grant(*, grant: RoleGrant, by: User, at: datetime, ends_on: date | None = None) -> RoleGrant:
    """End a grant; its last day is yesterday unless told, so that it stops at once. A grant not yet begun is withdrawn.

    The row stays: who could do what in the past must remain readable.
    """
    _require_security_admin(by, grant.user, at)
    last = ends_on or timezone.localdate(at) - timedelta(days=1)
    if last < timezone.localdate(at) - timedelta(days=1):
        raise WrongState("截止日期不能早于昨天：已经行使过的授权不能倒签取消。")
    if last < timezone.localdate(at):
        refuse_losing_last(grant.user, at=at, role=grant.role)
    if grant.starts_on > last:
        return _withdraw(grant, by=by, at=at)
    ended = RoleGrant.objects.filter(Q(ends_on=None) | Q(ends_on__gt=last), pk=grant.pk).update(ends_on=last)
    if ended != 1:
        raise WrongState(f"这项授权已于{grant.ends_on}截止。")
    grant.ends_on = last
    forget_scope(grant.user)
    record(act="收回角色", subject=_said(grant), by=by, at=at, detail={"to": str(last)})
    return grant


def forget_scope(user: User) -> None:
    """Let the person's scope be read anew on this object."""
    user.__dict__.pop("_scopes", None)


def _withdraw(grant: RoleGrant, *, by: User, at: datetime) -> RoleGrant:
    record(act="撤销授权", subject=_said(grant), by=by, at=at, detail={"from": str(grant.starts_on)})
    RoleGrant.objects.filter(pk=grant.pk).delete()
    forget_scope(grant.user)
    return grant


def _require_security_admin(by: User | None, user: User, at: datetime) -> None:
    require(by is None or may_grant_roles(by, on=timezone.localdate(at)), NEEDS_SECURITY_ADMIN)
    require(by != user, "不能给自己授权或收回自己的授权，请由另一位管理员办理。")


def _misfits(role: str, unit: Unit) -> list[str]:
    if role not in Role.values:
        return ["没有这个角色，请从列表中选择。"]
    if role in OFFICE_ROLES and not unit.is_office:
        return [f"“{Role(role).label}”只能设在领导小组办公室所在单位，不能设在{unit}。"]
    if role in (Role.UNIT_FILER, Role.UNIT_REVIEWER) and unit.kind in (UnitKind.OWNER, UnitKind.CONTRACTOR):
        return [f"{unit}是业主（施工）单位，请授予“{Role.OWNER_CLERK.label}”。"]
    return []


def _date_problems(begins: date, ends_on: date | None) -> list[str]:
    return ["授权的截止日期不能早于起始日期。"] if ends_on and ends_on < begins else []


def _conflicts(user: User, role: str, unit: Unit, begins: date, ends_on: date | None) -> list[str]:
    held = RoleGrant.objects.filter(Q(ends_on=None) | Q(ends_on__gte=begins), user=user).select_related("unit")
    if ends_on:
        held = held.filter(starts_on__lte=ends_on)
    grants = list(held)
    if any(grant.role == role and grant.unit_id == unit.pk for grant in grants):
        return [f"{user.name}在{unit}这段时间内已有“{Role(role).label}”授权。"]
    reason = conflict(role, unit.pk, grants)
    return [reason] if reason else []


def _said(grant: RoleGrant) -> str:
    return f"{grant.user.username}（{grant.user.name}）{grant.get_role_display()}·{grant.unit}"
