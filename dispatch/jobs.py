"""后台任务 as rows. The broker only rings the bell; who works on what, and how far, is decided by one-row updates.

A job's life: `enqueue` → `claim` → `progress`… → `finish` or `fail`; `retry` and `revive` queue it again. Each
transition names the state (and, once running, the attempt) it starts from, so a second worker or a worker that was
believed dead changes nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from celery import current_app
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from kombu.exceptions import OperationalError

from dispatch.models import JobRun, JobState
from units.audit import record
from units.models import User
from units.refusals import WrongState

LEASE = timedelta(minutes=3)  # a running job silent for longer lost its worker
BELL = timedelta(minutes=2)  # a queued job not begun for longer lost its bell
MAX_ATTEMPTS = 3
LOST = "工作进程连续中断，任务没有做完。请重试；仍不行请联系系统管理员查看运行状态。"

logger = logging.getLogger(__name__)
Progress = Callable[[int, str], None]


class Superseded(Exception):
    """The job was taken from this worker (its lease lapsed); it must stop and leave no mark."""


def enqueue(*, kind: str, key: str, title: str, by: User | None, at: datetime, **arguments: Any) -> JobRun:
    """Queue a job, or return the one of the same kind and key that is queued or running already.

    The bell rings after the surrounding transaction commits.
    """
    active = JobRun.objects.active().filter(kind=kind, key=key)
    if (running := active.first()) is not None:
        return running
    fields = {"kind": kind, "key": key, "title": title, "arguments": arguments}
    try:
        with transaction.atomic():
            job = JobRun.objects.create(**fields, queued_at=at, queued_by=by, beat_at=at)
    except IntegrityError:  # somebody else was a moment faster
        return active.get()
    transaction.on_commit(partial(ring, job.pk))
    return job


def ring(job_id: int) -> None:
    """Tell the workers. A bell that cannot ring is no failure: the tick rings again."""
    try:
        current_app.send_task("dispatch.run_job", kwargs={"job_id": job_id})
    except (OperationalError, OSError) as error:
        logger.warning("job %s waits for the next tick: %s", job_id, error)


def claim(job_id: int, *, at: datetime) -> JobRun | None:
    """Take a queued job; None when another worker has it or it is over."""
    taken = JobRun.objects.filter(pk=job_id, state=JobState.QUEUED).update(
        state=JobState.RUNNING, attempt=F("attempt") + 1, percent=0, step="", failure="", started_at=at, beat_at=at
    )
    return JobRun.objects.get(pk=job_id) if taken == 1 else None


def progress(job: JobRun, percent: int, step: str, *, at: datetime) -> None:
    """Say how far the job is; this is its heartbeat too.

    Raises:
        Superseded: the job is no longer this worker's.
    """
    _mine(job, percent=percent, step=step[:80], beat_at=at)


def finish(job: JobRun, result: dict[str, Any], *, at: datetime) -> None:
    _mine(job, state=JobState.DONE, percent=100, step="", result=result, beat_at=at, ended_at=at)


def fail(job: JobRun, sentence: str, *, at: datetime) -> None:
    _mine(job, state=JobState.FAILED, failure=sentence[:400], beat_at=at, ended_at=at)


def _mine(job: JobRun, **changes: Any) -> None:
    mine = JobRun.objects.filter(pk=job.pk, state=JobState.RUNNING, attempt=job.attempt)
    if mine.update(**changes) != 1:
        raise Superseded(job.pk)


@transaction.atomic
def retry(*, job: JobRun, by: User, at: datetime) -> JobRun:
    """Queue a failed job again in the name of `by`.

    Raises:
        WrongState: it did not fail, or the same job is being done already.
    """
    failed = JobRun.objects.filter(pk=job.pk, state=JobState.FAILED)
    try:
        with transaction.atomic():
            again = failed.update(
                state=JobState.QUEUED,
                attempt=0,
                percent=0,
                step="",
                queued_at=at,
                queued_by=by,
                beat_at=at,
                ended_at=None,
            )
    except IntegrityError:
        raise WrongState(f"“{job.title}”已有同样的任务在排队或进行，请等它完成。") from None
    if again != 1:
        raise WrongState(f"“{job.title}”不是未完成的任务，不需要重试。")
    record(act="重试任务", subject=job.title, by=by, at=at, detail={"job": job.pk})
    transaction.on_commit(partial(ring, job.pk))
    job.refresh_from_db()
    return job


def revive(*, at: datetime) -> list[int]:
    """Queue again what lost its worker and ring again for what lost its bell; return the jobs rung for."""
    silent = JobRun.objects.filter(state=JobState.RUNNING, beat_at__lt=at - LEASE)
    silent.filter(attempt__gte=MAX_ATTEMPTS).update(state=JobState.FAILED, failure=LOST, ended_at=at)
    silent.update(state=JobState.QUEUED, beat_at=None)
    unheard = JobRun.objects.filter(Q(beat_at=None) | Q(beat_at__lt=at - BELL), state=JobState.QUEUED)
    ids = list(unheard.order_by("queued_at", "pk").values_list("pk", flat=True))
    JobRun.objects.filter(pk__in=ids, state=JobState.QUEUED).update(beat_at=at)
    for job_id in ids:
        ring(job_id)
    return ids
