"""What the four kinds of report say (§4 of the rules), the same for paper, page and DOCX."""

from __future__ import annotations

from dispatch.figures import FigureBook
from dispatch.models import Bulletin
from dispatch.report.content import Report, numbered
from dispatch.report.detail import detail_annex
from dispatch.report.kinds import MEMBERS, closing, opening, sections, steps_title, title_of
from dispatch.report.late import late_annex
from dispatch.report.told import replaced
from dispatch.spanbook import SpanBook

__all__ = ["Report", "build_report", "steps_title", "title_of"]

MOST_PROJECTS, MOST_LATE = 300, 100  # lines of an annex on paper; the workbook has all


def build_report(bulletin: Bulletin, *, addressee: str, book: FigureBook | None = None) -> Report:
    """Everything the report says, in constant queries; figures come from frozen revisions alone.

    Args:
        addressee: to whom an upward report goes; a 通报 goes to the member units.
        book: the report's figures where they are read already (`SpanBook.of`).
    """
    book = book if isinstance(book, SpanBook) else SpanBook.of(bulletin)
    return Report(
        title=title_of(bulletin),
        addressee=MEMBERS if bulletin.is_downward else addressee,
        body=(*replaced(bulletin), opening(bulletin), *numbered(sections(bulletin, book)), *closing(bulletin)),
        annexes=(detail_annex(book, most=MOST_PROJECTS), late_annex(book, most=MOST_LATE)),
        is_downward=bulletin.is_downward,
    )
