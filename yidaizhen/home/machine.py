"""What stands still: a scheduler that stopped, and outputs that did not come, for those who can do something."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from dispatch.outputs import missing_outputs
from dispatch.pulse import Pulse, pulse
from units.models import Role
from units.scope import Scope
from yidaizhen.home.lamps import Lamp

SAID = 2  # names of missing outputs that stand beside their number


def watched(scope: Scope, at: datetime) -> list[Lamp]:
    """Lamps of the office and the system administrator, computed live: the tick itself may be dead."""
    if not (scope.is_office or scope.has(Role.SYSTEM_ADMIN)):
        return []
    return [lamp for lamp in (_stopped(pulse(at)), _missing(at)) if lamp.number]


def _stopped(seen: Pulse) -> Lamp:
    """「定时任务已停 N 小时」, in minutes within the first hour."""
    minutes = (seen.beat or 0) // 60 if seen.has_stopped else 0
    hours = minutes // 60
    note = "报告、催报和预警检查都不会自动进行，请联系系统管理员"
    return Lamp("定时任务已停", hours or minutes, "小时" if hours else "分钟", reverse("output_list"), "bad", note)


def _missing(at: datetime) -> Lamp:
    missing = missing_outputs(at)
    names = "、".join(one.label for one in missing[:SAID]) + ("等" if len(missing) > SAID else "")
    return Lamp("应有未有的产出", len(missing), "项", reverse("output_list"), "bad", names)
