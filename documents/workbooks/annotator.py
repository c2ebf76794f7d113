"""Giving the sender's own workbook back with a note at every faulty cell."""

import io
import re
from collections.abc import Iterable, Sequence

from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from documents.workbooks.archive import archive
from documents.workbooks.columns import Column
from documents.workbooks.delimited import Delimited, open_table
from documents.workbooks.opening import Source
from documents.workbooks.problems import CellProblem, UnreadableWorkbook
from documents.workbooks.reading import position
from documents.workbooks.sheet import Sheet
from documents.workbooks.styles import DOUBT, FAULT
from documents.workbooks.writer import saved, write_sheet

UNUSUAL = "原表的样式或合并单元格不规范，不能在上面批注，请用Excel或WPS另存为.xlsx后再试，或按问题清单逐条改正。"
MOST_MERGED = 200_000
_MERGED = re.compile(rb"mergeCell\b[^>]*?\bref\s*=\s*[\"']([^\"']*)")
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

    Only .xlsx can carry notes: an .xls, .ods or .csv raises UnreadableWorkbook saying so, and so does an .xlsx whose
    values can be read but whose styles, links or merged areas are not as Excel writes them.
    """
    opened = open_table(source)
    if isinstance(opened, Delimited) or opened.form != "xlsx":
        raise UnreadableWorkbook(
            "只有.xlsx文件能在原表上批注，请另存为.xlsx后重新上传，或按问题清单逐条改正。", "not_xlsx"
        )
    _refuse_vast_merges(opened.content)
    try:
        return _annotated(opened.content, problems)
    except Exception as error:  # openpyxl trusts a file's every part; what it stumbles over is the file's fault
        raise UnreadableWorkbook(UNUSUAL, "not_annotatable") from error


def _annotated(content: bytes, problems: Iterable[CellProblem]) -> bytes:
    book = load_workbook(io.BytesIO(content))
    ordered = sorted(problems, key=lambda problem: (problem.sheet, position(problem.cell), not problem.is_error))
    for name in dict.fromkeys(problem.sheet for problem in ordered):
        if name in book.sheetnames:
            _annotate_sheet(book[name], [problem for problem in ordered if problem.sheet == name])
    if LIST_NAME in book.sheetnames:
        book.remove(book[LIST_NAME])
    write_sheet(book, Sheet(title=LIST_NAME, columns=LIST_COLUMNS, rows=_listed(ordered)))
    return saved(book)


def _refuse_vast_merges(content: bytes) -> None:
    """openpyxl makes a cell for each place of a merged area: one area over the whole sheet would take all memory."""
    with archive(content) as opened:
        areas = [
            area
            for name in opened.namelist()
            if name.endswith(".xml") and b"mergeCell" in (part := opened.read(name))
            for area in _MERGED.findall(part)
        ]
    if sum(map(_size, areas)) > MOST_MERGED:
        raise UnreadableWorkbook(UNUSUAL, "not_annotatable")


def _size(area: bytes) -> int:
    """How many cells an area covers; a whole column or nonsense counts as too many."""
    try:
        left, top, right, bottom = range_boundaries(area.decode())
    except (ValueError, TypeError):
        return MOST_MERGED + 1
    if left is None or top is None or right is None or bottom is None:
        return MOST_MERGED + 1
    return (right - left + 1) * (bottom - top + 1)


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
