"""每分钟一次的巡查 and the monthly round it carries: what should have happened by now is made to happen."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any, Protocol

from django.utils import timezone

from dispatch import alert_jobs, jobs
from dispatch.bulletins import ensure_draft
from dispatch.models import Bulletin, BulletinKind, Heartbeat
from projects.models import Period
from projects.periods import open_period

SCHEDULER, WORKER = "定时调度", "工作进程"

logger = logging.getLogger(__name__)


class Turn(Protocol):
    """What one turn of the round does: everything due by `at` that is not done yet."""

    def __call__(self, *, at: datetime) -> Any: ...


def beat(name: str, *, at: datetime) -> None:
    """Say that a part of the machinery is alive."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": at})


def tick(*, at: datetime) -> list[str]:
    """One turn of the round; return the names of the turns that broke. Safe to run at any time, any number.

    A turn that breaks is logged and left for the next minute: it keeps none of the others from being done.
    """
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
    """Draft the report of each closed month that has none, in the name of the person who closed it."""
    reported = Bulletin.objects.filter(kind=BulletinKind.MONTH_REPORT).values("period")
    unreported = Period.objects.filter(closed_at__isnull=False).exclude(pk__in=reported).order_by("month")
    return [
        ensure_draft(period=period, by=period.closed_by, at=at)
        for period in unreported.select_related("closed_by")
        if period.closed_by
    ]


TURNS: tuple[tuple[str, Turn], ...] = (  # in this order
    ("重排失联任务", jobs.revive),
    ("开启调度期", open_this_month),
    ("起草报告", draft_missing_reports),
    ("预警检查", alert_jobs.check_daily),
    ("预警每周汇总", alert_jobs.digest_weekly),
)
