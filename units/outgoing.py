"""外发记录: what left the house or is to leave it; sending again and cancelling are signed acts."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from units.audit import record
from units.models import Outgoing, OutgoingState, Role, User
from units.models.message import OutgoingQuerySet
from units.permissions import require
from units.refusals import WrongState
from units.scope import OFFICE_ROLES, scope_of

READERS = OFFICE_ROLES | {Role.SYSTEM_ADMIN}
NOT_YOURS = "外发记录由领导小组办公室和系统管理员查看，您的消息都在“消息”里。"
CAN_RETRY = (OutgoingState.WAITING, OutgoingState.FAILED, OutgoingState.CANCELLED)
CAN_CANCEL = (OutgoingState.WAITING, OutgoingState.FAILED)


def may_handle_outgoing(user: User, *, on: date) -> bool:
    return scope_of(user, on=on).has(*READERS)


def outgoing_visible_to(user: User) -> OutgoingQuerySet:
    """The office and the system administrator see all; others none: their own messages are in the inbox."""
    return Outgoing.objects.all() if scope_of(user).has(*READERS) else Outgoing.objects.none()


@transaction.atomic
def retry_outgoing(*, row: Outgoing, by: User, at: datetime) -> None:
    """Send now: what waits for its next attempt, was given up or cancelled; the waits begin anew.

    Raises:
        NotAllowed: not the office or the system administrator.
        WrongState: it left already, or is being sent this moment.
    """
    require(may_handle_outgoing(by, on=_day(at)), NOT_YOURS)
    again = Outgoing.objects.filter(pk=row.pk, state__in=CAN_RETRY)
    if again.update(state=OutgoingState.WAITING, attempts=0, next_at=at) != 1:
        raise WrongState("这一条已经发出或正在发送，不用重发。请刷新页面查看。")
    record(act="重发外发", subject=str(row), by=by, at=at, detail={"outgoing": row.pk})


@transaction.atomic
def retry_failed(*, by: User, at: datetime) -> int:
    """Send everything that was given up once more; return how many."""
    require(may_handle_outgoing(by, on=_day(at)), NOT_YOURS)
    failed = Outgoing.objects.filter(state=OutgoingState.FAILED)
    number = failed.update(state=OutgoingState.WAITING, attempts=0, next_at=at)
    if number:
        record(act="重发外发", subject="全部发送失败的外发", by=by, at=at, rows=number)
    return number


@transaction.atomic
def cancel_outgoing(*, row: Outgoing, by: User, at: datetime) -> None:
    """Keep it from leaving; it can be sent after all later.

    Raises:
        NotAllowed: not the office or the system administrator.
        WrongState: it left already, is being sent this moment, or was cancelled.
    """
    require(may_handle_outgoing(by, on=_day(at)), NOT_YOURS)
    if Outgoing.objects.filter(pk=row.pk, state__in=CAN_CANCEL).update(state=OutgoingState.CANCELLED) != 1:
        raise WrongState("这一条已经发出、正在发送或已取消，不能再取消。请刷新页面查看。")
    record(act="取消外发", subject=str(row), by=by, at=at, detail={"outgoing": row.pk})


def _day(at: datetime) -> date:
    return timezone.localdate(at)
