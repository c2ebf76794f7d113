"""Roll lists, rolls and overlaps as workbooks: what the page shows, masked, with an audit entry counting the rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from documents.workbooks import Column, Kind, Sheet, write_workbook
from labor.figures import total_of
from labor.models import WageLine, WageRoll
from labor.overlaps import Overlap
from labor.tables import LINE_COLUMNS, ROLL_COLUMNS, roll_rows, totals_of, workbook_rows
from labor.taking_out import MASKED, stated_purpose, watermark
from projects.models import Period
from units.audit import record
from units.models import User

PAID = "“已发放”指填有支付日期并有凭证或签字的行。"
NOT_YOURS = "不由您单位经办的项目只列名称，工种、工日和实发由其经办单位查看。"
LACKING = "请写明导出用途，至少四个字，会写在表的首尾。"
OVERLAP_COLUMNS = (
    Column(key="name", heading="姓名"),
    Column(key="id_number", heading="身份证号"),
    Column(key="project", heading="项目名称", width=30),
    Column(key="job", heading="工种"),
    Column(key="centidays", heading="工作时间（工日）", kind=Kind.HUNDREDTHS),
    Column(key="net_fen", heading="实发（元）", kind=Kind.MONEY_YUAN),
)


@transaction.atomic
def export_rolls(*, rolls: QuerySet[WageRoll], said: Sequence[str], by: User, at: datetime) -> bytes:
    """Return an .xlsx of the filtered list of rolls; totals count the rolls in force alone."""
    rows = roll_rows(list(rolls))
    filters = "；".join(said)
    record(act="导出发放表清单", subject=filters, by=by, at=at, rows=len(rows), detail={"conditions": list(said)})
    lines = WageLine.objects.in_force().filter(roll__in=rolls.order_by().values("pk"))
    sheet = Sheet(
        title="劳务报酬发放表清单",
        columns=[column.column for column in ROLL_COLUMNS],
        rows=workbook_rows(ROLL_COLUMNS, rows),
        totals=totals_of(ROLL_COLUMNS, total_of(lines)),
        unit="元",
        preamble=[f"筛选条件：{filters}"],
        notes=[PAID, "合计不含已作废的发放表。"],
    )
    return write_workbook([sheet])


@transaction.atomic
def export_roll(
    *, roll: WageRoll, lines: QuerySet[WageLine], said: Sequence[str], reason: str, by: User, at: datetime
) -> bytes:
    """Return an .xlsx of one roll's lines (all, or those filtered), numbers masked, marked with who took it and why.

    Raises:
        Refusal: the reason says too little.
    """
    why = stated_purpose(reason, lacking=LACKING)
    mark = watermark(by, at, why)
    rows = workbook_rows(LINE_COLUMNS, lines)
    detail = {"roll": roll.pk, "conditions": list(said), "reason": why}
    record(act="导出发放表", subject=roll.subject, by=by, at=at, rows=len(rows), detail=detail)
    sheet = Sheet(
        title=f"{roll.project.name}{roll.period.label}劳务报酬发放表",
        name="发放表",
        columns=[column.column for column in LINE_COLUMNS],
        rows=rows,
        totals=totals_of(LINE_COLUMNS, total_of(WageLine.objects.filter(pk__in=lines.order_by().values("pk")))),
        unit="元",
        preamble=[f"项目代码：{roll.project.code}", *([f"筛选条件：{'；'.join(said)}"] if said else []), mark],
        notes=[MASKED, PAID, *(["本表已作废。"] if roll.voided_at else []), mark],
    )
    return write_workbook([sheet])


@transaction.atomic
def export_overlaps(*, period: Period, found: Sequence[Overlap], reason: str, by: User, at: datetime) -> bytes:
    """Return an .xlsx of people on two or more projects' rolls of a month: one row for each person and project.

    Raises:
        Refusal: the reason says too little.
    """
    why = stated_purpose(reason, lacking=LACKING)
    mark = watermark(by, at, why)
    rows = [
        {
            "name": part.name,
            "id_number": overlap.worker.id_masked,
            "project": part.project.name,
            "job": part.job,
            "centidays": part.centidays,
            "net_fen": part.net_fen,
        }
        for overlap in found
        for part in overlap.parts
    ]
    detail = {"people": len(found), "reason": why}
    record(act="导出同月多项目人员", subject=period.label, by=by, at=at, rows=len(rows), detail=detail)
    sheet = Sheet(
        title=f"{period.label}同一人在多个项目发放表上的情况",
        columns=OVERLAP_COLUMNS,
        rows=rows,
        unit="元",
        preamble=[mark],
        notes=[MASKED, *([] if all(overlap.is_whole for overlap in found) else [NOT_YOURS]), mark],
    )
    return write_workbook([sheet])
