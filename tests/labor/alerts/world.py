"""One alert found by a real run, and the arguments of the addresses of 预警."""

from __future__ import annotations

from typing import Any

from labor.alerts.raising import run_checks
from labor.models import Alert
from projects.models import Project
from tests.labor.conftest import AT


def keys(*, project: Project) -> dict[str, dict[str, Any]]:
    """By page, the arguments of its address; the project has a roll, whose notice nobody kept."""
    run_checks(at=AT)
    of_alert = {"pk": Alert.objects.filter(project=project).earliest("pk").pk}
    return {
        "alert_list": {},
        "alert_export": {},
        "alert_rule_list": {},
        "alert_rule_edit": {"code": "high_day_rate"},
        "alert_detail": of_alert,
        "alert_move": of_alert,
    }
