"""预警 as background work: the check of each day, and the digest of each week on its first working day."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from dispatch import jobs
from dispatch.models import JobRun
from labor.alerts.digest import digest_of, has_begun
from labor.alerts.raising import as_result, run_checks
from labor.alerts.weeks import Week, read_week, week_before, week_of
from projects.calendar import next_working_day
from units.models import User
from units.refusals import Refusal

CHECK, DIGEST = "check_alerts", "digest_alerts"
CHECK_HOUR, DIGEST_HOUR = 6, 7  # local hours from which the day's check and the week's digest are due


def check(job: JobRun, progress: jobs.Progress, at: datetime) -> dict[str, Any]:
    """Run every check; what was found, seen again, reopened and gone."""
    progress(10, "正在逐项检查")
    return as_result(run_checks(at=at, by=job.queued_by))


def digest(job: JobRun, progress: jobs.Progress, at: datetime) -> dict[str, Any]:  # noqa: ARG001
    """Count a week that is over; the pages show it anew from the same steps."""
    week = read_week(str(job.arguments.get("week", "")))
    if week is None:
        raise Refusal("没有记下是哪一周，不能汇总。请在“每周汇总”里重新生成。")
    progress(10, "正在汇总")
    return {"week": week.key, **digest_of(week).counts}


def queue_check(*, by: User | None, at: datetime) -> JobRun:
    """Queue a check now; one that is queued or under way is returned."""
    day = timezone.localdate(at)
    return jobs.enqueue(kind=CHECK, key=day.isoformat(), title=f"预警检查 {day:%Y-%m-%d}", by=by, at=at)


def queue_digest(*, week: Week, by: User | None, at: datetime) -> JobRun:
    """Queue the digest of a week that is over.

    Raises:
        Refusal: the week is not over.
    """
    if week.last >= timezone.localdate(at):
        raise Refusal(f"{week.label}还没有过完，下周第一个工作日自动汇总。")
    title = f"预警每周汇总 {week.key}"
    return jobs.enqueue(kind=DIGEST, key=week.key, title=title, by=by, at=at, week=week.key)


def check_daily(*, at: datetime) -> None:
    """Queue the day's check once, from CHECK_HOUR on; a failed one waits for somebody to retry it."""
    local = timezone.localtime(at)
    if local.hour >= CHECK_HOUR and not _is_there(CHECK, local.date().isoformat()):
        queue_check(by=None, at=at)


def digest_weekly(*, at: datetime) -> None:
    """Queue the digest of the week before, once, from DIGEST_HOUR of this week's first working day on (节假日顺延).

    A scheduler that was silent then makes up for it at any hour.
    """
    today = timezone.localdate(at)
    week = week_before(today)
    if at < timezone.make_aware(datetime.combine(digest_day(today), time(DIGEST_HOUR))):
        return
    if not _is_there(DIGEST, week.key) and has_begun(week):
        queue_digest(week=week, by=None, at=at)


def digest_day(day: date) -> date:
    """On which day of its week the digest is due: Monday, or the first working day after it."""
    return next_working_day(week_of(day).first)


def _is_there(kind: str, key: str) -> bool:
    return JobRun.objects.filter(kind=kind, key=key).exists()
