"""Lists as workbooks: exactly what the page shows, with an audit entry that counts the rows (§12 of the rules)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from documents.workbooks import Sheet, write_workbook
from projects.models import ListEntry
from projects.tables import ALWAYS, BY_KEY, ListColumn, totals_of
from units.audit import record
from units.models import User

HEADS_NOTE = "计划吸纳务工人数为各项目之和（项目口径），同一人在两个项目务工的计两次。"


def export_entries(
    *,
    entries: QuerySet[ListEntry],
    columns: Sequence[ListColumn],
    title: str,
    conditions: Sequence[str],
    by: User,
    at: datetime,
) -> bytes:
    """Return an .xlsx of the filtered list in the chosen columns, after name and code.

    `conditions` are the filters in words, written above the table.
    """
    shown = [*(BY_KEY[key] for key in ALWAYS), *columns]
    return export_rows(
        act="导出项目清单", rows=entries, columns=shown, title=title, conditions=conditions, by=by, at=at
    )


@transaction.atomic
def export_rows(
    *,
    act: str,
    rows: QuerySet[Any],
    columns: Sequence[ListColumn],
    title: str,
    conditions: Sequence[str],
    by: User,
    at: datetime,
    unit: str = "万元、人",
    notes: Sequence[str] = (HEADS_NOTE,),
) -> bytes:
    """Return an .xlsx of the rows with their totals and the filters in words; leave an audit entry under `act`."""
    written = [{column.key: column.value(row) for column in columns} for row in rows]
    said = "；".join(conditions) or "全部"
    detail = {"conditions": list(conditions)}
    record(act=act, subject=f"{title}（{said}）", by=by, at=at, rows=len(written), detail=detail)
    sheet = Sheet(
        title=title,
        columns=[column.column for column in columns],
        rows=written,
        totals=totals_of(rows, columns) or None,  # a list of words alone has no sums
        unit=unit,
        preamble=[f"筛选条件：{said}"],
        notes=notes,
    )
    return write_workbook([sheet])
