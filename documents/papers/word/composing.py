"""Turns an `OfficialPaper` into a DOCX: the same words in the same order as the PDF, laid out by the same standard.

Charts are drawn for the PDF alone (Word wants pixels beside an SVG): their captions stand, with where to find them.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.shared import Mm

from documents.papers.composing import annex_labels, chinese_date, enclosures_of
from documents.papers.line_breaking import balanced_lines, text_width
from documents.papers.model import Annex, Block, Figure, Heading, OfficialPaper, Paragraph, Table
from documents.papers.word.ink import (
    CENTER,
    FANG,
    HEI,
    KAI,
    LEFT,
    RIGHT,
    SIZE_2,
    SIZE_3,
    SIZE_4,
    TITLE,
    ink,
    outline,
    page_number,
    rule,
    shape,
)  # fmt: skip
from documents.papers.word.tables import add_table
from documents.workbooks.packing import packed

TEXT_WIDTH, LANDSCAPE_WIDTH = 156, 225  # mm of 版心, upright and on its side
FACES = {1: HEI, 2: KAI, 3: FANG, 4: FANG}
MASTHEAD_ROOM = 152 / (25.4 / 72)  # points
LARGEST_MASTHEAD = 42
IN_PDF = "（图见 PDF 正本）"


def compose_docx(paper: OfficialPaper) -> bytes:
    """Return the paper as DOCX: the same bytes for the same paper."""
    document = Document()
    document.settings.odd_and_even_pages_header_footer = True
    _lay_out(document.sections[0], landscape=False)
    _number_pages(document.sections[0])
    _name(document, paper)
    _head(document, paper)
    _blocks(document, paper.body, TEXT_WIDTH)
    _closing(document, paper)
    for annex, label in zip(paper.annexes, annex_labels(len(paper.annexes) + len(paper.enclosures)), strict=False):
        _annex(document, annex, label)
    _imprint(document, paper)
    stream = io.BytesIO()
    document.save(stream)
    return packed(stream.getvalue())


def _lay_out(section: Any, *, landscape: bool) -> None:
    """A4 with the margins of the standard: 天头 37 mm, 订口 28 mm, 版心 156 by 225 mm."""
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Mm(297), Mm(210)) if landscape else (Mm(210), Mm(297))
    sides = (28, 35, 26, 37) if landscape else (37, 26, 35, 28)
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = map(Mm, sides)
    section.footer_distance = Mm(25)


def _number_pages(section: Any) -> None:
    """Odd pages on the right, even ones on the left, one 字 from the edge."""
    page_number(shape(section.footer.paragraphs[0], RIGHT, pitch=None, right=1))
    page_number(shape(section.even_page_footer.paragraphs[0], LEFT, pitch=None, first=1))


def _name(document: Any, paper: OfficialPaper) -> None:
    properties = document.core_properties
    properties.title, properties.author = paper.title.replace("\n", ""), paper.signature.replace("\n", "")
    properties.comments, properties.last_modified_by = "", ""


def _line(document: Any, text: str, face: str = FANG, size: float = SIZE_3, align: Any = LEFT, **made: Any) -> Any:
    paragraph = shape(document.add_paragraph(), align, **made)
    ink(paragraph, text, face, size)
    return paragraph


def _head(document: Any, paper: OfficialPaper) -> None:
    for text in (paper.copy_number, paper.secrecy, paper.urgency, "草稿" if paper.draft else ""):
        if text:
            _line(document, text, HEI)
    lines = balanced_lines(paper.masthead, room=16.6, unbroken=paper.unbroken)
    size = min(LARGEST_MASTHEAD, MASTHEAD_ROOM / max(map(text_width, lines)))
    for text in lines:
        ink(shape(document.add_paragraph(), CENTER, pitch=None), text, TITLE, round(size), red=True)
    rule(_number(document, paper), "bottom", color="E60012", eighths=18)
    _line(document, "")
    for text in balanced_lines(paper.title, room=20, unbroken=paper.unbroken):
        _line(document, text, TITLE, SIZE_2, CENTER, pitch=35)
    _line(document, "")
    if paper.addressee:
        _line(document, f"{paper.addressee}：")


def _number(document: Any, paper: OfficialPaper) -> Any:
    """发文字号, with 签发人 at the other edge on upward papers."""
    if not paper.signer:
        return _line(document, paper.number, align=CENTER)
    paragraph = _line(document, f"　{paper.number}\t签发人：", align=LEFT)
    paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(TEXT_WIDTH - 46))
    ink(paragraph, paper.signer, KAI)
    return paragraph


def _blocks(document: Any, blocks: Iterable[Block], width: float) -> None:
    for block in blocks:
        WRITERS[type(block)](document, block, width)


def _heading(document: Any, block: Heading, _: float) -> None:
    outline(_line(document, block.text, FACES[block.level], first=2), block.level)


def _paragraph(document: Any, block: Paragraph, _: float) -> None:
    paragraph = shape(document.add_paragraph(), first=2)
    if block.label:
        ink(paragraph, block.label, HEI)
    if block.lead:
        ink(paragraph, block.lead, KAI)
    ink(paragraph, block.text)


def _figure(document: Any, block: Figure, _: float) -> None:
    _line(document, f"{block.caption}{IN_PDF}", FANG, SIZE_4, CENTER)


WRITERS: dict[type[Any], Callable[[Any, Any, float], None]] = {
    Heading: _heading,
    Paragraph: _paragraph,
    Figure: _figure,
    Table: add_table,
}


def _closing(document: Any, paper: OfficialPaper) -> None:
    if enclosures := enclosures_of(paper):
        _line(document, "")
        for item in enclosures:
            first = 2 if item.label.startswith("附件") else 5
            _line(document, f"{item.label}{item.title}", first=first)
    _line(document, "")
    for text in balanced_lines(paper.signature, room=20, unbroken=paper.unbroken):
        _line(document, text, align=RIGHT, right=2)
    _line(document, chinese_date(paper.dated), align=RIGHT, right=4)
    if paper.remark:
        _line(document, f"（{paper.remark}）", first=2)


def _annex(document: Any, annex: Annex, label: str) -> None:
    _lay_out(document.add_section(WD_SECTION.NEW_PAGE), landscape=annex.landscape)
    _line(document, label, HEI)
    for text in balanced_lines(annex.title, room=28 if annex.landscape else 20):
        _line(document, text, TITLE, SIZE_2, CENTER, pitch=35)
    _blocks(document, annex.blocks, LANDSCAPE_WIDTH if annex.landscape else TEXT_WIDTH)


def _imprint(document: Any, paper: OfficialPaper) -> None:
    """版记 at the very end, on an upright page."""
    made = paper.imprint
    if made is None:
        return
    if paper.annexes:
        _lay_out(document.add_section(WD_SECTION.NEW_PAGE), landscape=False)
    if made.copies:
        rule(_line(document, f"抄送：{made.copies_text}", size=SIZE_4, pitch=22), "top", color="000000", eighths=8)
    last = _line(document, f"{made.printed_by}\t{chinese_date(made.printed_on)}印发", size=SIZE_4, pitch=22)
    last.paragraph_format.tab_stops.add_tab_stop(Mm(TEXT_WIDTH - 48))
    rule(last, "bottom", color="000000", eighths=8)
