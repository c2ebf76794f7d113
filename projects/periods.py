"""调度期: opening a month, its due day, and holding it open while something is written into it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from projects.calendar import next_working_day
from projects.models import Period
from units.audit import record
from units.models import User
from units.refusals import Refusal

DUE_DAY = 5  # R15: the office's own setting (办公室自定), before the upper platform's usual tenth


def due_day(month: date) -> date:
    """报送截止日 of a month: the 5th of the next, moved on to a working day (R15)."""
    following = date(month.year + month.month // 12, month.month % 12 + 1, DUE_DAY)
    return next_working_day(following)


def require_begun(month: date, at: datetime) -> None:
    """Refuse a month that lies ahead, most often a slip of the pen."""
    if month > timezone.localdate(at):
        raise Refusal(f"{month.year}年{month.month}月还没有开始，不能填报。请核对月份。")


@transaction.atomic
def open_period(*, month: date, by: User | None, at: datetime) -> Period:
    """Return the month's period, opening it when it is new; safe to call again.

    Raises:
        Refusal: the month has not begun yet.
    """
    first = month.replace(day=1)
    require_begun(first, at)
    period, is_new = Period.objects.get_or_create(month=first, defaults={"due_on": due_day(first)})
    if is_new:
        record(act="开启调度期", subject=period.label, by=by, at=at, detail={"due_on": f"{period.due_on}"})
    return period


def hold_open(period: Period) -> Period:
    """Lock the period's row for the rest of the transaction, so that it cannot be closed halfway through a write.

    Raises:
        PeriodClosed: it is closed already (R16).
    """
    held = Period.objects.select_for_update(of=("self",)).select_related("closed_by").get(pk=period.pk)
    held.require_open()
    return held
