"""By when a month's pay is due (R10): within so many days of the month's end, earlier before a holiday.

国令724第24条 allows one month at most; the days are the office's setting of the month in question.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from labor.clocks.terms import Term, Terms, read_terms
from projects.calendar import last_working_day


def pay_due_on(month: date, *, days: int | None = None, terms: Terms | None = None) -> date:
    """Return the last day on which the pay of a month (its first day) is in time; 支付日遇节假日提前.

    `days` (天) as given, else those set for the month in `terms`, else those on record (one query).
    """
    allowed = days if days is not None else (terms or read_terms()).of(Term.PAY, month)
    ends = month.replace(day=monthrange(month.year, month.month)[1])
    return last_working_day(ends + timedelta(days=allowed))
