"""Rows of a proposal or of a version as a page shows them: official columns, what changed, sums of what is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from documents.workbooks import Kind
from projects.imports.forms import LIST
from projects.lists.changes import written
from projects.lists.rows import HEADINGS, SUMMED, totals_of
from projects.models import Change

NAMED = ("serial", "name", "code")  # these stand in the row's head
FULL = tuple(column.key for column in LIST.columns if column.key not in NAMED)
SHORT = (
    "sector", "kind", "total_fen", "plan_fen", "planned_workers", "planned_remuneration_fen", "owner_name",
    "department", "township",
)  # fmt: skip
NUMBERS = {column.key for column in LIST.columns if column.kind in (Kind.MONEY_WAN, Kind.INTEGER)}
LONG = {"content", "funding_text", "work_items", "remark", "site"}
TONES = {Change.ADDED: "good", Change.KEPT: "neutral", Change.ADJUSTED: "info", Change.REMOVED: "bad"}
Cell = tuple[str, str]  # text and class


class Row(Protocol):
    """What a proposed row and a published one have in common."""

    change: Any
    reason: str
    serial: int
    values: dict[str, Any]
    changes: dict[str, list[Any]]


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row of the page: `said` is why it left, or each column that was adjusted."""

    row: Any
    change: str
    tone: str
    said: list[str]
    cells: list[Cell]


def heads(keys: Sequence[str]) -> list[Cell]:
    """The headings of the columns, each with its class."""
    return [(HEADINGS[key], "num" if key in NUMBERS else "") for key in keys]


def shown(rows: Iterable[Row], keys: Sequence[str]) -> list[ShownRow]:
    """The rows as the page shows them: how each changed, in words and tone, and its cells."""
    return [
        ShownRow(row, Change(row.change).label, TONES[Change(row.change)], said_of_row(row), cells(row.values, keys))
        for row in rows
    ]


def said_of_row(row: Row) -> list[str]:
    """The reason of a row moved out; else each adjusted column: 年度计划投资（万元）：12.00 → 15.00."""
    if row.change == Change.REMOVED:
        return [f"调出原因：{row.reason}"]
    return [
        f"{HEADINGS[key]}：{written(key, before)} → {written(key, now)}"
        for key, (before, now) in sorted(row.changes.items(), key=lambda pair: FULL_ORDER[pair[0]])
    ]


def cells(values: Mapping[str, Any], keys: Sequence[str]) -> list[Cell]:
    """The values of one row as written, each with the class of its column."""
    return [(written(key, values[key]), _look(key)) for key in keys]


def total_cells(rows: Iterable[Row], keys: Sequence[str]) -> list[Cell]:
    """Sums under the columns that may be summed; heads are summed by project."""
    totals = totals_of(row.values for row in rows)
    return [(written(key, totals[key]), "num") if key in SUMMED else ("", "") for key in keys]


def _look(key: str) -> str:
    return "num" if key in NUMBERS else "wrap" if key in LONG else "nowrap"


FULL_ORDER = {column.key: place for place, column in enumerate(LIST.columns)}
