"""Who kept, locked or opened a sheet, and when: read from the audit trail, which tells each version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from labor.models import AttendanceSheet
from units.models import AuditEntry

ACTS = ("建立考勤台账", "登记考勤", "锁定考勤台账", "解锁考勤台账")
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Saved:
    """One act on a sheet: `cells` are days changed, `version` is None where the act names none."""

    at: datetime
    by: str
    act: str
    cells: int
    version: int | None


def history_of(sheet: AttendanceSheet) -> list[Saved]:
    """The latest acts, newest first; nothing of a sheet not yet opened."""
    if sheet.pk is None:
        return []
    subject = f"{sheet.project.code} {sheet.project.name} {sheet.period.label}"[:200]
    entries = AuditEntry.objects.filter(act__in=ACTS, subject=subject).select_related("by").order_by("-number")
    return [
        Saved(each.at, each.by.name if each.by else each.by_name, each.act, each.rows, each.detail.get("version"))
        for each in entries[:SHOWN]
    ]
