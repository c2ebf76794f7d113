"""What reading a workbook gives: typed rows that remember their cells, and every problem found."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from documents.workbooks.columns import Form
from documents.workbooks.problems import CellProblem, Severity, shown
from documents.workbooks.raw import as_text

_LABEL = re.compile(r"[:：]")


def letters(index: int) -> str:
    """Return the letters of a column counted from 0: 0 → "A", 26 → "AA"."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


@dataclass(slots=True)
class Place:
    """Where a form's column stands in the sender's sheet, and what the sender calls it."""

    index: int
    heading: str

    @property
    def letters(self) -> str:
        """The column's letters in a cell address."""
        return letters(self.index)


@dataclass(slots=True)
class Row:
    """One data row. `row["key"]` is the typed value (None, "" or False when blank or invalid)."""

    reading: "Reading"
    number: int
    values: dict[str, Any]
    raw: list[Any]
    bad: set[str] = field(default_factory=set)

    def __getitem__(self, key: str) -> Any:
        return self.values[key]

    def cell(self, key: str) -> str:
        """Return the address of a column's cell in this row, "F4"; a column the sheet lacks gives the row's "A4"."""
        place = self.reading.places.get(key)
        return f"{place.letters if place else 'A'}{self.number}"

    def found(self, key: str) -> str:
        """Return the raw text of a cell as the sender wrote it; personal numbers come unmasked."""
        place = self.reading.places.get(key)
        return as_text(self.raw[place.index]).strip() if place and place.index < len(self.raw) else ""

    def invalid(self, key: str) -> bool:
        """Say whether this cell already has an error, so that checks that depend on it can keep silent."""
        return key in self.bad

    def valid(self, *keys: str) -> bool:
        """Say whether none of these cells has an error."""
        return self.bad.isdisjoint(keys)

    def problem(self, key: str, kind: str, message: str, *, warning: bool = False) -> CellProblem:
        """Record and return a problem at one cell of this row; what was found is shown masked."""
        column, place = self.reading.form.by_key[key], self.reading.places.get(key)
        problem = CellProblem(
            sheet=self.reading.sheet,
            cell=self.cell(key),
            heading=place.heading if place else column.heading,
            found=shown(self.found(key), column.kind),
            message=message,
            kind=kind,
            severity=Severity.WARNING if warning else Severity.ERROR,
        )
        if not warning:
            self.bad.add(key)
        self.reading.problems.append(problem)
        return problem


@dataclass(slots=True)
class Total:
    """A total line of the sheet (合计、小计): the numbers it states, and how many data rows stand above it."""

    row: Row
    above: int


@dataclass(slots=True)
class Reading:
    """A workbook read as one of the forms asked for.

    `preamble` holds the texts above the headings, row by row, and `above` each of them at its cell; `totals` what the
    sheet's own total lines state (never counted as rows); `notes` what was passed over or converted.
    """

    form: Form
    sheet: str
    header_rows: tuple[int, int]
    places: dict[str, Place]
    preamble: list[str] = field(default_factory=list)
    above: dict[str, str] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    totals: list[Total] = field(default_factory=list)
    problems: list[CellProblem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    context: Mapping[str, Any] = field(default_factory=dict)

    @property
    def errors(self) -> list[CellProblem]:
        """Problems that block the import, in the order of the sheet."""
        return self._sorted(Severity.ERROR)

    @property
    def warnings(self) -> list[CellProblem]:
        """Problems that are listed but do not block, in the order of the sheet."""
        return self._sorted(Severity.WARNING)

    def has(self, key: str) -> bool:
        """Say whether the sheet has this column."""
        return key in self.places

    def stated(self, label: str) -> str:
        """Return what the lines above the headings say after a label: "项目代码：2410-…" → "2410-…"; "" if nothing."""
        pattern = re.compile(rf"(?:^|[\s，,；;（(]){re.escape(label)}\s*[:：]\s*(.*?)(?=\s{{2,}}|\t|\s+\S*[:：]|$)")
        for text in self.preamble:
            match = pattern.search(text)
            if match and not _LABEL.search(match.group(1)):
                return match.group(1)
        return ""

    def place_of(self, text: str) -> str:
        """Return the address of the first cell above the headings that holds a text; "A1" when none does."""
        return next((cell for cell, said in self.above.items() if text in said), "A1")

    def _sorted(self, severity: Severity) -> list[CellProblem]:
        chosen = [problem for problem in self.problems if problem.severity is severity]
        return sorted(chosen, key=lambda problem: position(problem.cell))


def position(cell: str) -> tuple[int, int]:
    """Return (row, column) of an address such as "F4", for sorting."""
    name = cell.rstrip("0123456789")
    column = 0
    for letter in name:
        column = column * 26 + ord(letter) - 64
    return int(cell[len(name) :] or 0), column
