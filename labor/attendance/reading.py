"""From the rows of a 考勤表 to days of people, each problem at its cell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from documents.formats import days as day_count
from documents.workbooks import CellProblem, Reading, Row
from labor.attendance.form import MOST_DAYS, day_key
from labor.attendance.marks import UnknownMark, centidays_of
from labor.attendance.people import NotFound, Person, Roster
from labor.models import Engagement
from projects.models import Period

_WEEKDAY = re.compile(r"(?:星期|周)?[一二三四五六日天]")


@dataclass(slots=True)
class Filled:
    """What a sheet says: days of each stay, and the cell of each; people with their rows; names passed over."""

    days: dict[Engagement, dict[date, int]] = field(default_factory=dict)
    cells: dict[tuple[int, date], tuple[Row, str]] = field(default_factory=dict)
    people: dict[int, tuple[Person, Row]] = field(default_factory=dict)
    idle: list[str] = field(default_factory=list)
    work: int = 0


def read_days(reading: Reading, roster: Roster, period: Period) -> Filled:
    """Read every row's person and marks; problems go to the reading at their cells."""
    filled, works = Filled(), dict[int, int]()
    keys = [day_key(number) for number in range(1, MOST_DAYS + 1) if reading.has(day_key(number))]
    if not keys:
        _miss_days(reading)
    for row in reading.rows:
        if not _is_person(row, keys):
            continue
        marks = _marks(row, keys, period)
        works[row.number] = sum(marks.values())
        _check_sum(row, works[row.number])
        _take(filled, row, marks, roster)
    _check_totals(reading, works)
    filled.work = sum(works.values())
    return filled


def _miss_days(reading: Reading) -> None:
    place = f"A{reading.header_rows[1]}"
    message = "没有认出日期列，请把各列的表头写成日期数字1、2、3……31（没有开工的日子可以不列）。"
    reading.problems.append(CellProblem(reading.sheet, place, "日期", "", message, "columns_missing"))


def _is_person(row: Row, keys: list[str]) -> bool:
    """A row of weekdays under the days, or one with neither name nor mark, is nobody's."""
    if row["name"]:
        return True
    texts = [row[key] for key in keys if row[key]]
    return bool(row["identity"] or texts) and not (texts and all(_WEEKDAY.fullmatch(text) for text in texts))


def _marks(row: Row, keys: list[str], period: Period) -> dict[date, int]:
    return dict(_read_marks(row, keys, period))


def _read_marks(row: Row, keys: list[str], period: Period) -> Iterator[tuple[date, int]]:
    for key in keys:
        number = int(key[1:])
        try:
            work = 0 if row.invalid(key) else centidays_of(row[key])
        except UnknownMark as unknown:
            row.problem(key, "mark_unknown", str(unknown))
            continue
        if number <= period.last_day.day:
            yield period.month.replace(day=number), work
        elif row[key]:
            message = f"{period.label}没有{number}日，请清空这一格，或核对月份。"
            row.problem(key, "no_such_day", message)


def _take(filled: Filled, row: Row, marks: dict[date, int], roster: Roster) -> None:
    if not row["name"]:
        row.problem("name", "name_missing", "“姓名”不能空着，请补填。")
        return
    try:
        person = roster.find(row["name"], row["identity"])
    except NotFound as nobody:
        if nobody.kind == "not_on_roster" and not any(marks.values()):
            filled.idle.append(row["name"])
        else:
            row.problem(nobody.key, nobody.kind, str(nobody))
        return
    _keep(filled, row, marks, person)


def _keep(filled: Filled, row: Row, marks: dict[date, int], person: Person) -> None:
    known = filled.people.setdefault(person.worker.pk, (person, row))
    if known[1] is not row:
        message = (
            f"与第{known[1].number}行是同一个人，一张考勤表里一人只能有一行，请合并；是同名的另一人时，请填身份证号。"
        )
        row.problem("name", "duplicate_person", message)
        return
    for day, work in marks.items():
        stay = person.stay_on(day)
        filled.days.setdefault(stay, {})[day] = work
        filled.cells[stay.pk, day] = row, day_key(day.day)


def _check_sum(row: Row, work: int) -> None:
    """合计 is what the marks add up to; one that cannot be told while a mark is unread keeps silent."""
    stated = row["total"]
    if stated is None or row.bad or stated == work:
        return
    message = f"合计写的是{day_count(stated)}工日，各日符号加起来是{day_count(work)}工日，请核对后改正符号或合计。"
    row.problem("total", "total_mismatch", message)


def _check_totals(reading: Reading, works: dict[int, int]) -> None:
    """A total line states the sum of all rows above it, or of those since the line before."""
    if any("total" in row.bad or any(key.startswith("d") for key in row.bad) for row in reading.rows):
        return
    numbers, last = [row.number for row in reading.rows], 0
    for total in reading.totals:
        stated: Any = total.row.values.get("total")
        sums = {sum(works.get(number, 0) for number in numbers[start : total.above]) for start in (0, last)}
        last = total.above
        if stated is not None and stated not in sums:
            said = "或".join(day_count(each) for each in sorted(sums))
            message = f"这里写的是{day_count(stated)}工日，上面各人加起来是{said}工日，请核对。"
            total.row.problem("total", "total_mismatch", message)
