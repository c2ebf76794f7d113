"""On which working day each step falls; a step never falls on a day off (节假日顺延)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from dispatch.reminders.steps import Step
from projects.calendar import moved


def latest_step(steps: Iterable[Step], due_on: date, on: date, *, from_due: bool = False) -> Step | None:
    """The last step that is due by a day; None before the first.

    Args:
        from_due: leave out the steps before the due day: a unit with an extension is not nagged before it ends.
    """
    counted = (step for step in steps if step.offset >= 0 or not from_due)
    return max((step for step in counted if moved(due_on, step.offset) <= on), default=None)
