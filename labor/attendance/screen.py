"""The grid as a page shows it: each cell's text and state, what was typed laid over what is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from labor.attendance.calendar import DayHead, day_head
from labor.attendance.grid import Cell, Grid, Line
from labor.attendance.marks import UnknownMark, centidays_of
from labor.attendance.planning import Fault

OFF_BEFORE, OFF_AFTER, OFF_FUTURE = "未进场", "已退场", "还没有到"


@dataclass(frozen=True, slots=True)
class ScreenCell:
    """One cell. `is_open` takes typing; `off` says why not; `kept` is what is saved where the text differs from it;
    `fault` is the sentence against it."""

    name: str
    day: int
    text: str
    is_open: bool
    off: str = ""
    kept: str | None = None
    fault: str = ""
    differs: bool = False


@dataclass(frozen=True, slots=True)
class ScreenLine:
    """One stay's line; `work` in hundredths of a 工日, of what is shown."""

    line: Line
    cells: list[ScreenCell]
    work: int

    @property
    def key(self) -> int:
        return self.line.engagement.pk


@dataclass(frozen=True, slots=True)
class Screen:
    """The lines of one page; sums in hundredths of a 工日 of what is shown on it."""

    days: list[DayHead]
    lines: list[ScreenLine]
    by_day: list[int]
    work: int


Typed = Mapping[tuple[int, int], str]


def cell_name(stay: int, day: int) -> str:
    """The input's name: c12-5 is day 5 of stay 12."""
    return f"c{stay}-{day}"


def screen_of(
    grid: Grid,
    lines: Sequence[Line],
    *,
    today: date,
    typed: Typed | None = None,
    faults: Sequence[Fault] = (),
    stale: bool = False,
) -> Screen:
    """Lay what was typed over what is kept; with `stale` the cells where the two differ are pointed out."""
    told = {(fault.engagement.pk, fault.day.day): fault.sentence for fault in reversed(faults)}
    shown = [_line(line, today, typed or {}, told, stale) for line in lines]
    by_day = [sum(_work(line.cells[index].text) for line in shown) for index in range(len(grid.days))]
    return Screen([day_head(day) for day in grid.days], shown, by_day, sum(by_day))


def _line(line: Line, today: date, typed: Typed, told: Mapping[tuple[int, int], str], stale: bool) -> ScreenLine:
    cells = list(_cells(line, today, typed, told, stale))
    return ScreenLine(line, cells, sum(_work(cell.text) for cell in cells))


def _cells(
    line: Line, today: date, typed: Typed, told: Mapping[tuple[int, int], str], stale: bool
) -> Iterator[ScreenCell]:
    stay = line.engagement.pk
    for cell in line.cells:
        place = (stay, cell.day.day)
        text, off = typed.get(place, cell.mark), _why_off(line, cell, today)
        is_same = text == cell.mark
        yield ScreenCell(
            name=cell_name(*place),
            day=cell.day.day,
            text=text,
            is_open=not off or bool(text or cell.centidays),  # a day kept or typed can always be taken back
            off=off,
            kept=None if is_same else cell.mark,
            fault=told.get(place, ""),
            differs=stale and not is_same and _work(text) != cell.centidays,
        )


def _why_off(line: Line, cell: Cell, today: date) -> str:
    if not cell.is_on_site:
        return OFF_BEFORE if cell.day < line.engagement.entered_on else OFF_AFTER
    return OFF_FUTURE if cell.day > today else ""


def _work(text: str) -> int:
    try:
        return centidays_of(text)
    except UnknownMark:
        return 0
