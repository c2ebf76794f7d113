"""Columns of the list of alerts as data, and the colors of grades and states."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from documents.workbooks import Kind
from labor.alerts.catalog import CHECKS
from labor.models import Alert, AlertState, Severity
from projects.tables import ListColumn

SEVERITY_TONES: Mapping[str, str] = {Severity.RED: "bad", Severity.YELLOW: "warn", Severity.HINT: "info"}
STATE_TONES: Mapping[str, str] = {
    AlertState.NEW: "bad",
    AlertState.EXPLAINED: "info",
    AlertState.CLOSED: "good",
}


def label_of(code: str) -> str:
    """What a check is called; a code that is no longer in the table stands for itself."""
    return CHECKS[code].label if code in CHECKS else code


def _day(moment: datetime | None) -> Any:
    return timezone.localdate(moment) if moment else None


EXPORT_COLUMNS = (
    ListColumn("severity", "等级", lambda alert: alert.get_severity_display()),
    ListColumn("code", "预警事项", lambda alert: label_of(alert.code)),
    ListColumn("project", "项目名称", lambda alert: alert.project.name),
    ListColumn("project_code", "项目代码", lambda alert: alert.project.code),
    ListColumn("department", "行业主管部门", lambda alert: alert.project.department.name),
    ListColumn("township", "责任镇街", lambda alert: alert.project.township.name),
    ListColumn("sentence", "内容", lambda alert: alert.sentence),
    ListColumn("state", "状态", lambda alert: alert.get_state_display()),
    ListColumn("explanation", "情况说明", lambda alert: alert.explanation),
    ListColumn("first_seen", "首次发现", lambda alert: _day(alert.first_seen_at), Kind.DATE),
    ListColumn("last_seen", "最近发现", lambda alert: _day(alert.last_seen_at), Kind.DATE),
)


def shown(alert: Alert) -> dict[str, Any]:
    """One row of a list: the alert, what it is called, and its colors."""
    return {
        "alert": alert,
        "label": label_of(alert.code),
        "tone": SEVERITY_TONES[alert.severity],
        "state_tone": STATE_TONES[alert.state],
    }


def as_dict(alert: Alert) -> dict[str, Any]:
    """One alert as `alerts --json` tells it."""
    return {
        "id": alert.pk,
        "code": alert.code,
        "label": label_of(alert.code),
        "severity": alert.severity,
        "state": alert.state,
        "sentence": alert.sentence,
        "project": alert.project.code,
        "project_name": alert.project.name,
        "month": alert.period.key if alert.period else None,
        "roll": alert.roll_id,
        "explanation": alert.explanation,
        "first_seen_at": timezone.localtime(alert.first_seen_at).isoformat(),
        "last_seen_at": timezone.localtime(alert.last_seen_at).isoformat(),
    }
