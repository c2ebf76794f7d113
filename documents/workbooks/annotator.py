"""Giving the sender's own workbook back with a note at every faulty cell."""

import io
from collections.abc import Iterable, Sequence

from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from documents.workbooks.columns import Column
from documents.workbooks.opening import Source, content_of, open_workbook
from documents.workbooks.problems import CellProblem, UnreadableWorkbook
from documents.workbooks.reading import position
from documents.workbooks.styles import DOUBT, FAULT
from documents.workbooks.writer import Sheet, saved, write_sheet

AUTHOR = "导入检查"
LIST_NAME = "问题清单"
LIST_COLUMNS = (
    Column(key="level", heading="级别", width=8),
    Column(key="sheet", heading="工作表", width=16),
    Column(key="cell", heading="单元格", width=9),
    Column(key="heading", heading="列", width=20),
    Column(key="found", heading="填的内容", width=26),
    Column(key="message", heading="问题和改法", width=70),
)


def annotate(source: Source, problems: Iterable[CellProblem]) -> bytes:
    """Return the workbook with a comment and a red (warnings: yellow) fill at each problem, and a list of them all.

    Only .xlsx can carry notes: an .xls or .ods raises UnreadableWorkbook saying so.
    """
    opened = open_workbook(source)
    if opened.form != "xlsx":
        raise UnreadableWorkbook(
            "只有.xlsx文件能在原表上批注，请另存为.xlsx后重新上传，或按问题清单逐条改正。", "not_xlsx"
        )
    book = load_workbook(io.BytesIO(content_of(source)))
    ordered = sorted(problems, key=lambda problem: (problem.sheet, position(problem.cell), not problem.is_error))
    for name in dict.fromkeys(problem.sheet for problem in ordered):
        if name in book.sheetnames:
            _annotate_sheet(book[name], [problem for problem in ordered if problem.sheet == name])
    if LIST_NAME in book.sheetnames:
        book.remove(book[LIST_NAME])
    write_sheet(book, Sheet(title=LIST_NAME, columns=LIST_COLUMNS, rows=_listed(ordered)))
    return saved(book)


def _listed(problems: Sequence[CellProblem]) -> list[dict[str, str]]:
    return [problem.as_dict() | {"level": "错误" if problem.is_error else "提醒"} for problem in problems]


def _annotate_sheet(page: Worksheet, problems: Sequence[CellProblem]) -> None:
    by_cell: dict[str, list[CellProblem]] = {}
    for problem in problems:
        by_cell.setdefault(_writable(page, problem.cell), []).append(problem)
    for address, here in by_cell.items():
        cell = page[address]
        cell.fill = FAULT if any(problem.is_error for problem in here) else DOUBT
        comment = Comment("\n".join(problem.message for problem in here), AUTHOR)
        comment.width, comment.height = 320, 40 + 40 * len(here)
        cell.comment = comment


def _writable(page: Worksheet, address: str) -> str:
    """Return the address that can carry a note: a cell inside a merged area gives the area's first cell."""
    if not isinstance(page[address], MergedCell):
        return address
    area = next(area for area in page.merged_cells.ranges if address in area)
    return str(area.coord).partition(":")[0]
