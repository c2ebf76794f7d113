"""Find a month by its date or key."""

from __future__ import annotations

from datetime import date

from projects.models import Period
from units.refusals import Refusal


def find_period(month: date) -> Period:
    """The period of a month.

    Raises:
        Refusal: nothing was ever reported for it.
    """
    period = Period.objects.filter(month=month).first()
    if period is None:
        raise Refusal(f"{month.year}年{month.month}月还没有调度期。请先导入该月进度或开启该月调度期。")
    return period
