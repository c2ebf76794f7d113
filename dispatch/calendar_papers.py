"""调度日程 on paper and as a workbook: the year's rounds with their days, and the office's own working days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from dispatch.calendar_rows import Day, Row, rows_of
from documents.formats import chinese_moment
from documents.papers import Column as PaperColumn
from documents.papers import Table, render_pdf
from documents.papers.registers import Register, compose_register
from documents.workbooks import Column, Kind, Sheet, write_workbook
from projects.calendar import announced
from projects.models import ChangedDay
from projects.rounds import DAYS, LABELS
from projects.working_days import changed_in
from units.audit import record
from units.models import User

ON_PAPER = (
    PaperColumn("轮次", 1.5),
    *(PaperColumn(LABELS[name], 1.3) for name in DAYS),
    PaperColumn("状态", 0.9), PaperColumn("说明", 2.4, "left"),
)  # fmt: skip
IN_BOOK = (
    Column(key="kind", heading="频次", width=8),
    Column(key="label", heading="轮次", width=18),
    *(
        column
        for name in DAYS
        for column in (
            Column(key=name, heading=LABELS[name], kind=Kind.DATE, width=13),
            Column(key=f"{name}_week", heading="星期", width=8),
        )
    ),
    Column(key="state", heading="状态", width=12),
    Column(key="why", heading="说明", width=50),
)
CHANGES = (
    Column(key="day", heading="日期", kind=Kind.DATE, width=13),
    Column(key="works", heading="改为", width=8),
    Column(key="basis", heading="依据", width=50),
    Column(key="set_by", heading="设定人", width=12),
    Column(key="set_on", heading="设定日期", kind=Kind.DATE, width=13),
)


def calendar_paper(*, year: int, by: User, at: datetime) -> bytes:
    """The year's rounds as PDF, one upright A4."""
    rows = rows_of(by, year, timezone.localdate(at))
    register = Register(
        title=f"{year}年以工代赈调度日程",
        facts=(f"共{len(rows)}轮", "频次和日期由领导小组办公室自定，遇休息日顺延，说明栏为顺延前的日期"),
        table=Table(columns=ON_PAPER, rows=tuple(_line(row, year) for row in rows), empty="还没有排定", font_size=9),
        closing=tuple(notes(year)),
        foot=f"{by.name}于{chinese_moment(at)}打印",
        upright=True,
    )
    return render_pdf(compose_register(register, author=by.name, dated=timezone.localdate(at)))


def _line(row: Row, year: int) -> tuple[str, ...]:
    days = (_short(one, year) for one in row.days)
    before = (f"{one.label[:-1]}原{one.counted}" for one in row.days if one.counted)
    why = "；".join([*([row.round.note] if row.round.note else []), *before])
    return (row.round.label, *days, row.label, why)


def _short(one: Day, year: int) -> str:
    """2月5日（四）; with the year where it is another."""
    of_year = f"{one.day.year}年" if one.day.year != year else ""
    return f"{of_year}{one.day.month}月{one.day.day}日（{one.weekday[-1]}）"


def said(row: Row) -> str:
    """Why days of a round are not as counted, and what the office noted."""
    return "；".join([*([row.round.note] if row.round.note else []), *_whys(row.days)])


def _whys(days: tuple[Day, ...]) -> Iterator[str]:
    for one in days:
        if one.why and one.why != "手动调整":
            yield f"{one.label}{one.why}"


def notes(year: int) -> Iterator[str]:
    """What to know of the years whose holidays are not announced yet."""
    for one in (year, year + 1):
        if not announced(one):
            yield f"{one}年的放假安排还没有公布或没有收录，{one}年的日期只按周末和办公室登记的调整推算，公布后会重排。"


@transaction.atomic
def calendar_workbook(*, year: int, by: User, at: datetime) -> bytes:
    """The rounds and the changed days of a year as .xlsx; leaves an audit entry."""
    rows = rows_of(by, year, timezone.localdate(at))
    changed = [_change(one) for one in changed_in(year)]
    record(act="导出调度日程", subject=f"{year}年", by=by, at=at, rows=len(rows))
    title = f"{year}年以工代赈调度日程"
    told = tuple(notes(year))
    sheets = [
        Sheet(title=title, name="调度日程", columns=IN_BOOK, rows=[_cells(row) for row in rows], notes=told),
        Sheet(title=f"{year}年工作日调整", name="工作日调整", columns=CHANGES, rows=changed),
    ]
    return write_workbook(sheets)


def _cells(row: Row) -> dict[str, Any]:
    held = row.round
    days: dict[str, Any] = {name: getattr(held, name) for name in DAYS}
    weeks = {f"{name}_week": one.weekday for name, one in zip(DAYS, row.days, strict=True)}
    return {
        "kind": held.get_kind_display(), "label": held.label, **days, **weeks, "state": row.label, "why": said(row),
    }  # fmt: skip


def _change(one: ChangedDay) -> dict[str, str | date]:
    return {
        "day": one.day,
        "works": "上班" if one.is_working else "休息",
        "basis": one.basis,
        "set_by": one.set_by.name,
        "set_on": timezone.localdate(one.set_at),
    }
