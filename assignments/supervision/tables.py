"""Columns of the list of 督办 as data: its workbook and its printed ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from assignments.models import SupervisionNotice
from assignments.supervision.lamps import Lamp
from documents.formats import chinese_date
from documents.papers import Column as PaperColumn
from documents.papers import Table, render_pdf
from documents.papers.registers import Register, compose_register
from documents.workbooks import Column, Kind, Sheet, write_workbook
from units.audit import record
from units.models import User

TITLE = "督办台账"
LEVELS = {0: "", 1: "已提级：分管负责人", 2: "已提级：区领导"}
Row = tuple[SupervisionNotice, Lamp, str]


def level_said(level: int) -> str:
    return LEVELS.get(level, "")


def _day(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None


def _lamp(row: Row) -> str:
    return f"{row[1].label}（{row[2]}）"


COLUMNS: tuple[tuple[str, Kind, Callable[[Row], Any]], ...] = (
    ("文号", Kind.TEXT, lambda row: row[0].paper.document_number if row[0].paper else ""),
    ("督办事项", Kind.TEXT, lambda row: row[0].title),
    ("承办单位", Kind.TEXT, lambda row: row[0].unit.name),
    ("来源", Kind.TEXT, lambda row: row[0].get_source_display()),
    ("来源说明", Kind.TEXT, lambda row: row[0].source_label),
    ("督办依据", Kind.TEXT, lambda row: row[0].basis),
    ("办理要求", Kind.TEXT, lambda row: row[0].demand),
    ("下达日期", Kind.DATE, lambda row: _day(row[0].issued_at)),
    ("签收日期", Kind.DATE, lambda row: _day(row[0].signed_for_at)),
    ("反馈期限", Kind.DATE, lambda row: row[0].due_on),
    ("反馈日期", Kind.DATE, lambda row: _day(row[0].answered_at)),
    ("办结日期", Kind.DATE, lambda row: _day(row[0].closed_at)),
    ("状态", Kind.TEXT, lambda row: row[0].get_state_display()),
    ("亮灯", Kind.TEXT, _lamp),
    ("提级", Kind.TEXT, lambda row: level_said(row[0].level)),
    ("核查意见", Kind.TEXT, lambda row: row[0].verdict),
)
PRINTED = (
    ("文号", 2.5), ("督办事项", 4.2), ("承办单位", 2.0), ("下达日期", 1.6), ("反馈期限", 1.6), ("反馈日期", 1.6),
    ("状态", 1.9), ("亮灯", 2.8), ("提级", 1.8),
)  # fmt: skip


@transaction.atomic
def export_supervisions(*, rows: Sequence[Row], conditions: Sequence[str], by: User, at: datetime) -> bytes:
    """Exactly the rows of the page as a workbook; recorded like every export."""
    columns = [Column(key=str(number), heading=heading, kind=kind) for number, (heading, kind, _) in enumerate(COLUMNS)]
    written = [{str(number): value(row) for number, (_, _, value) in enumerate(COLUMNS)} for row in rows]
    preamble = [f"共{len(rows)}件，{chinese_date(timezone.localdate(at))}导出", *_told(conditions)]
    content = write_workbook([Sheet(title=TITLE, columns=columns, rows=written, preamble=preamble)])
    record(act="导出督办台账", subject=f"{len(rows)} 件", by=by, at=at, rows=len(rows))
    return content


def print_supervisions(*, rows: Sequence[Row], conditions: Sequence[str], by: User, at: datetime) -> bytes:
    """The rows of the page as a ledger on its side, to print."""
    day = timezone.localdate(at)
    values = {heading: value for heading, _, value in COLUMNS}
    left = {"督办事项"}
    table = Table(
        columns=(PaperColumn("序号", 0.7), *(PaperColumn(h, w, "left" if h in left else "center") for h, w in PRINTED)),
        rows=tuple(
            (str(number), *(_text(values[heading](row)) for heading, _ in PRINTED))
            for number, row in enumerate(rows, start=1)
        ),
        font_size=9,
    )
    facts = (f"共{len(rows)}件，办理情况截至{chinese_date(day)}", *_told(conditions))
    register = Register(TITLE, facts, table, (), f"{by.name} {day:%Y-%m-%d} 打印")
    content = render_pdf(compose_register(register, author=by.name, dated=day))
    with transaction.atomic():
        record(act="打印督办台账", subject=f"{len(rows)} 件", by=by, at=at, rows=len(rows))
    return content


def _text(value: Any) -> str:
    return f"{value:%Y-%m-%d}" if isinstance(value, date) else str(value or "—")


def _told(conditions: Iterable[str]) -> list[str]:
    said = "，".join(conditions)
    return [f"筛选：{said}"] if said else []
