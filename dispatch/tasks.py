"""The doors Celery knocks at; each reads the clock and calls one action."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from dispatch import pulse, rounds, running
from projects.calendar import forget


@shared_task(name="dispatch.run_job")
def run_job(job_id: int) -> None:
    forget()  # working days may have changed since this worker's last task
    pulse.beat(pulse.WORKER, at=timezone.now())
    running.run(job_id, timezone.now)


@shared_task(name="dispatch.tick")
def tick() -> None:
    forget()
    rounds.tick(at=timezone.now())
