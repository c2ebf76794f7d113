"""The catalog as a workbook: exactly what the page shows, in the columns in which it is imported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from documents.workbooks import Column, Form, Sheet, write_workbook
from projects.guidance.form import GUIDANCE
from projects.models import GuidanceItem
from units.audit import record
from units.models import Sector, User

STATE = Column(key="state", heading="状态", width=10)


@transaction.atomic
def export_guidance(
    *, items: QuerySet[GuidanceItem], year: int, conditions: Sequence[str], by: User, at: datetime
) -> bytes:
    """Return an .xlsx of the filtered catalog. `conditions` are the filters in words, written above the table.

    The state is a column of its own only where retired entries are among those shown.
    """
    found = list(items)
    said = "；".join(conditions) or "全部在用条目"
    subject = f"{year}年度指导目录（{said}）"
    record(act="导出指导目录", subject=subject, by=by, at=at, rows=len(found), detail={"conditions": list(conditions)})
    has_retired = any(item.retired_at for item in found)
    sheet = Sheet(
        title=f"{year}年度{GUIDANCE.title}",
        columns=[*GUIDANCE.columns, *([STATE] if has_retired else [])],
        rows=[_row(item) for item in found],
        preamble=[f"筛选条件：{said}"],
    )
    return write_workbook([sheet])


def form_with_sectors() -> Form:
    """The form to fill in, with the seven sectors as a drop-down."""
    names = tuple(Sector.objects.values_list("name", flat=True))
    columns = [replace(column, choices=names) if column.key == "sector" else column for column in GUIDANCE.columns]
    return Form(GUIDANCE.key, GUIDANCE.title, tuple(columns))


def _row(item: GuidanceItem) -> dict[str, str]:
    texts = {name: getattr(item, name) for name in ("task", "work_item", "trades", "note", "source")}
    return {"sector": item.sector.name, **texts, "state": "已停用" if item.retired_at else "在用"}
