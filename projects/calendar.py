"""Working days (工作日): the State Council's 调休, the office's own changes over it; weekends alone in unknown years.

The office's `ChangedDay` rows are read once for a request, a job or a turn of the round (one query, at the first
question) and kept until `forget`, so that asking for many days costs nothing more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, timedelta

import chinese_calendar

from projects.models import ChangedDay

WEEKDAYS = "一二三四五六日"

_changed: ContextVar[Mapping[date, bool] | None] = ContextVar("changed_days", default=None)


def changed_days() -> Mapping[date, bool]:
    """Day → whether offices work on it, for the days the office set by hand; one query until `forget`."""
    held = _changed.get()
    if held is None:
        held = dict(ChangedDay.objects.values_list("day", "is_working"))
        _changed.set(held)
    return held


def forget() -> None:
    """Read the office's changes anew at the next question: at the start of a request or job, and after a change."""
    _changed.set(None)


@contextmanager
def supposing(changes: Mapping[date, bool | None]) -> Iterator[None]:
    """Answer within as if these days were changed so (None: not changed at all), to see beforehand what would move."""
    kept = {**changed_days(), **changes}
    token = _changed.set({day: works for day, works in kept.items() if works is not None})
    try:
        yield
    finally:
        _changed.reset(token)


def is_working_day(day: date) -> bool:
    """Whether offices work on `day`; in a year whose holidays are not announced, only weekends are off."""
    changed = changed_days().get(day)
    return works_by_notice(day) if changed is None else changed


def works_by_notice(day: date) -> bool:
    """The same by the State Council's notices alone, without the office's own changes."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


def announced(year: int) -> bool:
    """Whether the library knows the year's holidays (放假安排); else only weekends and the office's changes count."""
    try:
        chinese_calendar.is_workday(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


def holiday_name(day: date) -> str:
    """国庆节 for a day of that holiday or a working day in exchange for it (调休上班); "" for any other day."""
    try:
        _, name = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        return ""
    return str(chinese_calendar.Holiday(name).chinese) if name in HOLIDAYS else ""


HOLIDAYS = {holiday.value for holiday in chinese_calendar.Holiday}


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


def moved(day: date, working_days: int) -> date:
    """So many working days (工作日) after a day, before it when negative; a day off counts as the next working day."""
    at, step = next_working_day(day), timedelta(days=1 if working_days > 0 else -1)
    for _ in range(abs(working_days)):
        at += step
        while not is_working_day(at):
            at += step
    return at


def working_days_until(day: date, due_on: date) -> int:
    """Working days (工作日) from a day to a due day: 0 on the due day, negative when it is past."""
    if due_on < day:
        return -working_days_until(due_on, day)
    return sum(is_working_day(day + timedelta(days=one)) for one in range(1, (due_on - day).days + 1))


def weekday_name(day: date) -> str:
    """星期三."""
    return f"星期{WEEKDAYS[day.weekday()]}"
