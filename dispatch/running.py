"""Do one job: claim it, call its action, write down how it ended. Called by the thin Celery task."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from dispatch import jobs
from dispatch.job_kinds import KINDS
from dispatch.models import JobRun
from documents.fonts import MissingFonts
from documents.papers import AnnexTooLong, PaperNotPrinted
from units.refusals import Refusal

Clock = Callable[[], datetime]
SPEAKING = (Refusal, PaperNotPrinted, MissingFonts, AnnexTooLong)  # their text is fit for the person who asked
UNEXPECTED = "出现没有预料到的错误（{name}），什么都没有改动。请重试；仍不行请把任务编号 {job} 告诉系统管理员。"

logger = logging.getLogger(__name__)


def run(job_id: int, clock: Clock) -> bool:
    """Run a queued job; False when it was not there to be taken. Safe to call twice."""
    job = jobs.claim(job_id, at=clock())
    if job is None:
        return False
    try:
        _attempt(job, clock)
    except jobs.Superseded:
        logger.warning("job %s was taken over by another worker", job_id)
    return True


def _attempt(job: JobRun, clock: Clock) -> None:
    def progress(percent: int, step: str) -> None:
        jobs.progress(job, percent, step, at=clock())

    try:
        result = KINDS[job.kind].action(job, progress, clock())
    except jobs.Superseded:
        raise
    except SPEAKING as refusal:
        jobs.fail(job, str(refusal), at=clock())
    except Exception as error:
        logger.exception("job %s failed", job.pk)
        jobs.fail(job, UNEXPECTED.format(name=type(error).__name__, job=job.pk), at=clock())
    else:
        jobs.finish(job, result, at=clock())
