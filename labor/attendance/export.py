"""A month's 考勤表 taken out of the system: the same form as is imported, masked, marked with who took it (§12)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from documents.workbooks import Column, Kind, Sheet, write_workbook
from labor.attendance.conflicts import Conflict
from labor.attendance.filters import CONFLICT_KINDS
from labor.attendance.form import TITLE, day_key, form_for
from labor.attendance.grid import Grid, Line
from labor.attendance.marks import HOW_TO
from labor.permissions import require_works_on
from labor.taking_out import MASKED, stated_purpose, watermark
from projects.models import Period
from units.audit import record
from units.models import User
from units.refusals import Refusal

CONFLICT_COLUMNS = (
    Column(key="kind", heading="情形", width=18),
    Column(key="day", heading="日期", kind=Kind.DATE, width=12),
    Column(key="name", heading="姓名", width=10),
    Column(key="identity", heading="身份证号", width=20),
    Column(key="projects", heading="项目", width=50),
    Column(key="said", heading="说明", width=60),
)


def require_purpose(reason: str) -> str:
    """What a list of people is taken out for, without numbers.

    Raises:
        Refusal: it says too little.
    """
    return stated_purpose(reason, lacking="请写明用途，至少四个字，会印在表的首尾，并记入审计日志。")


@transaction.atomic
def export_month(*, grid: Grid, reason: str, by: User, at: datetime) -> bytes:
    """Return an .xlsx of the grid in the form that is imported, sums beside, ID numbers masked.

    Raises:
        NotAllowed: the person's post does not handle the project.
        Refusal: the reason says too little; or nobody is on the roster.
    """
    project, period = grid.sheet.project, grid.sheet.period
    require_works_on(by, project, "导出考勤表")
    why = require_purpose(reason)
    require_people(grid)
    note_taken("导出考勤表", grid, why, by, at)
    mark = watermark(by, at, why)
    sheet = Sheet(
        title=f"{project.name}{period.label}{TITLE}",
        name=TITLE,
        columns=_columns(grid),
        rows=[_row(number, line) for number, line in enumerate(grid.lines, start=1)],
        preamble=[f"项目代码：{project.code}" + (f"  班组：{grid.team}" if grid.team else ""), mark],
        notes=[f"说明：{HOW_TO}。合计单位为工日。{MASKED}", mark],
    )
    return write_workbook([sheet])


def require_people(grid: Grid) -> None:
    if not grid.lines:
        raise Refusal("这个月的名册里没有人，没有内容可以导出或打印；请先办理进场登记，或换一个班组。")


def note_taken(act: str, grid: Grid, why: str, by: User, at: datetime) -> None:
    project, period = grid.sheet.project, grid.sheet.period
    subject = f"{project.code} {project.name} {period.label}"
    record(act=act, subject=subject, by=by, at=at, rows=len(grid.lines), detail={"reason": why, "team": grid.team})


def _columns(grid: Grid) -> list[Column]:
    last = day_key(len(grid.days))
    columns = form_for(grid.sheet.period.month).columns
    return [column for column in columns if column.key <= last or not column.key.startswith("d")]


def _row(number: int, line: Line) -> dict[str, Any]:
    stay = line.engagement
    marks = {day_key(cell.day.day): cell.mark for cell in line.cells}
    who = {"serial": str(number), "name": stay.name, "identity": stay.worker.id_masked, "job": stay.trade.name}
    return {**who, **marks, "total": line.centidays}


@transaction.atomic
def export_conflicts(
    *, period: Period, found: Sequence[Conflict], said: Sequence[str], reason: str, by: User, at: datetime
) -> bytes:
    """Return an .xlsx of the listed conflicts, as the page shows them to this reader.

    Raises:
        Refusal: the reason says too little; or nothing is listed.
    """
    why = require_purpose(reason)
    if not found:
        raise Refusal("没有符合条件的情况，没有导出。")
    detail = {"reason": why, "conditions": list(said)}
    record(act="导出考勤核对清单", subject=period.label, by=by, at=at, rows=len(found), detail=detail)
    mark = watermark(by, at, why)
    sheet = Sheet(
        title=f"{period.label}同一人在多个项目的考勤核对清单",
        name="考勤核对",
        columns=CONFLICT_COLUMNS,
        rows=[_said(each) for each in found],
        preamble=[f"筛选条件：{'；'.join(said) or '全部'}", mark],
        notes=[f"共{len(found)}条。{MASKED}", mark],
    )
    return write_workbook([sheet])


def _said(each: Conflict) -> dict[str, Any]:
    return {
        "kind": dict(CONFLICT_KINDS)[each.kind],
        "day": each.day,
        "name": each.worker.name,
        "identity": each.worker.id_masked,
        "projects": "、".join(project.name for project in each.projects),
        "said": each.sentence,
    }
