"""Plain tables for other systems to read: headings in the first row, every cell text, nothing above or below."""

import csv
import io
from collections.abc import Iterable, Sequence

BOM = "\ufeff"  # without it spreadsheet programs read the Chinese of a CSV as another encoding
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
AS_TEXT = "@"
WIDTH = 22


def plain_workbook(name: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return an .xlsx of one sheet whose cells are all text: long numbers keep every digit, no formula runs."""
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    from documents.workbooks.writer import saved
    from documents.workbooks.written import put

    book = Workbook()
    page = book["Sheet"]
    page.title = name
    for number, texts in enumerate([headings, *rows], start=1):
        for column, text in enumerate(texts, start=1):
            put(page, number, column, text).number_format = AS_TEXT
    for column in range(1, len(headings) + 1):
        page.column_dimensions[get_column_letter(column)].width = WIDTH
    return saved(book)


def plain_csv(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a CSV in UTF-8 with its mark, lines ending in CR LF; text that a program would run gets a quote mark."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerows([_harmless(text) for text in texts] for texts in [headings, *rows])
    return (BOM + stream.getvalue()).encode()


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
