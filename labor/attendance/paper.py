"""离线考勤表: the month grid on paper, to be ticked by hand on the site or kept with what is registered."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from documents.formats import days as day_count
from documents.papers import Column, Table, render_pdf
from documents.papers.registers import Register, compose_register
from labor.attendance.calendar import day_head
from labor.attendance.export import note_taken, require_people, require_purpose
from labor.attendance.form import TITLE
from labor.attendance.grid import Grid, Line
from labor.permissions import require_works_on
from labor.taking_out import watermark
from units.models import User
from units.refusals import Refusal

OFF_SITE = "／"
MOST_PEOPLE = 150  # some fifteen seconds to lay out; a team is far smaller
FONT_SIZE = 8.0  # points: up to 37 columns stand on a sheet of 273 mm
LEGEND = (
    "填写说明：出勤一天填“√”或1，半天填“△”或0.5，没有出勤留空；“／”为未进场或已退场，不填。"
    "同一人同一天在各项目合计不超过1工日。“尾号”为身份证号后3位，其余已隐去。"
)
SIGNED = "　　　　　　　　　　　　".join(("考勤员（签字）：", "班组长（签字）：", "项目负责人（签字）：", "日期："))


@transaction.atomic
def print_month(*, grid: Grid, filled: bool, reason: str, by: User, at: datetime) -> bytes:
    """Return the PDF (A4, on its side) of the grid, empty or `filled` with what is kept; note who took it.

    Raises:
        NotAllowed: the person's post does not handle the project.
        Refusal: the reason says too little; nobody is on the roster; or more than MOST_PEOPLE are.
    """
    require_works_on(by, grid.sheet.project, "打印考勤表")
    why = require_purpose(reason)
    require_people(grid)
    if len(grid.lines) > MOST_PEOPLE:
        raise Refusal(f"一次最多打印{MOST_PEOPLE}人，这里有{len(grid.lines)}人，请先选一个班组再打印。")
    note_taken("打印考勤表", grid, why, by, at)
    register = register_of(grid, filled=filled, mark=watermark(by, at, why))
    unit = grid.sheet.project.owner_name
    return render_pdf(compose_register(register, author=unit, dated=timezone.localdate(at)))


def register_of(grid: Grid, *, filled: bool, mark: str) -> Register:
    """The sheet to be signed; `mark` stands at the foot of each page."""
    project, period = grid.sheet.project, grid.sheet.period
    facts = (
        f"项目代码：{project.code}",
        f"班组：{grid.team or '全部'}",
        f"人数：{len(grid.lines)}人",
        "合计单位：工日",
    )
    return Register(
        title=f"{project.name}{period.label}{TITLE}",
        facts=facts,
        table=_table(grid, filled),
        closing=(LEGEND, "　", SIGNED),
        foot=mark,
    )


def _table(grid: Grid, filled: bool) -> Table:
    rows = tuple(_row(number, line, filled) for number, line in enumerate(grid.lines, start=1))
    return Table(columns=_columns(grid), rows=rows, total=_total(grid, filled), font_size=FONT_SIZE)


def _columns(grid: Grid) -> tuple[Column, ...]:
    heads = [day_head(day) for day in grid.days]
    who = (Column("序号", 1.2), Column("姓名", 2.6), Column("尾号", 1.5), Column("工种", 2.4))
    days = tuple(Column(f"{head.number}\n{head.weekday}", 1) for head in heads)
    return (*who, *days, Column("合计", 1.6), Column("本人签字", 3))


def _row(number: int, line: Line, filled: bool) -> tuple[str, ...]:
    stay = line.engagement
    marks = [(cell.mark if filled else "") if cell.is_on_site else OFF_SITE for cell in line.cells]
    total = day_count(line.centidays) if filled else ""
    return (str(number), stay.name, stay.worker.id_tail, stay.trade.name, *marks, total, "")


def _total(grid: Grid, filled: bool) -> tuple[str, ...]:
    """Sums of each day and in all, or room for them."""
    by_day = [day_count(work) if filled and work else "" for work in grid.by_day]
    return ("", "每日合计", "", "", *by_day, day_count(grid.centidays) if filled else "", "")
