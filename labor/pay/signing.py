"""本人签字: who signed the sheet and when, ticked off by whoever prepares the roll; then sent to the owner (R8)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from documents.formats import chinese_date
from labor.models import RollAct, RollFile, RollFileKind, RollState, WageRoll
from labor.models.line import LineQuerySet
from labor.pay.guards import Lacking
from labor.pay.moving import held_roll, make_move
from labor.pay.standing_lines import lines_of
from units.models import User
from units.refusals import Refusal

NAMED = 5  # people named in a sentence; more are counted
NOBODY = "请先勾选已经在签字表上签字的人。"


def to_sign(roll: WageRoll) -> LineQuerySet:
    """Lines whose person is to sign: those that are paid anything."""
    return lines_of(roll).filter(net_fen__gt=0)


@transaction.atomic
def sign_lines(
    *,
    roll: WageRoll,
    lines: Collection[int] | None,
    signed_on: date,
    by: User,
    at: datetime,
    version: int | None = None,
) -> WageRoll:
    """登记签字: these lines (keys; None for everybody not yet ticked) were signed by the people themselves on a day.

    Raises:
        NotAllowed, WrongState, StaleRoll: as every move.
        Refusal: the day is wrong, or nobody unsigned is among the lines.
    """
    held = held_roll(roll.pk)
    unsigned = to_sign(held).filter(signed_on=None)
    chosen = unsigned if lines is None else unsigned.filter(pk__in=lines)
    number = chosen.count()
    said = {"签字": ["未签", f"{number}人，{signed_on:%Y-%m-%d}签"]}
    moved = make_move(roll=held, act=RollAct.SIGN, by=by, at=at, version=version, changes=said, rows=number)
    if wrong := [*_wrong_day(held, signed_on, at), *([] if number else [NOBODY])]:
        raise Refusal(*wrong)
    chosen.update(signed_on=signed_on)
    return moved


@transaction.atomic
def unsign_lines(
    *, roll: WageRoll, lines: Collection[int], by: User, at: datetime, version: int | None = None
) -> WageRoll:
    """撤销签字登记 of lines ticked by mistake, before the roll is sent to the owner.

    Raises:
        NotAllowed, WrongState, StaleRoll: as every move.
        Refusal: none of the lines is ticked as signed.
    """
    held = held_roll(roll.pk)
    chosen = lines_of(held).filter(pk__in=lines, signed_on__isnull=False)
    number = chosen.count()
    said = {"签字": [f"{number}人已签", "撤销登记"]}
    moved = make_move(roll=held, act=RollAct.SIGN, by=by, at=at, version=version, changes=said, rows=number)
    if not number:
        raise Refusal("所选的人都没有登记过签字，不用撤销。")
    chosen.update(signed_on=None)
    return moved


@transaction.atomic
def submit_roll(
    *, roll: WageRoll, by: User, at: datetime, version: int | None = None, reason: str = ""
) -> WageRoll:  # fmt: skip
    """送审: to the owner for approval, once more than before; earlier approvals count no longer.

    Raises:
        NotAllowed, WrongState, StaleRoll: as every move.
        NotYet: who has not signed, or no signed sheet was uploaded.
    """
    held = held_roll(roll.pk)
    times = held.submission + 1
    return make_move(roll=held, act=RollAct.SUBMIT, by=by, at=at, version=version, reason=reason, submission=times)


def signed_sheets(roll: WageRoll) -> list[RollFile]:
    """The signed sheets that hold: not removed, uploaded since the roll was last sent to be signed."""
    files = list(roll.files.filter(file_kind=RollFileKind.SIGNED, removed_at=None).select_related("uploaded_by"))
    sent, returned = _last(roll, RollAct.SEND), _last(roll, RollAct.HAND_BACK)
    return [
        one
        for one in files
        if (sent is None or one.uploaded_at >= sent) and (returned is None or one.uploaded_at > returned)
    ]


def _last(roll: WageRoll, act: RollAct) -> datetime | None:
    return max((step.at for step in roll.steps.all() if step.act == act), default=None)


def lacking_to_submit(roll: WageRoll, on: date) -> Iterable[Lacking]:  # noqa: ARG001 — a guard is told the day
    """Guard of 送审: everybody paid anything has signed, on a sheet that is kept."""
    names = list(to_sign(roll).filter(signed_on=None).values_list("name", flat=True))
    if names:
        said = f"还有{len(names)}人没有登记签字（{_some(names)}）；一时签不了的，可以退回编制移出本表，另行补发。"
        yield Lacking("unsigned", said, "signing")
    if not signed_sheets(roll):
        said = "还没有上传签好字的签字表影像（送签以后上传的才算），请扫描或拍照上传。"
        yield Lacking("no_signed_sheet", said, "signing")


def _some(names: list[str]) -> str:
    return "、".join(names[:NAMED]) + ("等" if len(names) > NAMED else "")


def _wrong_day(roll: WageRoll, signed_on: date, at: datetime) -> Iterator[str]:
    if signed_on > timezone.localdate(at):
        yield f"签字日期{chinese_date(signed_on)}还没有到，请填实际签字的日期。"
    sent = _last(roll, RollAct.SEND)
    if sent is not None and signed_on < timezone.localdate(sent):
        day = chinese_date(timezone.localdate(sent))
        yield f"签字日期{chinese_date(signed_on)}早于送签日期{day}，请用送签后打印的签字表，填实际签字的日期。"


def signing_of(roll: WageRoll) -> dict[str, Any]:
    """How the signing stands: people to sign (人), signed (人), sheets that hold, whether it can be changed now."""
    wanted = to_sign(roll)
    return {
        "people": wanted.count(),
        "signed": wanted.filter(signed_on__isnull=False).count(),
        "sheets": signed_sheets(roll),
        "is_open": roll.voided_at is None and roll.state == RollState.SIGNING,
    }
