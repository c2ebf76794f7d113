"""心跳: when the scheduler, a worker and the backup were last alive, and how long the oldest job has been waiting.

Read from the database by whoever asks: a web page tells that the tick is dead although nothing of the tick lives.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Min

from dispatch.models import Heartbeat, JobRun, JobState

SCHEDULER, WORKER, BACKUP = "定时调度", "工作进程", "备份"
LATE_BEAT = timedelta(minutes=5)  # it comes every minute
LATE_QUEUE = timedelta(minutes=10)  # a job that nobody took for so long has no worker
LATE_BACKUP = timedelta(days=2)  # ◇ a nightly backup may fail once


@dataclass(frozen=True, slots=True)
class Pulse:
    """`beat`, `worker`, `backup`: ages in whole seconds, None when it was never seen; `queue`: 0 when nothing waits."""

    beat: int | None
    worker: int | None
    backup: int | None
    queue: int

    @property
    def has_stopped(self) -> bool:
        """The scheduler ran once and does no longer."""
        return self.beat is not None and self.beat > LATE_BEAT.total_seconds()

    @property
    def late(self) -> dict[str, str]:
        """What is not as it should be: part → sentence with what to do."""
        said = {
            "beat": self._beat_said(),
            "queue": f"有任务排队{lasting(self.queue)}没有开始，请检查任务进程。" if self._waits_long() else "",
            "backup": f"最近一次备份在{lasting(self.backup)}前，请检查备份。" if self._backup_is_old() else "",
        }
        return {part: sentence for part, sentence in said.items() if sentence}

    def _beat_said(self) -> str:
        if self.beat is None:
            return "定时任务还没有运行过，请启动 celery beat 和任务进程。"
        if not self.has_stopped:
            return ""
        return f"定时任务已停{lasting(self.beat)}，请检查 celery beat 和任务进程。"

    def _waits_long(self) -> bool:
        return self.queue > LATE_QUEUE.total_seconds()

    def _backup_is_old(self) -> bool:
        return self.backup is not None and self.backup > LATE_BACKUP.total_seconds()


def pulse(at: datetime) -> Pulse:
    """The signs of life as of `at`; two queries."""
    seen = dict(Heartbeat.objects.values_list("name", "at"))
    waiting = JobRun.objects.filter(state=JobState.QUEUED).aggregate(first=Min("queued_at"))["first"]
    ages = {name: seconds(at, when) for name, when in seen.items()}
    return Pulse(ages.get(SCHEDULER), ages.get(WORKER), ages.get(BACKUP), seconds(at, waiting) if waiting else 0)


def seconds(at: datetime, since: datetime) -> int:
    """Whole seconds from `since` to `at`, never negative: clocks of two machines differ a little."""
    return max(0, int((at - since).total_seconds()))


def lasting(age: int | None) -> str:
    """An age as a sentence says it: 12分钟, 3小时, 2天."""
    minutes = (age or 0) // 60
    if minutes < 60:
        return f"{max(1, minutes)}分钟"
    hours = minutes // 60
    return f"{hours}小时" if hours < 72 else f"{hours // 24}天"


def beat(name: str, *, at: datetime) -> None:
    """Say that a part of the machinery is alive; one query, every minute."""
    if not Heartbeat.objects.filter(name=name).update(at=at):
        Heartbeat.objects.get_or_create(name=name, defaults={"at": at})
