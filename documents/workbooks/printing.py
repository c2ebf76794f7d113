"""How a written sheet lies on the screen and on paper: widths, frozen headings, A4 landscape."""

from collections.abc import Sequence

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break, ColBreak
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from documents.workbooks.columns import Column, Kind
from documents.workbooks.styles import width_of

READABLE = 240  # characters; a wider sheet squeezed onto one A4 could not be read
SMALLER = 60  # percent; about 210 characters of 10 pt on A4 lying on its side


def is_wide(columns: Sequence[Column]) -> bool:
    """Say whether the columns need several sheets of paper side by side."""
    return sum(map(width_of, columns)) > READABLE


def set_up_print(page: Worksheet, columns: Sequence[Column], head_top: int, head_bottom: int) -> None:
    """Set widths, frozen headings and landscape A4 with headings on every printed page.

    A wide sheet goes on by groups of columns, one sheet of paper each, its names repeated on every one.
    """
    for index, column in enumerate(columns, start=1):
        page.column_dimensions[get_column_letter(index)].width = width_of(column)
    page.freeze_panes = f"A{head_bottom + 1}"
    page.print_title_rows = f"{head_top}:{head_bottom}"
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = 9  # A4
    page.print_options.horizontalCentered = True
    if page.oddFooter is not None:
        page.oddFooter.center.text = "第 &P 页，共 &N 页"
    if is_wide(columns):
        _side_by_side(page, columns, head_bottom)
    else:
        page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
        page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _side_by_side(page: Worksheet, columns: Sequence[Column], head_bottom: int) -> None:
    """Keep the names in sight, repeat them on paper, and begin a new sheet of paper where a group begins."""
    names = 2 if columns[0].kind is Kind.ORDINAL else 1
    page.freeze_panes = f"{get_column_letter(names + 1)}{head_bottom + 1}"
    page.print_title_cols = f"A:{get_column_letter(names)}"
    page.page_setup.scale = SMALLER
    page.print_options.horizontalCentered = False
    starts = [n for n in range(names, len(columns)) if columns[n].group != columns[n - 1].group and n > names]
    page.col_breaks = ColBreak(brk=[Break(id=start) for start in starts])
