"""Writing workbooks: title, unit, headings, typed cells, totals, print set-up; the same input gives the same bytes."""

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from documents.workbooks.columns import Column, Kind
from documents.workbooks.packing import packed
from documents.workbooks.printing import is_wide, set_up_print
from documents.workbooks.sheet import Sheet
from documents.workbooks.styles import BODY, BOLD, CENTER, HEAD, LINE, TITLE, align_of, dress, look_of
from documents.workbooks.written import put, put_value

SHEET_NAME_LENGTH = 31
_FORBIDDEN_IN_NAME = str.maketrans(dict.fromkeys("\\/*?:[]", " "))


def write_workbook(sheets: Sequence[Sheet]) -> bytes:
    """Return the bytes of an .xlsx with the given sheets; text never becomes a formula."""
    book = Workbook()
    book.remove(book["Sheet"])
    for sheet in sheets:
        write_sheet(book, sheet)
    return saved(book)


def saved(book: Workbook) -> bytes:
    """Return a workbook's bytes without the clock in them."""
    stream = io.BytesIO()
    book.save(stream)
    return packed(stream.getvalue())


def write_sheet(book: Workbook, sheet: Sheet) -> tuple[int, int]:
    """Add one sheet and return the numbers of its first and last heading rows."""
    page: Worksheet = book.create_sheet(_tab_name(book, sheet))
    width = len(sheet.columns)
    next_row = _write_top(page, sheet, width)
    head_bottom = write_headings(page, sheet.columns, next_row)
    below = _write_body(page, sheet, head_bottom + 1)
    _write_notes(page, sheet.notes, below, width)
    set_up_print(page, sheet.columns, next_row, head_bottom)
    return next_row, head_bottom


def _tab_name(book: Workbook, sheet: Sheet) -> str:
    wanted = (sheet.name or sheet.title).translate(_FORBIDDEN_IN_NAME).strip(" '")[:SHEET_NAME_LENGTH] or "表"
    name, number = wanted, 2
    while name in book.sheetnames:
        name, number = f"{wanted[: SHEET_NAME_LENGTH - 4]}（{number}）", number + 1
    return name


def _write_top(page: Worksheet, sheet: Sheet, width: int) -> int:
    """Write title, lines above the table and the unit; return the first heading row."""
    _wide_line(page, 1, sheet.title, width, TITLE, align_of(Kind.TEXT) if is_wide(sheet.columns) else CENTER)
    page.row_dimensions[1].height = 28
    row = 2
    for text in sheet.preamble:
        _wide_line(page, row, text, width, BODY, align_of(Kind.TEXT))
        row += 1
    if sheet.unit:
        _wide_line(page, row, f"单位：{sheet.unit}", width, BODY, align_of(Kind.DECIMAL))
        row += 1
    return row


def _wide_line(page: Worksheet, row: int, text: str, width: int, font: Any, alignment: Any) -> None:
    cell = put(page, row, 1, text)
    cell.font, cell.alignment = font, alignment
    if width > 1:
        page.merge_cells(start_row=row, start_column=1, end_row=row, end_column=width)


def write_headings(page: Worksheet, columns: Sequence[Column], top: int) -> int:
    """Write one or two levels of headings with their merges; return the last heading row."""
    bottom = top + (1 if any(column.group for column in columns) else 0)
    for index, column in enumerate(columns, start=1):
        put(page, top, index, column.group or column.heading)
        put(page, bottom, index, column.heading if column.group or top == bottom else "")
        for row in range(top, bottom + 1):
            cell = page.cell(row, index)
            cell.font, cell.alignment, cell.border = HEAD, CENTER, LINE
    if bottom > top:
        _merge_headings(page, columns, top, bottom)
    return bottom


def _merge_headings(page: Worksheet, columns: Sequence[Column], top: int, bottom: int) -> None:
    start = 0
    while start < len(columns):
        end = start
        while columns[start].group and end + 1 < len(columns) and columns[end + 1].group == columns[start].group:
            end += 1
        if not columns[start].group:
            page.merge_cells(start_row=top, start_column=start + 1, end_row=bottom, end_column=start + 1)
        elif end > start:
            page.merge_cells(start_row=top, start_column=start + 1, end_row=top, end_column=end + 1)
        start = end + 1


def _write_body(page: Worksheet, sheet: Sheet, first: int) -> int:
    """Write data and total rows; return the row after them."""
    row = first
    looks = [(column, look_of(page, column)) for column in sheet.columns]
    for values in sheet.rows:
        for index, (column, look) in enumerate(looks, start=1):
            dress(put_value(page, row, index, column, values.get(column.key)), look)
        row += 1
    return _write_totals(page, sheet, row) if sheet.totals is not None else row


def _write_totals(page: Worksheet, sheet: Sheet, row: int) -> int:
    totals = sheet.totals or {}
    for index, column in enumerate(sheet.columns, start=1):
        value = totals.get(column.key)
        labelled = index == 1 and value is None
        filled = put(page, row, 1, sheet.total_label) if labelled else put_value(page, row, index, column, value)
        dress(filled, look_of(page, column, BOLD))
    return row + 1


def _write_notes(page: Worksheet, notes: Sequence[str], row: int, width: int) -> None:
    for offset, text in enumerate(notes):
        _wide_line(page, row + offset, text, width, BODY, align_of(Kind.TEXT))
