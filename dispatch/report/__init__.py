"""月度调度报告 as content: 总体—分领域—分单位—滞后及未报名单—问题—下步—附件表 (§4 of the rules)."""

from __future__ import annotations

from dispatch.figures import FigureBook
from dispatch.models import Bulletin
from dispatch.report.content import Block, Line, Narrative, Report, Title
from dispatch.report.detail import detail_annex
from dispatch.report.grouped import by_sector, by_unit
from dispatch.report.late import late, late_annex
from dispatch.report.overall import overall

__all__ = ["Report", "build_report", "title_of"]


def title_of(bulletin: Bulletin) -> str:
    return f"关于{bulletin.period.label}重点工程项目以工代赈工作进展情况的报告"


def build_report(bulletin: Bulletin, *, addressee: str, book: FigureBook | None = None) -> Report:
    """Everything the report says, the same for paper and page; figures come from the bulletin's frozen revision."""
    book = book or FigureBook(bulletin.revision)
    return Report(
        title=title_of(bulletin),
        addressee=addressee,
        body=(_opening(book), *overall(book), *by_sector(book), *by_unit(book), *late(book), *_words(bulletin)),
        annexes=(detail_annex(book), late_annex(book)),
    )


def _opening(book: FigureBook) -> Block:
    return Line((f"现将{book.period.label}全区重点工程项目以工代赈工作进展情况报告如下。",))


def _words(bulletin: Bulletin) -> list[Block]:
    return [
        Title(1, "五、存在的问题"),
        Narrative(bulletin.problems),
        Title(1, "六、下步工作"),
        Narrative(bulletin.next_steps),
        Line(("特此报告。",)),
    ]
