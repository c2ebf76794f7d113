"""What paper carries of a table that grows with the district; the workbook beside it has every line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dispatch.figures import Scope
from dispatch.report.content import Grid

MOST_UNITS = 40  # lines of a table by unit: two pages
MOST_BARS = 20
REST = "其余见调度附表（电子工作簿）。"


def cut_note(rows: int, most: int | None) -> str:
    """What a table that is too long for paper says of the rest; "" when all rows are there."""
    cut = most is not None and rows > most
    return f"本表列前{most}个，共{rows}个，{REST}" if cut else ""


def first_and_last(grid: Grid, *, most: int = MOST_UNITS) -> Grid:
    """A ranking: its first lines and its last, with a note that says so; whole where paper carries it."""
    count, half = len(grid.rows), most // 2
    if count <= most:
        return grid
    said = f"本表列名次最前和最后的各{half}个单位，共{count}个，{REST}"
    return replace(grid, rows=(*grid.rows[:half], *grid.rows[-half:]), note=noted(grid.note, said))


def largest(scopes: Sequence[Scope], key: str, most: int = MOST_UNITS) -> list[Scope]:
    """The scopes with the most of a figure, in the order they came; all of them where there are not more."""
    if len(scopes) <= most:
        return list(scopes)
    amounts = {scope.key: scope.value(key).numerator or 0 for scope in scopes}
    kept = set(sorted(amounts, key=lambda code: (-amounts[code], code))[:most])
    return [scope for scope in scopes if scope.key in kept]


def noted(note: str, said: str) -> str:
    """A table's note with one more sentence."""
    return f"{note or '注：'}{said}" if said else note
