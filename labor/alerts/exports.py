"""预警清单 as a workbook: what the page lists; sentences hold no names but surnames, and no numbers of people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from labor.alerts.tables import EXPORT_COLUMNS
from labor.models import Alert
from projects.exports import export_rows
from units.models import User

LIST_TITLE = "预警清单"
NOTES = ("预警由系统按规则检查得出，阈值和等级见“预警规则”，标明办公室自定的可以调整；内容里的人只写姓氏。",)


def export_alerts(*, alerts: QuerySet[Alert], conditions: Sequence[str], by: User, at: datetime) -> bytes:
    """Return an .xlsx of the filtered alerts, and leave an audit entry with the rows."""
    return export_rows(
        act="导出预警清单",
        rows=alerts,
        columns=EXPORT_COLUMNS,
        title=LIST_TITLE,
        conditions=conditions,
        by=by,
        at=at,
        unit="条",
        notes=NOTES,
    )
