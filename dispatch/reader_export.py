"""分发情况 as a workbook."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from dispatch.models import Bulletin, Reader
from documents.workbooks import Column, Sheet, write_workbook
from units.audit import record
from units.models import User

COLUMNS = (
    Column(key="unit", heading="收文单位", width=28),
    Column(key="user", heading="收文人", width=14),
    Column(key="sent", heading="分发时间", width=18),
    Column(key="opened", heading="首次打开", width=18),
    Column(key="openings", heading="打开次数", width=10),
)


@transaction.atomic
def export_readers(*, bulletin: Bulletin, readers: QuerySet[Reader], by: User, at: datetime) -> bytes:
    """The chosen readers of a report; recorded like every export."""
    rows = [_row(reader) for reader in readers.select_related("user", "unit")]
    content = write_workbook([Sheet(title=f"{bulletin}分发情况", name="分发", columns=COLUMNS, rows=rows)])
    record(act="导出分发情况", subject=str(bulletin), by=by, at=at, rows=len(rows))
    return content


def _row(reader: Reader) -> dict[str, Any]:
    return {
        "unit": reader.unit.name,
        "user": reader.user.name,
        "sent": _moment(reader.sent_at),
        "opened": _moment(reader.opened_at) if reader.opened_at else "未打开",
        "openings": reader.openings,
    }


def _moment(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
