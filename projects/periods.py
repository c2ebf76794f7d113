"""调度期: opening a month, its due day, and holding it open while something is written into it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from projects.calendar import next_working_day
from projects.models import Period, RoundKind
from projects.rounds import dates_of, ensure_round, find_round, locks_on
from units.audit import record
from units.models import User
from units.refusals import Refusal

DUE_DAY = 5  # R15: the office's own setting (办公室自定), where there is neither a round nor a rule


def due_day(month: date) -> date:
    """报送截止日 of a month: its round's, else what the rule in force gives, else the 5th of the next (R15).

    Always moved on to a working day.
    """
    first = month.replace(day=1)
    planned = find_round(RoundKind.MONTH, first) or dates_of(RoundKind.MONTH, first)
    return planned.due_on if planned else next_working_day(_fifth_after(first))


def _fifth_after(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, DUE_DAY)


def require_begun(month: date, at: datetime) -> None:
    """Refuse a month that lies ahead, most often a slip of the pen."""
    if month > timezone.localdate(at):
        raise Refusal(f"{month.year}年{month.month}月还没有开始，不能填报。请核对月份。")


@transaction.atomic
def open_period(*, month: date, by: User | None, at: datetime) -> Period:
    """Return the month's period, opening it when it is new; safe to call again.

    A new one takes opening, due and locking day from its round, which is planned when it is missing. Without any rule
    for months it has its due day alone: filing begins at once and is not locked before the close.

    Raises:
        Refusal: the month has not begun yet.
    """
    first = month.replace(day=1)
    require_begun(first, at)
    period = Period.objects.filter(month=first).first()
    if period is None:
        period, is_new = Period.objects.get_or_create(month=first, defaults=_days(first, by=by, at=at))
        if is_new:
            record(act="开启调度期", subject=period.label, by=by, at=at, detail=_told(period))
    return period


def _days(first: date, *, by: User | None, at: datetime) -> dict[str, date | None]:
    planned = ensure_round(kind=RoundKind.MONTH, last=first, by=by, at=at)
    if planned is None:
        return {"due_on": due_day(first)}
    return {"opens_on": planned.opens_on, "due_on": planned.due_on, "locks_on": locks_on(planned, at)}


def _told(period: Period) -> dict[str, str]:
    days = {"opens_on": period.opens_on, "due_on": period.due_on, "locks_on": period.locks_on}
    return {name: f"{day}" for name, day in days.items() if day}


def hold_open(period: Period) -> Period:
    """Lock the period's row for the rest of the transaction, so that it cannot be closed halfway through a write.

    Raises:
        PeriodClosed: it is closed already (R16).
    """
    held = Period.objects.select_for_update(of=("self",)).select_related("closed_by").get(pk=period.pk)
    held.require_open()
    return held
