"""How written cells look: fonts, lines, alignment, number formats, widths."""

import unicodedata
from copy import copy

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from documents.workbooks.columns import NUMBER_KINDS, TEXT_KINDS, Column, Kind

TITLE = Font(name="黑体", size=16)
HEAD = Font(name="黑体", size=10)
BODY = Font(name="宋体", size=10)
BOLD = Font(name="宋体", size=10, bold=True)
_THIN = Side(style="thin", color="FF808080")
LINE = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
FAULT = PatternFill("solid", fgColor="FFFFC7CE")
DOUBT = PatternFill("solid", fgColor="FFFFEB9C")
CENTER = Alignment(horizontal="center", vertical="center", wrap_text=True)
_LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
_RIGHT = Alignment(horizontal="right", vertical="center")

PLACES = {Kind.MONEY_YUAN: 2, Kind.MONEY_WAN: 2, Kind.PERCENT: 1, Kind.INTEGER: 0}
WIDTHS = {
    Kind.ORDINAL: 6, Kind.NAME: 10, Kind.ID_NUMBER: 21, Kind.CARD: 23, Kind.PHONE: 14, Kind.DATE: 12, Kind.MONTH: 10,
    Kind.PROJECT_CODE: 27, Kind.CREDIT_CODE: 21, Kind.TICK: 8, Kind.MONTH_RANGE: 17,
}  # fmt: skip
NARROWEST, WIDEST = 9.0, 32.0
ROOM_FOR_SUM = 13.0  # a bold total of 10 000 000.00 (万元): narrower, the sheet would show ####


def align_of(kind: Kind) -> Alignment:
    """Return the alignment of a kind: figures right, short marks and numbers centered, words left."""
    if kind in NUMBER_KINDS:
        return _RIGHT
    return _LEFT if kind is Kind.TEXT else CENTER


def format_of(column: Column) -> str:
    """Return the number format of a column; no thousands separators, identity numbers as text."""
    kind = column.kind
    if kind in TEXT_KINDS or kind in (Kind.MONTH, Kind.MONTH_RANGE):
        return "@"
    if kind is Kind.DATE:
        return "yyyy-mm-dd"
    if kind is Kind.HUNDREDTHS and column.places is None:
        return "0.##"
    places = PLACES.get(kind) if column.places is None else column.places
    if kind not in NUMBER_KINDS or places is None:
        return "General"
    return f"0.{'0' * places}" if places else "0"


def look_of(page: Worksheet, column: Column, font: Font = BODY) -> Cell:
    """Return a loose cell that looks like a column's data cells; `dress` copies its look."""
    cell = Cell(page, 1, 1)
    cell.font, cell.border, cell.alignment, cell.number_format = font, LINE, align_of(column.kind), format_of(column)
    return cell


def dress(cell: Cell | MergedCell, look: Cell) -> None:
    """Give a cell a look by copying its style numbers: setting fonts and borders cell by cell costs four times more."""
    quoted = cell.quotePrefix
    cell._style = copy(look._style)  # type: ignore[attr-defined, union-attr]  # absent from the stubs
    if quoted:
        cell.quotePrefix = True


def width_of(column: Column) -> float:
    """Return a column's width in characters: its own, or what its kind and heading ask for."""
    if column.width is not None:
        return column.width
    heading = sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in column.heading)
    wide = {Kind.TEXT: 16.0, Kind.MONEY_WAN: ROOM_FOR_SUM}.get(column.kind, NARROWEST)
    return float(WIDTHS.get(column.kind, min(max(wide, heading / 2 + 2), WIDEST)))
