"""The list of sheets as a workbook: where each stands, its total and place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from assessment.models import Scoresheet
from assessment.scoring import TOTAL_RULE
from assessment.sheets.points import decimal
from assessment.sheets.totals import GROUP_RULE, group_of
from documents.workbooks import Column, Kind, Sheet, write_workbook
from units.audit import record
from units.models import User

COLUMNS = (
    Column(key="year", heading="年度", kind=Kind.INTEGER, width=8),
    Column(key="unit", heading="单位", width=24),
    Column(key="group", heading="排名分组", width=16),
    Column(key="state", heading="状态", width=18),
    Column(key="total", heading="总分（分）", kind=Kind.DECIMAL, places=2, width=12),
    Column(key="place", heading="名次", kind=Kind.INTEGER, width=8),
    Column(key="vetoed", heading="一票否决", width=12),
    Column(key="appeal_until", heading="申诉截止", kind=Kind.DATE, width=14),
)


@transaction.atomic
def export_sheets(
    *, sheets: Sequence[Scoresheet], hidden: frozenset[int], conditions: Sequence[str], by: User, at: datetime
) -> bytes:
    """The listed sheets; recorded like every export. `hidden`: keys whose total this person is not told yet."""
    rows = [_row(sheet, is_hidden=sheet.pk in hidden) for sheet in sheets]
    said = [f"筛选：{'；'.join(conditions)}"] if conditions else []
    content = write_workbook(
        [Sheet(title="考核评分表", name="评分表", columns=COLUMNS, rows=rows, notes=[*said, TOTAL_RULE, GROUP_RULE])]
    )
    record(act="导出考核评分表", subject=f"{len(rows)}份", by=by, at=at, rows=len(rows), detail={"conditions": said})
    return content


def _row(sheet: Scoresheet, *, is_hidden: bool) -> dict[str, Any]:
    points = decimal(None if is_hidden else sheet.total_centi)
    return {
        "year": sheet.scheme.year,
        "unit": sheet.unit.name,
        "group": group_of(sheet),
        "state": sheet.get_state_display(),
        "total": points,
        "place": None if is_hidden else sheet.place,
        "vetoed": "不合格" if sheet.vetoed and not is_hidden else "",
        "appeal_until": sheet.appeal_until,
    }
