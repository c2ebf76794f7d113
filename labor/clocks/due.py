"""By when a month's pay is due (R10): within 31 days of the month's end, earlier before a holiday (国令724第24条)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from projects.calendar import last_working_day

DAYS = 31


def pay_due_on(month: date, *, days: int = DAYS) -> date:
    """Return the last day on which the pay of a month (its first day) is in time; 支付日遇节假日提前."""
    ends = month.replace(day=monthrange(month.year, month.month)[1])
    return last_working_day(ends + timedelta(days=days))
