"""A ruled table of a paper as DOCX: its head repeats on each page, groups of columns share a head cell."""

from __future__ import annotations

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm

from documents.papers.model import Table
from documents.papers.word.ink import ALIGN, CENTER, FANG, HEI, LEFT, RIGHT, ink, shape


def add_table(document: Any, block: Table, width: float) -> None:
    """Add the table with its caption, unit and note; `width` of the text in mm."""
    if block.caption:
        ink(shape(document.add_paragraph(), CENTER), block.caption, HEI, 14)
    if block.unit:
        ink(shape(document.add_paragraph(), RIGHT, pitch=18), f"单位：{block.unit}", FANG, block.font_size)
    heads = block.header_rows
    grid = document.add_table(rows=len(heads) + max(len(block.rows) + bool(block.total), 1), cols=len(block.columns))
    grid.style, grid.autofit = "Table Grid", False
    _set_widths(grid, [Mm(width * float(share) / 100) for share in block.shares])
    rows = list(grid.rows)
    _fill_heads(rows[: len(heads)], block)
    _fill_body(rows[len(heads) :], block)
    if block.note:
        ink(shape(document.add_paragraph(), LEFT, pitch=18), block.note, FANG, block.font_size)


def _set_widths(grid: Any, widths: list[Any]) -> None:
    """On the columns and on each cell: Word goes by the cells', others by the columns'. A row stays on one page."""
    for column, made in zip(grid._tbl.tblGrid.gridCol_lst, widths, strict=True):
        column.w = made
    for row in grid._tbl.tr_lst:
        row.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, made in zip(row.tc_lst, widths, strict=True):
            cell.width = made


def _fill_heads(rows: list[Any], block: Table) -> None:
    taken: set[tuple[int, int]] = set()
    cells = [list(row.cells) for row in rows]
    for number, heads in enumerate(block.header_rows):
        _repeat(rows[number])
        place = 0
        for head in heads:
            while (number, place) in taken:
                place += 1
            taken |= {(number + down, place + over) for down in range(head.rowspan) for over in range(head.colspan)}
            corner = cells[number][place]
            if head.rowspan > 1 or head.colspan > 1:
                corner = corner.merge(cells[number + head.rowspan - 1][place + head.colspan - 1])
            _write(corner, head.text, CENTER, HEI, block.font_size)


def _fill_body(rows: list[Any], block: Table) -> None:
    if not block.body_rows:
        cells = rows[0].cells
        _write(cells[0].merge(cells[-1]), block.empty, CENTER, FANG, block.font_size)
    for row, made in zip(rows, block.body_rows, strict=False):
        for cell, said in zip(row.cells, made.cells, strict=True):
            _write(cell, said.text, ALIGN[said.align], HEI if made.strong else FANG, block.font_size)


def _write(cell: Any, text: str, align: Any, face: str, size: float) -> None:
    ink(shape(cell.paragraphs[0], align, pitch=size * 1.4), text, face, size)


def _repeat(row: Any) -> None:
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)
