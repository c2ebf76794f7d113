"""每分钟一次的巡查 and the monthly round it carries: what should have happened by now is made to happen."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from dispatch import alert_jobs, jobs
from dispatch.bulletins import ensure_draft
from dispatch.models import Bulletin, BulletinKind, Heartbeat
from projects.models import Period
from projects.periods import open_period

SCHEDULER, WORKER = "定时调度", "工作进程"


def beat(name: str, *, at: datetime) -> None:
    """Say that a part of the machinery is alive."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": at})


def tick(*, at: datetime) -> None:
    """Revive lost jobs, open the month, draft a closed month's report, queue the day's check and the week's digest.

    Safe to run at any time, any number.
    """
    beat(SCHEDULER, at=at)
    beat(WORKER, at=at)  # a worker is running this
    jobs.revive(at=at)
    open_this_month(at=at)
    draft_missing_reports(at=at)
    alert_jobs.check_daily(at=at)
    alert_jobs.digest_weekly(at=at)


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
