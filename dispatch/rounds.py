"""每分钟一次的巡查 and the monthly round it carries: what should have happened by now is made to happen."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any, Protocol

from django.utils import timezone

from assignments.issues.marking import look_at_issues
from assignments.matters.clock import look_at_matters
from assignments.meetings.reminding import remind_meetings
from assignments.reports.reminding import remind_reports
from assignments.situation.asking import remind_asked
from assignments.situation.drafting import draft_due
from assignments.supervision.escalating import escalate_due, remind_near
from assignments.supervision.reporting import draft_report_due
from dispatch import alarms, alert_jobs, jobs
from dispatch.added_turns import SETTLE_SCORES, added
from dispatch.bulletins import ensure_draft
from dispatch.models import Bulletin
from dispatch.outgoing_jobs import queue_sending
from dispatch.pulse import SCHEDULER, WORKER, beat
from dispatch.reminders.letters import close_answered
from dispatch.reminders.reminder_jobs import remind_daily
from dispatch.spans import unreported
from projects.calendar import forget
from projects.expected import settle_due
from projects.models import Period
from projects.periods import open_period
from projects.rounds import plan_ahead
from units.inbox import clear_old
from units.mailing import write_mails

logger = logging.getLogger(__name__)


class Turn(Protocol):
    """What one turn of the round does: everything due by `at` that is not done yet."""

    def __call__(self, *, at: datetime) -> Any: ...


def tick(*, at: datetime) -> list[str]:
    """One turn of the round; return the names of the turns that broke. Safe to run at any time, any number.

    A turn that breaks is logged and left for the next minute: it keeps none of the others from being done.
    """
    forget()  # a working day may have been changed since the last turn
    beat(SCHEDULER, at=at)
    beat(WORKER, at=at)  # a worker is running this
    return [name for name, turn in TURNS if not _done(name, turn, at)]


def _done(name: str, turn: Turn, at: datetime) -> bool:
    try:
        turn(at=at)
    except Exception:
        logger.exception("turn %s of the round broke", name)
        return False
    return True


def open_this_month(*, at: datetime) -> None:
    first = timezone.localdate(at).replace(day=1)
    if not Period.objects.filter(month=first).exists():
        open_period(month=first, by=None, at=at)


def draft_missing_reports(*, at: datetime) -> list[Bulletin]:
    """Draft each report whose span is over and closed, in nobody's name; one with an open month waits."""
    due = [one for one in unreported() if not one.missing]
    return [ensure_draft(period=one.period, kind=one.kind, at=at) for one in due]


TURNS: tuple[tuple[str, Turn], ...] = (  # in this order
    ("重排失联任务", jobs.revive),
    ("排定日程", plan_ahead),
    ("开启调度期", open_this_month),
    ("确定应报", settle_due),
    ("办结催报单", close_answered),
    ("催报", remind_daily),
    ("任务报告提醒", remind_reports),
    ("会议提醒", remind_meetings),
    ("起草报告", draft_missing_reports),
    ("起草综合研判", draft_due),
    ("研判催报", remind_asked),
    ("预警检查", alert_jobs.check_daily),
    ("预警每周汇总", alert_jobs.digest_weekly),
    ("问题应上报", look_at_issues),
    ("重大事项时限", look_at_matters),
    ("督办催办", remind_near),
    ("督办提级", escalate_due),
    ("起草督办通报", draft_report_due),
    (SETTLE_SCORES, added(SETTLE_SCORES)),
    ("查缺", alarms.look),  # last: what the turns before it make is not missing
    ("写邮件", write_mails),  # after all that tells people
    ("发外发", queue_sending),
    ("清理消息", clear_old),
)
