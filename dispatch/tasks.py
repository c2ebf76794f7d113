"""The doors Celery knocks at; each reads the clock and calls one action."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from dispatch import rounds, running


@shared_task(name="dispatch.run_job")
def run_job(job_id: int) -> None:
    rounds.beat(rounds.WORKER, at=timezone.now())
    running.run(job_id, timezone.now)


@shared_task(name="dispatch.tick")
def tick() -> None:
    rounds.tick(at=timezone.now())
