"""Turns an `OfficialPaper` into one HTML text: pure, complete in itself, and what is frozen when a paper is issued."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from documents.fonts import font_stack
from documents.papers.line_breaking import balanced_lines, text_width
from documents.papers.model import Annex, Block, Figure, OfficialPaper

MASTHEAD_ROOM = 152  # mm of the 156 of 版心
LARGEST_MASTHEAD, SMALLEST_ONE_LINE_MASTHEAD = 42, 26  # pt; a masthead smaller than the 22 pt title would look lost
TITLE_ROOM = 20  # 字 of 22 pt in 156 mm
LANDSCAPE_TITLE_ROOM = 28  # in 225 mm
PRINTER_ROOM = 18  # 字 of 14 pt, beside the day of printing
SIGNATURE_ROOM = 20  # 字 of 16 pt; a longer 署名 would leave the right half of the page and takes two lines
MM_PER_POINT = 25.4 / 72


@dataclass(frozen=True)
class Enclosure:
    """One line of the 附件说明: its label, where its text hangs and how far its first line reaches back, in 字."""

    label: str
    title: str
    hang: float
    back: float


@dataclass(frozen=True)
class AnnexPage:
    label: str
    title_lines: list[str]
    blocks: tuple[Block, ...]
    landscape: bool


def compose_html(paper: OfficialPaper) -> str:
    """Return the paper as HTML, the same text for the same paper.

    Faces are named, not embedded: `render_pdf` prints it with the faces of this machine.
    """
    lines, size = _masthead(paper)
    signature_lines = balanced_lines(paper.signature, room=SIGNATURE_ROOM, unbroken=paper.unbroken)
    signature_gap, date_gap = closing_gaps(max(map(text_width, signature_lines)), text_width(chinese_date(paper.dated)))
    context = {
        "paper": replace(paper, body=_with_safe_figures(paper.body)),
        "plain_title": paper.title.replace("\n", ""),
        "author": paper.signature.replace("\n", ""),
        "masthead_lines": lines,
        "masthead_size": size,
        "title_lines": balanced_lines(paper.title, room=TITLE_ROOM, unbroken=paper.unbroken),
        "enclosures": enclosures_of(paper),
        "annexes": _annex_pages(paper),
        "signature_lines": signature_lines,
        "signature_gap": signature_gap,
        "date_gap": date_gap,
        "printer_lines": _printer_lines(paper),
        "dated": chinese_date(paper.dated),
        "draft": paper.draft,
        **_faces(),
    }
    return render_to_string("paper/official_paper.html", context)


def _printer_lines(paper: OfficialPaper) -> list[str]:
    if paper.imprint is None:
        return []
    return balanced_lines(paper.imprint.printed_by, room=PRINTER_ROOM, unbroken=paper.unbroken)


def compose_annexes(annexes: Sequence[Annex], *, title: str, author: str, dated: date, draft: bool = False) -> str:
    """Return annexes that travel without their paper, as HTML for `render_pdf`, the same text for the same annexes.

    They bear the marks they would bear behind a paper: 「附件」, or 「附件1」, 「附件2」 when there are several.
    `title` and `author` name the file, they are not printed.
    """
    numbered = zip(annexes, annex_labels(len(annexes)), strict=True)
    pages = [_annex(annex, label, ()) for annex, label in numbered]
    context = {"annexes": pages, "plain_title": title, "author": author, "dated": dated, "draft": draft, **_faces()}
    return render_to_string("paper/annexes.html", context)


def chinese_date(day: date) -> str:
    """Return a date as papers write it: Arabic digits, month and day without a leading zero."""
    return f"{day.year}年{day.month}月{day.day}日"


def closing_gaps(signature: float, dated: float) -> tuple[float, float]:
    """Return how far 署名 and 成文日期 stay from the right edge, both in 字, from their widths in 字.

    7.3.5.2: 署名 two from the right, the date beginning two after it; a date longer than the 署名 stays two from the
    right and pushes the 署名 left.
    """
    if dated <= signature:
        return 2, signature - dated
    return 4 + dated - signature, 2


def _faces() -> dict[str, SafeString]:
    roles = {"fang": "仿宋", "kai": "楷体", "hei": "黑体", "title": "小标宋", "song": "宋体"}
    return {name: mark_safe(font_stack(role)) for name, role in roles.items()}  # noqa: S308 — our own constants


def _masthead(paper: OfficialPaper) -> tuple[list[str], float]:
    """Return the lines of the red head and their size in points: one line, or two when one would be too small."""
    lines = balanced_lines(
        paper.masthead, room=MASTHEAD_ROOM / (SMALLEST_ONE_LINE_MASTHEAD * MM_PER_POINT), unbroken=paper.unbroken
    )
    size = MASTHEAD_ROOM / max(1, *map(text_width, lines)) / MM_PER_POINT
    return lines, round(min(LARGEST_MASTHEAD, size), 1)


def _annex_pages(paper: OfficialPaper) -> list[AnnexPage]:
    labels = annex_labels(len(paper.annexes) + len(paper.enclosures))
    return [_annex(annex, label, paper.unbroken) for annex, label in zip(paper.annexes, labels, strict=False)]


def annex_labels(count: int) -> list[str]:
    """Return the marks of so many annexes: a single one bears no number."""
    return ["附件"] if count == 1 else [f"附件{number}" for number in range(1, count + 1)]


def enclosures_of(paper: OfficialPaper) -> list[Enclosure]:
    """Return the lines of the 附件说明: the annexes, then what travels beside the paper."""
    titles = [annex.title.replace("\n", "") for annex in paper.annexes] + list(paper.enclosures)
    if len(titles) == 1:
        return [Enclosure("附件：", titles[0], hang=5, back=-3)]
    labels = [f"{number}." for number in range(1, len(titles) + 1)]
    widths = [_digits_width(label) for label in labels]
    hang = 5 + max(widths, default=0)
    return [
        Enclosure(f"附件：{label}" if label == "1." else label, title, hang, -(3 + width if label == "1." else width))
        for label, title, width in zip(labels, titles, widths, strict=True)
    ]


def _digits_width(label: str) -> float:
    """Return the width of “1.” in 字 of 5.570 mm: digits of half an em, a point of a quarter, −0.074 mm each."""
    points = 16 * (0.5 * (len(label) - 1) + 0.25)
    return round((points * MM_PER_POINT - 0.074 * len(label)) / 5.570, 3)


def _annex(annex: Annex, label: str, unbroken: tuple[str, ...]) -> AnnexPage:
    room = LANDSCAPE_TITLE_ROOM if annex.landscape else TITLE_ROOM
    lines = balanced_lines(annex.title, room=room, unbroken=unbroken)
    return AnnexPage(label, lines, _with_safe_figures(annex.blocks), annex.landscape)


def _with_safe_figures(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    return tuple(replace(block, svg=_paper_svg(block.svg)) if isinstance(block, Figure) else block for block in blocks)


def _paper_svg(svg: str) -> SafeString:
    """Give a chart the face of the paper: an inline SVG inherits none from the page."""
    style = f"<style>text{{font-family:{font_stack('图')} !important}}</style>"
    return mark_safe(re.sub(r"(<svg\b[^>]*>)", lambda found: found[1] + style, svg, count=1))  # noqa: S308
