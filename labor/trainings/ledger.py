"""培训台账: the columns of the office's ledger, on the page and as a workbook (名称…影像)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from documents.formats import days
from documents.workbooks import Kind, Sheet, write_workbook
from labor.models import Training
from labor.tables import COUNT, DATE, TableColumn, workbook_rows
from labor.trainings.counts import TrainingCounts, training_counts
from labor.trainings.filters import counted_trainings
from units.audit import record
from units.models import User

HEADS = (
    "人数是签了字的不同的人，同一人参加几次只算一人；人次是签字的次数。合计的人数不等于各行人数相加。"
    "合计不含已作废的培训。"
)
Row = Any  # a Training with its counts


def hours(minutes: int) -> str:
    """Minutes as hours, without idle zeros: 150 → 2.5."""
    return days(in_hundredths(minutes))


def in_hundredths(minutes: int) -> int:
    """Minutes as hundredths of an hour, rounded once (a third is never half-way)."""
    return (minutes * 5 + 1) // 3


def signatures(row: Row) -> str:
    """参训人签字 of one session in words."""
    if not row.listed:
        return "没有登记参训人"
    return "全部已签" if row.signed == row.listed else f"未签{row.listed - row.signed}人"


LEDGER: tuple[TableColumn[Row], ...] = (
    TableColumn("title", "名称", lambda row: row.title),
    TableColumn("kind", "类别", lambda row: row.get_kind_display()),
    TableColumn("held_on", "日期", lambda row: row.held_on, DATE),
    TableColumn("minutes", "学时（小时）", lambda row: in_hundredths(row.minutes), Kind.HUNDREDTHS, total=True),
    TableColumn("place", "地点", lambda row: row.place),
    TableColumn("teacher", "授课人", lambda row: row.teacher),
    TableColumn("signatures", "参训人签字", signatures),
    TableColumn("people", "人数（人）", lambda row: row.signed, COUNT, total=True),
    TableColumn("attendances", "人次", lambda row: row.signed, COUNT, total=True),
    TableColumn("photos", "影像（张）", lambda row: row.photos, COUNT),
    TableColumn("sheets", "签到表（份）", lambda row: row.sheets, COUNT),
    TableColumn("passed", "考核合格（人）", lambda row: row.passed, COUNT, on_page=False),
    TableColumn("project", "项目名称", lambda row: row.project.name if row.project else "", on_page=False),
    TableColumn("organizer", "组织单位", lambda row: row.organizer.name),
    TableColumn("state", "状态", lambda row: "已作废" if row.voided_at else "有效", on_page=False),
)  # fmt: skip


def totals_of(counts: TrainingCounts) -> dict[str, int]:
    """The totals of the ledger's last row, by column; hours in hundredths."""
    return {
        "minutes": in_hundredths(counts.minutes), "people": counts.people, "attendances": counts.attendances,
    }  # fmt: skip


@transaction.atomic
def export_ledger(*, trainings: QuerySet[Training], said: Sequence[str], by: User, at: datetime) -> bytes:
    """Return 培训台账 as an .xlsx: the filtered sessions; `said` are the filters in words. It names no trainee."""
    rows = list(counted_trainings(trainings))
    filters = "；".join(said)
    record(act="导出培训台账", subject=filters, by=by, at=at, rows=len(rows), detail={"conditions": list(said)})
    sheet = Sheet(
        title="培训台账",
        columns=[column.column for column in LEDGER],
        rows=workbook_rows(LEDGER, rows),
        totals=totals_of(training_counts(trainings)),
        preamble=[f"筛选条件：{filters}"],
        notes=[HEADS, "学时按每场培训计一次，不乘人数。"],
    )
    return write_workbook([sheet])
