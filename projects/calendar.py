"""Working days (工作日) with the State Council's 调休; weekends alone for years not announced yet."""

from datetime import date, timedelta

import chinese_calendar


def year_is_known(year: int) -> bool:
    """Whether the holiday arrangement of `year` is known; otherwise only weekends count as days off."""
    try:
        chinese_calendar.is_workday(date(year, 6, 15))
    except NotImplementedError:
        return False
    return True


def is_working_day(day: date) -> bool:
    """Whether offices work on `day`."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


def next_working_day(day: date) -> date:
    """`day` itself when offices work, else the first working day after it."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day
