"""Putting one value into one cell, so that text stays text and figures stay exact."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, cast

from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from documents.formats import wan_from_fen, yuan_from_fen
from documents.workbooks.columns import Column, Kind

_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")


def put(page: Worksheet, row: int, column: int, text: str) -> Cell:
    """Write text as text. A leading =, +, -, @ or tab gets the quote mark that keeps it text when it is edited."""
    cell = cast(Cell, page.cell(row, column))
    text = _ILLEGAL.sub("", text)
    if not text:
        return cell
    cell.value = text
    cell.data_type = "s"
    if text.startswith(_RISKY):
        cell.quotePrefix = True
    return cell


def put_value(page: Worksheet, row: int, column: int, spec: Column, value: Any) -> Cell:
    """Write a typed value the way its column shows it; None leaves the cell empty."""
    shown = written(spec, value)
    if isinstance(shown, str):
        return put(page, row, column, shown)
    cell = cast(Cell, page.cell(row, column))
    cell.value = shown
    return cell


def written(spec: Column, value: Any) -> int | Decimal | date | str | None:
    """Return what a cell holds for a typed value: money in its unit, days in days, a month as "2026-10"."""
    if value is None or value == "":
        return None
    if isinstance(value, str):  # "—" in a figure's place, or plain text
        return value
    writer = _WRITERS.get(spec.kind, _plain)
    return writer(value)


def _plain(value: Any) -> int | Decimal | date | str:
    return value if isinstance(value, int | Decimal | date) and not isinstance(value, bool) else str(value)


def _month(value: date) -> str:
    return value.strftime("%Y-%m")


def _month_range(value: tuple[date, date]) -> str:
    return f"{value[0]:%Y.%m}-{value[1]:%Y.%m}"


def _tick(value: bool) -> str:
    return "√" if value else ""


_WRITERS: dict[Kind, Callable[[Any], int | Decimal | date | str]] = {
    Kind.MONEY_YUAN: yuan_from_fen,
    Kind.MONEY_WAN: wan_from_fen,
    Kind.HUNDREDTHS: yuan_from_fen,
    Kind.MONTH: _month,
    Kind.MONTH_RANGE: _month_range,
    Kind.TICK: _tick,
}
