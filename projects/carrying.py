"""What a month takes over from the one before: the sums a draft begins with, and what a nil return states."""

from __future__ import annotations

from typing import Any

from projects.completeness import comparable
from projects.fields import BY_NAME, Span
from projects.models import Period, ProgressFiling, Project
from projects.rolled import BY_FIELD, RolledFigures


def carried_on(
    project: Project, period: Period, previous: ProgressFiling | None, rolled: RolledFigures | None = None
) -> ProgressFiling:
    """A new, unsaved draft: 本月前 is last month's sum, nothing before January; people and pay as rolled."""
    filing = ProgressFiling(project=project, period=period)
    same_year = comparable(Span.YEAR, period.month, previous)
    if previous is not None and same_year:
        filing.invested_before_fen, filing.allocated_before_fen = previous.invested_fen, previous.allocated_fen
        filing.year_task, filing.look = previous.year_task, previous.look
    elif period.month.month == 1:
        filing.invested_before_fen = filing.allocated_before_fen = 0
    if previous is not None:
        filing.relief_issued_fen, filing.relief_used_fen = previous.relief_issued_fen, previous.relief_used_fen
        filing.relief_pooled_fen = previous.relief_pooled_fen
    for name, value in from_rolls(period, previous, rolled).items():
        setattr(filing, name, value)
    return filing


def from_rolls(period: Period, previous: ProgressFiling | None, rolled: RolledFigures | None) -> dict[str, int]:
    """What a draft takes over from the rolls, by field; never a number that would fall against the last filing."""
    same_year = comparable(Span.YEAR, period.month, previous)
    said = {name: getattr(rolled, figure) for name, figure in BY_FIELD.items()} if rolled else {}
    least = {name: (getattr(previous, name) or 0) if same_year else 0 for name in said}
    return {name: value for name, value in said.items() if value >= least[name]}


def nil_values(
    filing: ProgressFiling, previous: ProgressFiling | None, rolled: RolledFigures | None = None
) -> dict[str, Any]:
    """What a nil return states: no new amounts, nobody on site, sums carried on where the draft leaves them open."""
    month = filing.period.month
    values: dict[str, Any] = {"invested_new_fen": 0, "allocated_new_fen": 0, "workers_on_day": 0}
    told = from_rolls(filing.period, previous, rolled)
    values |= {name: value for name, value in told.items() if getattr(filing, name) is None}
    begins = {"invested_before_fen": "invested_fen", "allocated_before_fen": "allocated_fen"}
    for name, field in BY_NAME.items():
        if getattr(filing, name) not in (None, "") or name in values:
            continue
        span = Span.YEAR if name in begins else field.span
        if previous is not None and (span is Span.NONE or comparable(span, month, previous)):
            values[name] = getattr(previous, begins.get(name, name))
        elif span is Span.YEAR and month.month == 1:
            values[name] = 0
    return {name: value for name, value in values.items() if name not in ("explanation", "remark")}
