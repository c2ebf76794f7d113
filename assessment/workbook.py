"""The standings as a workbook: the page's figures, typed, with the formulas below the table."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from assessment.standings import FORMULAS, Standing
from documents.formats import ratio, rounded
from documents.workbooks import Column, Kind, Sheet, write_workbook
from units.audit import record
from units.models import User

COLUMNS = (
    Column(key="place", heading="名次", kind=Kind.INTEGER, width=8),
    Column(key="name", heading="单位", width=24),
    Column(key="due", heading="应报项次（项次）", kind=Kind.INTEGER, width=12),
    Column(key="filed", heading="已报项次（项次）", kind=Kind.INTEGER, width=12),
    Column(key="by_office", heading="其中办公室代填（项次）", kind=Kind.INTEGER, width=14),
    Column(key="on_time", heading="单位按时报送（项次）", kind=Kind.INTEGER, width=14),
    Column(key="filed_rate", heading="报送率（%）", kind=Kind.DECIMAL, places=1, width=10),
    Column(key="on_time_rate", heading="按时率（%）", kind=Kind.DECIMAL, places=1, width=10),
    Column(key="plan_fen", heading="年度计划投资（万元）", kind=Kind.MONEY_WAN, width=16),
    Column(key="invested_fen", heading="本年累计完成投资（万元）", kind=Kind.MONEY_WAN, width=18),
    Column(key="completion", heading="投资完成率（%）", kind=Kind.DECIMAL, places=1, width=12),
    Column(key="lead", heading="超欠序时（百分点）", kind=Kind.DECIMAL, places=1, width=12),
)


@transaction.atomic
def export_standings(
    *, year: int, last_month: int, units: Iterable[Standing], whole: Standing, by: User, at: datetime
) -> bytes:
    """The year's standings; recorded like every export."""
    rows = [_row(standing) for standing in units]
    sheet = Sheet(
        title=f"{year}年1—{last_month}月以工代赈报送和进度情况",
        name="成效一览",
        columns=COLUMNS,
        rows=rows,
        totals=_row(whole) | {"place": None},
        notes=FORMULAS,
    )
    content = write_workbook([sheet])
    record(act="导出成效一览", subject=f"{year}年", by=by, at=at, rows=len(rows))
    return content


def _row(standing: Standing) -> dict[str, Any]:
    return {
        "place": standing.place,
        "name": standing.name,
        "due": standing.due,
        "filed": standing.filed,
        "by_office": standing.by_office,
        "on_time": standing.on_time,
        "filed_rate": _percent(standing.filed, standing.due),
        "on_time_rate": _percent(standing.on_time, standing.due),
        "plan_fen": standing.plan.numerator,
        "invested_fen": standing.invested.numerator,
        "completion": standing.completion.number,
        "lead": standing.lead.number,
    }


def _percent(above: int, below: int) -> Any:
    share = ratio(above, below)
    return None if share is None else rounded(share * 100, 1)
