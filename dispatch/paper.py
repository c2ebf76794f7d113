"""The report as an official paper: 上行报告 with 签发人 in the layout of GB/T 9704-2012."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from dispatch.figures import FigureBook
from dispatch.models import Bulletin
from dispatch.report import build_report
from dispatch.report.content import AnnexContent, Block, Grid, Line, Narrative, Picture, Title, plain
from documents.papers import (
    Annex,
    Column,
    Figure,
    Heading,
    Imprint,
    OfficialPaper,
    Paragraph,
    Table,
    blocks_from_text,
    compose_html,
)
from units.models import IssuingOffice

ENCLOSURE = "调度附表（电子工作簿）"
DEMO_REMARK = "演示数据，不代表实际工作情况"


@dataclass(frozen=True)
class Issue:
    """What is settled only when a report is issued: its number, signer and day."""

    number: str
    signer: str
    dated: date


def compose_report(
    bulletin: Bulletin, office: IssuingOffice, issue: Issue, *, draft: bool, demo: bool, book: FigureBook | None = None
) -> str:
    """The report's HTML, whole: what is frozen when it is issued."""
    return compose_html(official_paper(bulletin, office, issue, draft=draft, demo=demo, book=book))


def official_paper(
    bulletin: Bulletin, office: IssuingOffice, issue: Issue, *, draft: bool, demo: bool, book: FigureBook | None = None
) -> OfficialPaper:
    report = build_report(bulletin, addressee=office.addressee, book=book)
    return OfficialPaper(
        masthead=office.red_head,
        number=issue.number,
        signer="" if bulletin.is_downward else issue.signer,
        title=report.title,
        addressee=report.addressee,
        body=_blocks(report.body),
        signature=office.issuer,
        dated=issue.dated,
        annexes=tuple(_annex(annex) for annex in report.annexes),
        enclosures=(ENCLOSURE,),
        remark=DEMO_REMARK if demo else "",
        imprint=Imprint(office.printed_by, issue.dated, _copies(office)),
        draft=draft,
        unbroken=("以工代赈", "重点工程项目", "重点工程", "领导小组", bulletin.period.label),
    )


def _copies(office: IssuingOffice) -> tuple[str, ...]:
    return tuple(name for name in re.split("[、，,；;]", office.copied_to.rstrip("。")) if name.strip())


def _annex(annex: AnnexContent) -> Annex:
    return Annex(annex.title, _blocks(annex.blocks), landscape=annex.landscape)


def _blocks(blocks: tuple[Block, ...]) -> tuple[Any, ...]:
    return tuple(made for block in blocks for made in PAPER[type(block)](block))


def _title(block: Title) -> list[Any]:
    return [Heading(block.level, block.text)]


def _line(block: Line) -> list[Any]:
    return [Paragraph(plain(block.parts), lead=block.lead)]


def _narrative(block: Narrative) -> list[Any]:
    return list(blocks_from_text(block.text))


def _picture(block: Picture) -> list[Any]:
    return [Figure(block.svg, block.caption)]


def _grid(block: Grid) -> list[Any]:
    return [
        Table(
            columns=tuple(Column(made.heading, made.width, made.align, made.group) for made in block.columns),
            rows=tuple(tuple(str(part) for part in row) for row in block.rows),
            total=tuple(str(part) for part in block.total),
            caption=block.caption,
            unit=block.unit,
            note=block.note,
            font_size=block.font_size,
        )
    ]


PAPER: dict[type[Any], Callable[[Any], list[Any]]] = {
    Title: _title,
    Line: _line,
    Narrative: _narrative,
    Picture: _picture,
    Grid: _grid,
}
