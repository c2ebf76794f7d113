"""催报台账 as a workbook: what the page lists, a column for each step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from dispatch.reminders.ledger import Ledger, Row
from dispatch.reminders.letter_list import standing_of
from documents.workbooks import Column, Kind, Sheet, write_workbook
from units.audit import record
from units.models import User

NOTE = "欠报为现在还没有报送的项目；已关账的月份为关账时没有报送的。"


@transaction.atomic
def export_ledger(*, ledger: Ledger, conditions: Sequence[str], by: User, at: datetime) -> bytes:
    """Return an .xlsx of the ledger; leave an audit entry with the rows."""
    title, said = f"{ledger.period.label}催报台账", "；".join(conditions) or "全部"
    record(act="导出催报台账", subject=f"{title}（{said}）", by=by, at=at, rows=len(ledger.rows))
    sheet = Sheet(
        title=title,
        columns=[Column(key=key, heading=heading, kind=kind) for key, heading, kind in _columns(ledger)],
        rows=[_row(ledger, row) for row in ledger.rows],
        totals={"expected": sum(row.expected for row in ledger.rows), "owed": ledger.projects_owing},
        unit="个",
        preamble=[f"筛选条件：{said}"],
        notes=(NOTE,),
    )
    return write_workbook([sheet])


def _columns(ledger: Ledger) -> Iterator[tuple[str, str, Kind]]:
    yield "unit", "单位", Kind.TEXT
    yield "expected", "应报（个）", Kind.INTEGER
    yield "owed", "欠报（个）", Kind.INTEGER
    for column in ledger.columns:
        yield f"step{column.offset}", f"{column.name}（{column.day:%m-%d}）", Kind.TEXT
    yield "letter", "催报单", Kind.TEXT
    yield "projects", "欠报项目", Kind.TEXT


def _row(ledger: Ledger, row: Row) -> dict[str, Any]:
    steps = {
        f"step{column.offset}": cell.said + (f"（{cell.note}）" if cell.tone and cell.note else "")
        for column, cell in zip(ledger.columns, row.cells, strict=True)
    }
    projects = "；".join(f"{one.name}（{one.said}）" for one in row.owed)
    letter = f"{row.letter}，{standing_of(row.letter)[0]}" if row.letter else ""
    counted = {"unit": row.unit_name, "expected": row.expected, "owed": len(row.owed)}
    return counted | steps | {"letter": letter, "projects": projects}
