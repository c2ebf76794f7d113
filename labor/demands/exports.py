"""Demands as workbooks: the list as shown, and the 务工需求表 in the columns of the form (§3 of the rules)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from documents.formats import chinese_date
from documents.workbooks import Column, Kind, Sheet, write_workbook
from labor.demands.tables import BAD_AFTER_DAYS, WARN_AFTER_DAYS, contact_said, export_columns, skills_said
from labor.models import LaborDemand
from projects.exports import export_rows
from units.audit import record
from units.models import User

LIST_TITLE, FORM_TITLE = "用工需求清单", "务工需求表"
LIST_NOTES = (
    "需求人数为各条需求之和；已确认、待答复按需求计，同一人先后到两处务工的计两次。",
    f"未招满天数从发布之日起算，超过{WARN_AFTER_DAYS}天、{BAD_AFTER_DAYS}天的在页面上提示（办公室自定）。",
)
FORM_COLUMNS = (
    Column(key="serial", heading="序号", kind=Kind.ORDINAL, width=6),
    Column(key="project", heading="项目名称", width=26),
    Column(key="task", heading="建设任务/用工环节", width=24),
    Column(key="trade", heading="岗位工种", width=12),
    Column(key="headcount", heading="人数（人）", kind=Kind.INTEGER, width=8),
    Column(key="days", heading="起止时间", width=22),
    Column(key="skills", heading="技能要求", width=20),
    Column(key="day_rate_fen", heading="日工资（元/工日）", kind=Kind.MONEY_YUAN, width=11),
    Column(key="place", heading="地点", width=18),
    Column(key="contact", heading="联系人电话", width=18),
    Column(key="remark", heading="备注", width=16),
)


def export_demands(
    *, demands: QuerySet[LaborDemand], conditions: Sequence[str], on: date, by: User, at: datetime
) -> bytes:
    """Return an .xlsx of the filtered list with its totals; ages are as of the day `on`."""
    return export_rows(
        act="导出用工需求清单",
        rows=demands,
        columns=export_columns(on),
        title=LIST_TITLE,
        conditions=conditions,
        by=by,
        at=at,
        unit="人、元",
        notes=LIST_NOTES,
    )


@transaction.atomic
def export_form(*, demands: QuerySet[LaborDemand], conditions: Sequence[str], by: User, at: datetime) -> bytes:
    """Return the 务工需求表 of the filtered demands as an .xlsx, and leave an audit entry."""
    rows = [_form_row(number, one) for number, one in enumerate(demands, start=1)]
    said = "；".join(conditions) or "全部"
    detail = {"conditions": list(conditions)}
    record(act=f"导出{FORM_TITLE}", subject=f"{FORM_TITLE}（{said}）", by=by, at=at, rows=len(rows), detail=detail)
    sheet = Sheet(
        title=FORM_TITLE,
        columns=FORM_COLUMNS,
        rows=rows,
        totals={"headcount": sum(row["headcount"] for row in rows)},
        unit="人、元/工日",
        preamble=[f"筛选条件：{said}"],
    )
    return write_workbook([sheet])


def _form_row(number: int, demand: LaborDemand) -> dict[str, Any]:
    return {
        "serial": number,
        "project": demand.project.name,
        "task": demand.task,
        "trade": str(demand.trade),
        "headcount": demand.headcount,
        "days": f"{chinese_date(demand.starts_on)}至{chinese_date(demand.ends_on)}",
        "skills": skills_said(demand),
        "day_rate_fen": demand.day_rate_fen,
        "place": demand.place,
        "contact": contact_said(demand),
        "remark": demand.remark,
    }
