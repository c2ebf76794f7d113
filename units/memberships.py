"""Seats in the leading group, held by post, started and ended by a decision (大渡口府办发〔2022〕86号 一、三)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from units.audit import record
from units.models import Membership, Unit, User
from units.refusals import Refusal, WrongState
from units.registry import require_office

NOT_SEATED = (
    "{unit}在这个起始日没有成员席位。"
    "增加成员单位须经会议议定（通知三）：请在会议纪要里列为议定事项，印发后席位自动起算。"
)


@transaction.atomic
def start_membership(
    *, unit: Unit, post: str, starts_on: date, decision: str, decided: bool = False, by: User, at: datetime
) -> Membership:
    """Give a unit's post a seat from a day on, by the coordination mechanism's decision.

    Args:
        decided: a meeting's issued minutes say so; without it only a unit that has or had a seat gets another
            (大渡口府办发〔2022〕86号 三: 经协调机制研究确定，可增加成员单位).

    Raises:
        Refusal: no post or decision named, the post has a seat already, or the unit never had one.
    """
    require_office(by, at)
    if not decided and not is_seated(unit, on=starts_on):
        raise Refusal(NOT_SEATED.format(unit=unit))
    seat = Membership(unit=unit, post=post.strip(), starts_on=starts_on, decision=decision.strip())
    try:
        seat.full_clean()
    except ValidationError as error:
        raise Refusal(*error.messages) from None
    seat.save(force_insert=True)
    detail = {"from": str(starts_on), "decision": seat.decision}
    record(act="增补成员席位", subject=f"{unit}{seat.post}", by=by, at=at, detail=detail)
    return seat


def is_seated(unit: Unit, *, on: date) -> bool:
    """Whether the unit is a member on a day, or was until the day before (a post handed over).

    Reads `memberships` as prefetched.
    """
    until = on - timedelta(days=1)
    return any(
        seat.starts_on <= on and (seat.ends_on is None or seat.ends_on >= until) for seat in unit.memberships.all()
    )


@transaction.atomic
def end_membership(*, membership: Membership, ends_on: date, decision: str, by: User, at: datetime) -> Membership:
    """End a seat on a day; the decision behind it is kept in the trail, the seat's own basis stays as it was."""
    require_office(by, at)
    if not decision.strip():
        raise Refusal("请写明撤销席位的依据（文号或会议名称）。")
    if ends_on < membership.starts_on:
        raise Refusal(f"截止日期不能早于席位的起始日期{membership.starts_on}。")
    if Membership.objects.filter(pk=membership.pk, ends_on=None).update(ends_on=ends_on) != 1:
        raise WrongState(f"{membership}的席位已经截止，不用再办。")
    membership.ends_on = ends_on
    detail = {"to": str(ends_on), "decision": decision.strip()}
    record(act="撤销成员席位", subject=str(membership), by=by, at=at, detail=detail)
    return membership
