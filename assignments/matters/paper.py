"""重大事项报告 as an official paper: upward, with 签发人, to whom the office reports."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.utils import timezone

from assignments.models import MajorMatter, PaperKind, Urgency
from assignments.papers import official, preview
from documents.papers import Block, Heading, OfficialPaper, Paragraph, blocks_from_text
from units.office import issuing_office

NUMERALS = "一二三四"
URGENCY = {Urgency.URGENT: "加急", Urgency.CRITICAL: "特急"}


def matter_paper(matter: MajorMatter, number: str, day: date, *, draft: bool = False) -> OfficialPaper:
    """The report under a number, of a day; the urgent ones bear it at the head (GB/T 9704-2012, 7.2.3)."""
    return official(
        number=number,
        title=title_of(matter),
        addressee=issuing_office().addressee,
        body=(*_body(matter),),
        dated=day,
        signer=matter.signer,
        urgency=URGENCY.get(Urgency(matter.urgency), ""),
        draft=draft,
    )


def title_of(matter: MajorMatter) -> str:
    """关于…的报告."""
    return f"关于{matter.title}的报告"


def preview_of(matter: MajorMatter, *, at: datetime) -> bytes:
    """The report as it would go out today, under no number yet."""

    def compose(number: str, day: date) -> OfficialPaper:
        return matter_paper(matter, number, day, draft=True)

    return preview(kind=PaperKind.MATTER, compose=compose, on=timezone.localdate(at))


def _body(matter: MajorMatter) -> Iterator[Block]:
    yield Paragraph(f"现将{matter.title}有关情况报告如下。")
    parts = [("基本情况", matter.situation), ("已采取的措施", matter.handled), ("下一步安排", matter.next_steps)]
    told = [(title, text) for title, text in parts if text]
    for numeral, (title, text) in zip(NUMERALS, told, strict=False):
        yield Heading(1, f"{numeral}、{title}")
        yield from blocks_from_text(text)
    yield Paragraph("特此报告。")
