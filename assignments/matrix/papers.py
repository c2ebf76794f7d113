"""任务分工表 of a year: 序号｜工作任务｜责任单位｜备注 (渝府办发〔2022〕100号), as PDF and as workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from assignments.assigning.lamp import WORST_FIRST, Lamp
from assignments.duties import COLUMNS, responsible
from assignments.matrix.board import Board, Row
from assignments.papers import DEMO_REMARK
from documents.papers import Annex, Paragraph, Table, compose_annexes, render_pdf
from documents.papers import Column as PaperColumn
from documents.workbooks import Column, Sheet, write_workbook
from units.audit import record
from units.models import User
from units.office import issuing_office

TITLE = "{}年重点工程项目以工代赈重点任务分工表"
BASIS = "依据：大渡口府办发〔2022〕86号"
SAID = {
    Lamp.RED: "逾期",
    Lamp.YELLOW: "临期",
    Lamp.GREEN: "推进中",
    Lamp.UNLIT: "待下达",
    Lamp.GREY: "办结",
}
PAPER_COLUMNS = (
    PaperColumn("序号", 0.7),
    PaperColumn("工作任务", 4.6, "left"),
    PaperColumn("责任单位", 5.0, "left"),
    PaperColumn("备注", 2.9, "left"),
)


@transaction.atomic
def print_matrix(*, board: Board, by: User | None, at: datetime) -> bytes:
    """The 任务分工表 as PDF, in the layout of an official annex; recorded."""
    rows = tuple(tuple(str(value) for value in row.values()) for row in _lines(board))
    day = timezone.localdate(at)
    head = f"{BASIS}；截至{day.year}年{day.month}月{day.day}日"
    remark = [Paragraph(f"（{DEMO_REMARK}）")] if settings.DEMO_MODE else []
    title = TITLE.format(board.year)
    table = Table(columns=PAPER_COLUMNS, rows=rows, font_size=10.5)
    annex = Annex(title=title, blocks=(Paragraph(head), *remark, table), landscape=True)
    record(act="打印任务分工表", subject=title, by=by, at=at, rows=len(rows))
    return render_pdf(compose_annexes((annex,), title=title, author=issuing_office().issuer, dated=day))


@transaction.atomic
def export_matrix(*, board: Board, by: User | None, at: datetime) -> bytes:
    """The 任务分工表, the matrix and what its characters mean, as a workbook; recorded."""
    title = TITLE.format(board.year)
    lines = list(_lines(board))
    preamble = [BASIS, f"亮灯截至{board.clock.on:%Y-%m-%d}"]
    sheets = [
        Sheet(title="任务分工表", columns=list(COLUMNS), rows=lines, preamble=[title, *preamble]),
        Sheet(title="任务矩阵", columns=_matrix_columns(board), rows=list(_matrix(board)), preamble=[*_legend(board)]),
    ]
    record(act="导出任务矩阵", subject=title, by=by, at=at, rows=len(lines))
    return write_workbook(sheets)


def _lines(board: Board) -> Iterator[dict[str, object]]:
    for number, row in enumerate(board.rows, start=1):
        units = responsible(row.duty) if row.duty else _named(row)
        yield {"number": number, "text": row.title, "units": units, "remark": _remark(row)}


def _named(row: Row) -> str:
    return "、".join(cell.unit.name for cell in row.led)


def _remark(row: Row) -> str:
    """通知三（八）；任务8项：逾期1、推进中7."""
    counted = "、".join(f"{SAID[lamp]}{row.lamps[lamp]}" for lamp in WORST_FIRST if row.lamps[lamp])
    tasks = f"任务{row.lamps.total()}项：{counted}" if counted else "本年未分解任务"
    said = [f"通知{row.clause}" if row.clause else "", tasks, row.duty.remark if row.duty else ""]
    return "；".join(part for part in said if part)


def _matrix_columns(board: Board) -> list[Column]:
    fixed = [
        Column(key="clause", heading="条款", width=10),
        Column(key="title", heading="工作任务", width=50),
    ]
    return [*fixed, *(Column(key=f"u{unit.pk}", heading=unit.name, width=12) for unit in board.units)]


def _matrix(board: Board) -> Iterator[dict[str, object]]:
    for row in board.rows:
        cells: Sequence[object] = [cell.mark if cell else "" for cell in row.cells]
        keys = [f"u{unit.pk}" for unit in board.units]
        yield {"clause": row.clause, "title": row.title, **dict(zip(keys, cells, strict=True))}


def _legend(board: Board) -> list[str]:
    marks = "；".join(f"{lamp.mark}＝{lamp.label}（{rule}）" for lamp, rule in board.clock.rules)
    return [f"{marks}；未＝责任单位还没有任务；配＝配合单位"]
