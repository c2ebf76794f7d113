"""Vertically merged cells: which text speaks for which rows, and where merging hides a person's own figure."""

from dataclasses import dataclass, field
from typing import Any

from documents.workbooks.archive import broken
from documents.workbooks.layout import Layout
from documents.workbooks.raw import is_blank


@dataclass(slots=True)
class Fills:
    """Values to fill down and cells that must not have been merged, both by zero-based (row, column)."""

    values: dict[tuple[int, int], Any] = field(default_factory=dict)
    refused: set[tuple[int, int]] = field(default_factory=set)


def fills_of(layout: Layout) -> Fills:
    """Return what merged cells below the headings mean for each row they cover."""
    fills, last, held = Fills(), len(layout.data.rows) - 1, 0
    by_index = {index: layout.form.by_key[key] for key, index in layout.columns.items()}
    for top, left, bottom, _ in layout.data.facts.merges:
        column = by_index.get(left)
        if column is None or top <= layout.bottom or bottom == top:
            continue
        covered = {(row, left) for row in range(top + 1, min(bottom, last) + 1)}
        held += len(covered)
        if held > len(layout.data.rows) * len(by_index):  # more cells than there are: areas lie over each other
            raise broken()
        value = _at(layout.data.rows, top, left)
        if column.fills_down:
            fills.values.update(dict.fromkeys(covered, value))
        elif not is_blank(value):
            fills.refused |= covered
    return fills


def _at(rows: list[list[Any]], row: int, column: int) -> Any:
    return rows[row][column] if row < len(rows) and column < len(rows[row]) else ""
