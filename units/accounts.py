"""Accounts: create, reset, rename, deactivate and bring back. Every act is signed, timed and leaves an audit entry."""

from __future__ import annotations

import re
import secrets
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from units.audit import record
from units.models import Role, RoleGrant, User
from units.permissions import has_holder, may_manage_accounts, require
from units.refusals import Refusal, WrongState

NEEDS_SYSTEM_ADMIN = "账号由系统管理员管理（尚未设系统管理员时由办公室管理员代管），请联系他们办理。"
USERNAME = re.compile(r"[\w.@+-]{2,40}")
LAST_HOLDERS = (Role.OFFICE_ADMIN, Role.SYSTEM_ADMIN)


def generate_password() -> str:
    """Return a first password of four kinds of characters, without signs that are easily confused (R18)."""
    kinds = ("ABCDEFGHJKMNPQRSTUVWXYZ", "abcdefghjkmnpqrstuvwxyz", "23456789", "@#%+=")
    letters = [secrets.choice(kind) for kind in kinds for _ in range(3)]
    secrets.SystemRandom().shuffle(letters)
    return "".join(letters)


@transaction.atomic
def create_user(
    *,
    username: str,
    name: str,
    password: str | None,
    by: User | None,
    at: datetime,
    email: str = "",
    must_change: bool = True,
    is_demo: bool = False,
) -> User:
    """Make an account without any role. `by` is None only when the system sets itself up.

    Raises:
        Refusal: every objection to username, name and password at once.
    """
    _require_system_admin(by, at)
    kept = {"email": email.strip(), "must_change_password": must_change, "is_demo": is_demo}
    user = User(username=username.strip(), name=name.strip(), **kept)
    _check(user, password)
    user.set_password(password)
    user.save(force_insert=True)
    record(act="新建账号", subject=f"{user.username}（{user.name}）", by=by, at=at)
    return user


@transaction.atomic
def rename_user(*, user: User, name: str, by: User, at: datetime) -> User:
    """Correct the person's name."""
    _require_system_admin(by, at)
    before, user.name = user.name, name.strip()
    _check(user, None)
    user.save(update_fields=["name"])
    record(act="修改账号姓名", subject=f"{user.username}（{before}→{user.name}）", by=by, at=at)
    return user


@transaction.atomic
def change_mail(*, user: User, email: str, wants_mail: bool, by: User, at: datetime) -> User:
    """Set where a person's mail goes and whether they want any: one's own choice, or the system administrator's.

    Raises:
        NotAllowed: somebody else's account, without being its administrator.
        Refusal: no mail address.
    """
    if by != user:
        _require_system_admin(by, at)
    before, user.email, user.wants_mail = user.wants_mail, email.strip(), wants_mail
    _check(user, None)
    user.save(update_fields=["email", "wants_mail"])
    detail = {"wants_mail": [before, wants_mail]}  # the address itself is no business of the trail
    record(act="修改邮件设置", subject=f"{user.username}（{user.name}）", by=by, at=at, detail=detail)
    return user


@transaction.atomic
def reset_password(*, user: User, password: str, by: User, at: datetime) -> None:
    """Give a new first password, which must be changed at the next login; ends the person's sessions."""
    _require_system_admin(by, at)
    if by == user:
        raise WrongState("自己的密码请在“修改密码”里改，不用重置。")
    _check(user, password)
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    record(act="重置密码", subject=f"{user.username}（{user.name}）", by=by, at=at)


@transaction.atomic
def deactivate_user(*, user: User, by: User, at: datetime) -> None:
    """Stop an account: not one's own, and never the last office or system administrator."""
    _require_system_admin(by, at)
    if by == user:
        raise WrongState("不能停用自己的账号，请由另一位管理员办理。")
    refuse_losing_last(user, at=at)
    if User.objects.filter(pk=user.pk, is_active=True).update(is_active=False) != 1:
        raise WrongState(f"账号“{user.username}”已经是停用状态。")
    user.is_active = False
    record(act="停用账号", subject=f"{user.username}（{user.name}）", by=by, at=at)


@transaction.atomic
def reactivate_user(*, user: User, by: User, at: datetime) -> None:
    """Bring a stopped account back."""
    _require_system_admin(by, at)
    if User.objects.filter(pk=user.pk, is_active=False).update(is_active=True) != 1:
        raise WrongState(f"账号“{user.username}”没有停用，不用启用。")
    user.is_active = True
    record(act="启用账号", subject=f"{user.username}（{user.name}）", by=by, at=at)


def refuse_losing_last(user: User, *, at: datetime, role: str | None = None) -> None:
    """Refuse when nobody else holds a role the house cannot be run without (`role`, or any the person holds)."""
    day = timezone.localdate(at)
    grants = RoleGrant.objects.current(on=day).filter(user=user, user__is_active=True, role__in=LAST_HOLDERS)
    for held in grants.filter(role=role) if role else grants:
        # Locked so that two such acts at the same moment cannot each count on the other.
        list(User.objects.select_for_update().filter(grants__role=held.role).order_by("pk"))
        if not has_holder(held.role, on=day, besides=user):
            raise WrongState(f"{user.name}是唯一的{held.get_role_display()}，请先授权另一人再办理。")


def _require_system_admin(by: User | None, at: datetime) -> None:
    require(by is None or may_manage_accounts(by, on=timezone.localdate(at)), NEEDS_SYSTEM_ADMIN)


def _check(user: User, password: str | None) -> None:
    problems: list[str] = []
    if user.username and not USERNAME.fullmatch(user.username):
        problems.append("账号：用 2 至 40 个字母、数字、汉字或 . @ + - _，不要有空格。")
    try:
        user.full_clean(exclude=["password"])
    except ValidationError as error:
        problems += [f"{_label(field)}：{text}" for field, texts in error.message_dict.items() for text in texts]
    try:
        if password is not None:
            validate_password(password, user)
    except ValidationError as error:
        problems += [f"密码：{text}" for text in error.messages]
    if problems:
        raise Refusal(*problems)


def _label(field: str) -> str:
    return {"username": "账号", "name": "姓名", "email": "工作邮箱"}.get(field, "账号")
