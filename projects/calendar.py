"""Working days (工作日) with the State Council's 调休; weekends alone for years not announced yet."""

from datetime import date, timedelta

import chinese_calendar


def is_working_day(day: date) -> bool:
    """Whether offices work on `day`; in a year whose holidays are not announced, only weekends are off."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


def next_working_day(day: date) -> date:
    """`day` itself when offices work, else the first working day after it."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def last_working_day(day: date) -> date:
    """`day` itself when offices work, else the last working day before it (支付日遇节假日提前)."""
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day
