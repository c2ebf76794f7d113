"""Official paper in the layout of GB/T 9704-2012: `compose_html` what it says, `render_pdf` how it prints."""

from documents.papers.check_mark import with_check_mark
from documents.papers.composing import TITLE_ROOM, chinese_date, compose_annexes, compose_html
from documents.papers.errors import ChartNotDrawn, ForbiddenAddress, MissingGlyphs, PaperEngineMissing, PaperNotPrinted
from documents.papers.letter_form import compose_letter_form
from documents.papers.model import (
    ANNEX_ROW_LIMIT,
    Annex,
    AnnexTooLong,
    Block,
    Column,
    Figure,
    Heading,
    Imprint,
    OfficialPaper,
    Paragraph,
    Table,
)
from documents.papers.narrative import blocks_from_text
from documents.papers.rendering import render_pdf
from documents.papers.word import compose_docx

__all__ = [
    "ANNEX_ROW_LIMIT",
    "TITLE_ROOM",
    "Annex",
    "AnnexTooLong",
    "Block",
    "ChartNotDrawn",
    "Column",
    "Figure",
    "ForbiddenAddress",
    "Heading",
    "Imprint",
    "MissingGlyphs",
    "OfficialPaper",
    "PaperEngineMissing",
    "PaperNotPrinted",
    "Paragraph",
    "Table",
    "blocks_from_text",
    "chinese_date",
    "compose_annexes",
    "compose_docx",
    "compose_html",
    "compose_letter_form",
    "render_pdf",
    "with_check_mark",
]
