"""On which working day each step falls; a step never falls on a day off (节假日顺延)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from dispatch.reminders.steps import Step
from projects.calendar import is_working_day, next_working_day


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


def latest_step(steps: Iterable[Step], due_on: date, on: date, *, from_due: bool = False) -> Step | None:
    """The last step that is due by a day; None before the first.

    Args:
        from_due: leave out the steps before the due day: a unit with an extension is not nagged before it ends.
    """
    counted = (step for step in steps if step.offset >= 0 or not from_due)
    return max((step for step in counted if moved(due_on, step.offset) <= on), default=None)
