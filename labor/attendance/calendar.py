"""The head of a day's column: number, weekday, and whether it is a day of rest (with the State Council's 调休)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from projects.calendar import is_working_day

WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class DayHead:
    """`is_off`: weekend or holiday."""

    number: int
    weekday: str
    is_off: bool


def day_head(day: date) -> DayHead:
    """Return the head of one day."""
    return DayHead(day.day, WEEKDAYS[day.weekday()], not is_working_day(day))
