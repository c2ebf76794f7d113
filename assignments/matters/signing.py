"""签发: a district leader signs here, or the office registers who signed the paper, and when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from assignments.matters.moves import signs_here
from assignments.matters.moving import moved
from assignments.models import MajorMatter, MatterAct
from units.models import User
from units.refusals import NotAllowed, Refusal

LONGEST_NAME = 20


@transaction.atomic
def sign_matter(*, matter: MajorMatter, by: User, at: datetime, version: int | None = None) -> MajorMatter:
    """签发 by the leader who is signed in; their name goes onto the paper.

    Raises:
        NotAllowed: they are no district leader.
    """
    if not signs_here(by):
        raise NotAllowed("只有区领导可以在系统内签发；在纸上签发的，由办公室管理员登记签发人和日期。")
    return _sign(matter, by.name, timezone.localdate(at), "系统内签发", by=by, at=at, version=version)


@transaction.atomic
def register_signature(
    *, matter: MajorMatter, signer: str, signed_on: date | None, by: User, at: datetime, version: int | None = None
) -> MajorMatter:
    """登记纸质签发: the signer's name and the day on the signed paper.

    Raises:
        Refusal: the name or the day cannot be; all that is wrong at once.
    """
    name = signer.strip()
    wrong = [*_wrong_name(name), *_wrong_day(matter, signed_on, timezone.localdate(at))]
    if wrong or signed_on is None:
        raise Refusal(*wrong)
    return _sign(matter, name, signed_on, "登记纸质签发", by=by, at=at, version=version)


def checked_on(matter: MajorMatter) -> date | None:
    """The day of the last 核稿."""
    step = matter.steps.filter(act=MatterAct.CHECK).order_by("-pk").first()
    return timezone.localdate(step.at) if step else None


def _wrong_name(name: str) -> Iterator[str]:
    if not name:
        yield "请填写签发人姓名。"
    elif len(name) > LONGEST_NAME:
        yield f"签发人姓名最多{LONGEST_NAME}个字。"


def _wrong_day(matter: MajorMatter, day: date | None, today: date) -> Iterator[str]:
    if day is None:
        yield "请填写签发日期。"
        return
    if day > today:
        yield "签发日期不能晚于今天。"
    checked = checked_on(matter)
    if checked and day < checked:
        yield f"签发日期不能早于核稿日期（{checked:%Y-%m-%d}）。"


def _sign(matter: MajorMatter, signer: str, day: date, how: str, **signed: Any) -> MajorMatter:
    said = {"签发人": ["", signer], "签发日期": ["", f"{day:%Y-%m-%d}"], "方式": ["", how]}
    return moved(matter, MatterAct.SIGN, changes=said, signer=signer, signed_on=day, **signed)
