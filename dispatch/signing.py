"""签发: a district leader signs here, or the office registers who signed the paper, and when."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from dispatch.models import Bulletin, BulletinAct
from dispatch.moving import make_move
from units.models import Role, User
from units.refusals import NotAllowed, Refusal
from units.scope import scope_of

LONGEST_NAME = 20


def signs_here(user: User) -> bool:
    """Whether the person signs with their own name; others register what was signed on paper."""
    return scope_of(user).has(Role.DISTRICT_LEADER)


@transaction.atomic
def sign_bulletin(*, bulletin: Bulletin, by: User, at: datetime, version: int | None = None) -> Bulletin:
    """签发 by the leader who is signed in; their name goes onto the paper.

    Raises:
        NotAllowed: they are no district leader.
        WrongState, StaleReport: it does not wait for 签发.
    """
    if not signs_here(by):
        raise NotAllowed("只有区领导可以在系统内签发；在纸上签发的，由办公室管理员登记签发人和日期。")
    return _sign(bulletin, by.name, timezone.localdate(at), by=by, at=at, version=version, how="系统内签发")


@transaction.atomic
def register_signature(
    *, bulletin: Bulletin, signer: str, signed_on: date, by: User, at: datetime, version: int | None = None
) -> Bulletin:
    """登记纸质签发: the signer's name and the day on the signed paper, between the checking and today.

    Raises:
        NotAllowed: `by` is not an office administrator.
        Refusal: the name or the day cannot be; all that is wrong at once.
        WrongState, StaleReport: it does not wait for 签发.
    """
    name = signer.strip()
    if wrong := _wrong(bulletin, name, signed_on, timezone.localdate(at)):
        raise Refusal(*wrong)
    return _sign(bulletin, name, signed_on, by=by, at=at, version=version, how="登记纸质签发")


def _sign(bulletin: Bulletin, signer: str, day: date, *, how: str, **signed: Any) -> Bulletin:
    said = {"签发人": ["", signer], "签发日期": ["", f"{day:%Y-%m-%d}"], "方式": ["", how]}
    return make_move(bulletin=bulletin, act=BulletinAct.SIGN, changes=said, signer=signer, signed_on=day, **signed)


def _wrong(bulletin: Bulletin, name: str, day: date, today: date) -> list[str]:
    said = []
    if not name:
        said.append("请填写签发人姓名。")
    if len(name) > LONGEST_NAME:
        said.append(f"签发人姓名最多{LONGEST_NAME}个字。")
    if day > today:
        said.append("签发日期不能晚于今天。")
    checked = checked_on(bulletin)
    if checked and day < checked:
        said.append(f"签发日期不能早于核稿日期（{checked:%Y-%m-%d}）。")
    return said


def checked_on(bulletin: Bulletin) -> date | None:
    """The day of the last 核稿."""
    step = bulletin.steps.filter(act=BulletinAct.CHECK).order_by("-pk").first()
    return timezone.localdate(step.at) if step else None
