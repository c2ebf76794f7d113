"""The red/yellow list as a workbook: months, employers and townships, with the totals of the page. Nobody's name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from documents.formats import chinese_date, month_label
from documents.workbooks import Column, Kind, Sheet, write_workbook
from labor.clocks.listing import Group, Totals, by_employer, by_township, totals_of
from labor.clocks.months import lateness
from labor.clocks.standing import Standing
from units.audit import record
from units.models import User

MONEY = Kind.MONEY_YUAN
PROJECT_COLUMNS = (
    Column(key="lamp", heading="灯", width=6),
    Column(key="project", heading="项目名称", width=32),
    Column(key="code", heading="项目代码", width=26),
    Column(key="department", heading="行业主管部门", width=16),
    Column(key="township", heading="责任镇街", width=12),
    Column(key="month", heading="月份", width=14),
    Column(key="state", heading="发放情况", width=12),
    Column(key="due_on", heading="应发放日", kind=Kind.DATE),
    Column(key="told", heading="说明", width=30),
    Column(key="fen", heading="没有发放（元）", kind=MONEY),
    Column(key="estimated_fen", heading="未编制，按考勤约（元）", kind=MONEY),
    Column(key="people", heading="等工资的人（人）", kind=Kind.INTEGER),
    Column(key="leavers", heading="退场未结清（人）", kind=Kind.INTEGER),
    Column(key="last_paid_on", heading="上次发放", kind=Kind.DATE),
    Column(key="interval", heading="距上次发放（天）", kind=Kind.INTEGER),
)
GROUP_COLUMNS = (
    Column(key="lamp", heading="灯", width=6),
    Column(key="name", heading="名称", width=32),
    Column(key="projects", heading="项目（个）", kind=Kind.INTEGER),
    Column(key="red", heading="其中红灯（个）", kind=Kind.INTEGER),
    Column(key="yellow", heading="其中黄灯（个）", kind=Kind.INTEGER),
    Column(key="fen", heading="没有发放（元）", kind=MONEY),
    Column(key="late_fen", heading="其中逾期（元）", kind=MONEY),
    Column(key="estimated_fen", heading="未编制，按考勤约（元）", kind=MONEY),
    Column(key="attendances", heading="等工资的人次（人次）", kind=Kind.INTEGER),
    Column(key="leavers", heading="退场未结清（人）", kind=Kind.INTEGER),
    Column(key="days_late", heading="最长逾期（天）", kind=Kind.INTEGER),
)
NOTES = (
    "“没有发放”是有效发放表上没有支付日期或凭证（签字）的行的实发合计；“未编制”按考勤和名册约定的日工资估算，不计入没有发放。",
    "人次：同一人欠几个月、在几个项目上，各计一次。",
)


@transaction.atomic
def export_clocks(*, rows: Sequence[Standing], said: Sequence[str], on: date, by: User, at: datetime) -> bytes:
    """Return an .xlsx of listed standings in three sheets: by month of each project, by employer, by township."""
    record(
        act="导出及时足额清单", subject="；".join(said), by=by, at=at, rows=len(rows), detail={"conditions": list(said)}
    )
    totals = totals_of(rows)
    preamble = [f"截至{chinese_date(on)}；{'；'.join(said)}；导出人：{by.name}。"]
    groups = [("按用人单位", by_employer(rows)), ("按镇街", by_township(rows))]
    return write_workbook([_projects(rows, totals, preamble), *(_groups(*one, totals, preamble) for one in groups)])


def _projects(rows: Sequence[Standing], totals: Totals, preamble: Sequence[str]) -> Sheet:
    return Sheet(
        title="劳务报酬及时足额发放情况",
        name="按项目",
        columns=PROJECT_COLUMNS,
        rows=[line for one in rows for line in _lines(one)],
        totals={
            "fen": totals.fen, "estimated_fen": totals.estimated_fen, "people": totals.attendances,
            "leavers": totals.leavers,
        },
        unit="元",
        preamble=preamble,
        notes=[*NOTES, f"去重后等工资的共{totals.people}人；“人数”一列的合计是人次。"],
    )  # fmt: skip


def _lines(one: Standing) -> list[dict[str, Any]]:
    """One line for each month that is owed; one without a month where only leavers or nothing is told."""
    project = {
        "project": one.project.name, "code": one.project.code, "department": one.project.department.name,
        "township": one.project.township.name, "last_paid_on": one.last_paid_on, "interval": one.interval,
    }  # fmt: skip
    months = [
        {
            "lamp": one.lamp_of(clock).label, "due_on": clock.due_on, "state": str(clock.state), "people": clock.people,
            "month": f"{month_label(clock.month)}{'（补发）' if clock.is_supplement else ''}",
            "told": lateness(clock, one.on, one.soon),
            "fen": 0 if clock.is_estimated else clock.fen,
            "estimated_fen": clock.fen if clock.is_estimated else 0,
        }
        for clock in one.clocks
    ] or [{"lamp": one.lamp.label}]  # fmt: skip
    months[0]["leavers"] = len(one.leavers)
    return [project | month for month in months]


def _groups(title: str, groups: Sequence[Group], totals: Totals, preamble: Sequence[str]) -> Sheet:
    keys = [column.key for column in GROUP_COLUMNS if column.key != "lamp"]
    return Sheet(
        title=f"劳务报酬及时足额发放情况（{title}）",
        name=title,
        columns=GROUP_COLUMNS,
        rows=[{"lamp": one.lamp.label, **{key: getattr(one, key) for key in keys}} for one in groups],
        totals={key: getattr(totals, key) for key in ("fen", "late_fen", "estimated_fen", "attendances", "leavers")},
        unit="元",
        preamble=preamble,
        notes=[*NOTES, "一个项目可以有几个用人单位，项目个数不能相加。"],
    )
