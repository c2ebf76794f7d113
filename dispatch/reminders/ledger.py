"""催报台账 of one month: each unit that owes or was reminded, what it was told at which step, and its letter."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from dispatch.models import Audience, FilingReminder, ReminderLetter
from dispatch.reminders.owing import Owed, owing
from dispatch.reminders.steps import Step, steps_on
from projects.calendar import moved
from projects.models import ExpectedFiling, Period
from projects.owing import expected_of
from units.models import User
from units.scope import scope_of

OWES, CLEARED = "owes", "cleared"
STANDINGS = [(OWES, "仍欠报"), (CLEARED, "已报齐")]
REPLACED = "当天没有欠报，或由后一步代替"


@dataclass(frozen=True, slots=True)
class StepColumn:
    """One step of the month: its name, and the day it falls on for a unit without an extension."""

    offset: int
    name: str
    day: date


@dataclass(frozen=True, slots=True)
class Cell:
    """What became of one step for one unit."""

    said: str
    tone: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One unit's month; `expected` counts projects owed (个)."""

    unit_id: int
    unit_name: str
    expected: int
    owed: tuple[Owed, ...]
    cells: tuple[Cell, ...]
    letter: ReminderLetter | None
    may_letter: bool

    @property
    def standing(self) -> str:
        return OWES if self.owed else CLEARED


@dataclass(frozen=True, slots=True)
class Ledger:
    """A month's steps and units, and what they come to."""

    period: Period
    columns: tuple[StepColumn, ...]
    rows: tuple[Row, ...]

    @property
    def units_owing(self) -> int:
        return sum(bool(row.owed) for row in self.rows)

    @property
    def projects_owing(self) -> int:
        return sum(len(row.owed) for row in self.rows)

    @property
    def reminded(self) -> int:
        """How many reminders (次) reached somebody, one for each unit and step."""
        return sum(cell.tone == "info" for row in self.rows for cell in row.cells)

    @property
    def letters(self) -> list[ReminderLetter]:
        return [row.letter for row in self.rows if row.letter]


def ledger_of(period: Period, *, user: User, on: date, text: str = "", standing: str = "") -> Ledger:
    """The month as far as a person sees it; the same few queries for any number of units."""
    given: dict[int, dict[int, FilingReminder]] = defaultdict(dict)
    for one in FilingReminder.objects.visible_to(user).filter(period=period):
        given[one.unit_id][one.offset] = one
    letters = {
        one.unit_id: one
        for one in ReminderLetter.objects.visible_to(user).filter(period=period).select_related("period")
    }
    expected = [row for row in expected_of(period) if row.is_due and _sees(user, row.unit_id)]
    columns = _columns(period, given, on)
    rows = [
        row for row in _rows(period, expected, given, letters, columns, on)
        if text.strip() in row.unit_name and standing in ("", row.standing)
    ]  # fmt: skip
    return Ledger(period, columns, tuple(rows))


def _sees(user: User, unit_id: int) -> bool:
    scope = scope_of(user)
    return scope.reads_everything or unit_id in scope.unit_ids()


def _columns(period: Period, given: Mapping[int, Mapping[int, FilingReminder]], on: date) -> tuple[StepColumn, ...]:
    """The steps in force, and those once given under others."""
    ended = timezone.localdate(period.closed_at) if period.closed_at else on
    held = steps_on(min(on, ended))
    steps = {step.offset: step for step in held.steps} if held else {}
    for by_offset in given.values():
        for offset, one in by_offset.items():
            steps.setdefault(offset, Step(offset, Audience(one.audience)))
    return tuple(StepColumn(offset, step.name, moved(period.due_on, offset)) for offset, step in sorted(steps.items()))


def _rows(
    period: Period,
    expected: Sequence[ExpectedFiling],
    given: Mapping[int, Mapping[int, FilingReminder]],
    letters: Mapping[int, ReminderLetter],
    columns: Sequence[StepColumn],
    on: date,
) -> list[Row]:
    counted, names = Counter(row.unit_id for row in expected), {row.unit_id: row.unit_name for row in expected}
    owed: dict[int, list[Owed]] = defaultdict(list)
    for one in owing(period, expected):
        owed[one.unit_id].append(one)
    return [
        Row(
            unit_id=unit,
            unit_name=name,
            expected=counted[unit],
            owed=tuple(owed.get(unit, ())),
            cells=tuple(_cell(column, given.get(unit, {}), bool(owed.get(unit)), period, on) for column in columns),
            letter=letters.get(unit),
            may_letter=period.is_open and unit not in letters and any(one.due_on < on for one in owed.get(unit, ())),
        )
        for unit, name in names.items()
        if unit in owed or unit in given or unit in letters
    ]


def _cell(column: StepColumn, given: Mapping[int, FilingReminder], owes: bool, period: Period, on: date) -> Cell:
    one = given.get(column.offset)
    if one is not None:
        day = f"{timezone.localdate(one.reminded_at):%m-%d}"
        if not one.people:
            return Cell(f"{day}没催到", "bad", "没有可催的人")
        return Cell(f"{day}已催", "info", f"{len(one.projects)}个项目，发给{one.people}人")
    if any(offset > column.offset for offset in given):
        return Cell("未催", note=REPLACED)
    if not owes or not period.is_open:
        return Cell("—")
    return Cell(f"{max(column.day, on):%m-%d}待催", "neutral")
