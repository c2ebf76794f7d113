"""The four kinds: what each is called, how it opens, which sections it has in which order, how it ends."""

from __future__ import annotations

from collections.abc import Callable

from dispatch.models import Bulletin, BulletinKind
from dispatch.report.changed import changes
from dispatch.report.content import Block, Line, Narrative, Section, led
from dispatch.report.goals import goals, quarters
from dispatch.report.grouped import by_sector, by_unit, groups
from dispatch.report.late import late
from dispatch.report.overall import (
    differences,
    employment,
    frozen_words,
    investment,
    overall,
    remuneration,
    sources,
    training,
)
from dispatch.report.standing import standings
from dispatch.report.told import practices, problems, restatement
from dispatch.spanbook import SpanBook

SUBJECT = "重点工程项目以工代赈工作"
MEMBERS = "各成员单位"  # whom a 通报 is addressed to
CLOSING = "特此报告。"
STEPS = {BulletinKind.MONTH_REPORT: "下步工作", BulletinKind.QUARTER_NOTICE: "工作要求"}


def title_of(bulletin: Bulletin) -> str:
    """关于2026年10月重点工程项目以工代赈工作进展情况的报告, …的通报, 关于2026年度…情况的报告."""
    kind = BulletinKind(bulletin.kind)
    what = "情况" if kind in (BulletinKind.HALF_REPORT, BulletinKind.YEAR_REPORT) else "进展情况"
    return f"关于{_span(bulletin)}{SUBJECT}{what}的{'通报' if bulletin.is_downward else '报告'}"


def _span(bulletin: Bulletin) -> str:
    return f"{bulletin.span}度" if bulletin.kind == BulletinKind.YEAR_REPORT else bulletin.span


def steps_title(bulletin: Bulletin) -> str:
    """What the last part, worded by people, is called; at the end of a year the next one is spoken of."""
    ends_year = bulletin.period.month.month == 12
    return STEPS.get(BulletinKind(bulletin.kind), "下一年工作打算" if ends_year else "下半年工作打算")


def opening(bulletin: Bulletin) -> Block:
    what = "工作进展情况" if bulletin.kind in (BulletinKind.MONTH_REPORT, BulletinKind.QUARTER_NOTICE) else "工作情况"
    told = "通报" if bulletin.is_downward else "报告"
    return Line((f"现将{_span(bulletin)}全区重点工程项目以工代赈{what}{told}如下。",))


def closing(bulletin: Bulletin) -> list[Block]:
    """An upward report ends with 特此报告; a 通报 ends with what is demanded."""
    return [] if bulletin.is_downward else [Line((CLOSING,))]


def sections(bulletin: Bulletin, book: SpanBook) -> list[Section]:
    return SECTIONS[BulletinKind(bulletin.kind)](bulletin, book)


def _month(bulletin: Bulletin, book: SpanBook) -> list[Section]:
    return [
        ("总体情况", overall(book)),
        ("分领域情况", by_sector(book)),
        ("分单位情况", [*by_unit(book), *standings(book)]),
        ("滞后及未报名单", late(book)),
        *_words(bulletin),
    ]


def _quarter(bulletin: Bulletin, book: SpanBook) -> list[Section]:
    return [
        ("各单位排名情况", standings(book)),
        ("总体情况", overall(book)),
        ("分领域和分单位情况", [*by_sector(book), *by_unit(book)]),
        ("滞后及未报名单", late(book)),
        *_words(bulletin),
    ]


def _long(bulletin: Bulletin, book: SpanBook) -> list[Section]:
    return [
        ("年度目标完成情况", goals(book)),
        ("各季度进展和对比情况", [*quarters(book), *changes(book)]),
        ("投资、就业和报酬情况", _done(book)),
        ("分领域和分单位情况", groups(book)),
        ("报送和进度排名情况", standings(book)),
        ("滞后及未报名单", late(book)),
        *_words(bulletin),
    ]


def _done(book: SpanBook) -> list[Block]:
    parts = [
        ("投资和资金情况", investment(book)),
        ("吸纳就业和培训情况", (*employment(book), *training(book))),
        ("劳务报酬发放情况", remuneration(book.total)),
        ("数据来源", (*sources(book.total), frozen_words(book))),
    ]
    return [*led(parts), *differences(book, len(parts) + 1)]


def _words(bulletin: Bulletin) -> list[Section]:
    return [
        ("典型做法", practices(bulletin)),
        ("存在的问题", problems(bulletin)),
        ("更正说明", restatement(bulletin)),
        (steps_title(bulletin), [Narrative(bulletin.next_steps)]),
    ]


SECTIONS: dict[BulletinKind, Callable[[Bulletin, SpanBook], list[Section]]] = {
    BulletinKind.MONTH_REPORT: _month,
    BulletinKind.QUARTER_NOTICE: _quarter,
    BulletinKind.HALF_REPORT: _long,
    BulletinKind.YEAR_REPORT: _long,
}
