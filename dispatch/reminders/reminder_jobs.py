"""催报 as background work: once each working day from half past eight; each letter is printed by a job of its own."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists
from django.utils import timezone

from dispatch import jobs
from dispatch.models import JobRun, ReminderLetter
from dispatch.reminders.letter_paper import compose_letter
from dispatch.reminders.reminding import remind
from dispatch.reminders.steps import steps_on
from documents.kept_files import Kept, keep
from documents.papers import render_pdf
from projects.calendar import is_working_day, moved
from projects.models import Period
from units.refusals import Refusal

REMIND = "remind"
FROM = time(8, 30)  # local time from which people are reminded, the office's own (◇)
FOLDER = "letters"
SOON = timedelta(days=40)  # more than the earliest step, in days of the calendar


def remind_daily(*, at: datetime) -> None:
    """Queue the day's reminding once, on a working day, while a month is open whose first step has come."""
    local = timezone.localtime(at)
    day = local.date()
    if local.time() >= FROM and _is_due(day) and is_working_day(day):
        title = f"催报 {day:%Y-%m-%d}"
        jobs.enqueue(kind=REMIND, key=day.isoformat(), title=title, by=None, at=at, on=day.isoformat())


def _is_due(day: date) -> bool:
    """Whether the first step of an open month has come, and the day is not done yet; one question when it is."""
    done = JobRun.objects.filter(kind=REMIND, key=day.isoformat())
    near = Period.objects.open().filter(~Exists(done), due_on__lte=day + SOON).order_by("due_on")
    due = near.values_list("due_on", flat=True).first()
    held = steps_on(day) if due else None
    return due is not None and held is not None and moved(due, held.steps[0].offset) <= day


def do_remind(job: JobRun, progress: jobs.Progress, at: datetime) -> dict[str, Any]:
    """Remind of the day the job was queued for, or of the day it is done when a worker comes late: nobody hears of the
    days between, and again tells nobody twice."""
    progress(10, "正在核对欠报")
    on = max(date.fromisoformat(str(job.arguments["on"])), timezone.localdate(at))
    done = remind(on=on, at=at, by=job.queued_by)
    people = {user.pk for one in done for user in one.nudge.told}
    return {"units": len(done), "people": len(people), "letters": sum(one.letter is not None for one in done)}


def do_print(job: JobRun, progress: jobs.Progress, at: datetime) -> dict[str, Any]:  # noqa: ARG001
    """Print one letter and freeze it; one that is printed stays as it is."""
    letter = ReminderLetter.objects.select_related("period", "unit").filter(pk=job.arguments["letter"]).first()
    if letter is None:
        raise Refusal("没有找到这份催报单，不能排印。")
    if not letter.pdf_path:
        progress(20, "排版生成 PDF")
        html = compose_letter(letter)
        freeze(letter, html, keep(render_pdf(html), FOLDER, ".pdf"))
    return {"letter": letter.pk}


def freeze(letter: ReminderLetter, html: str, pdf: Kept) -> None:
    """Keep what was printed, once: of two who print at the same moment the first stays."""
    unprinted = ReminderLetter.objects.filter(pk=letter.pk, pdf_path="")
    unprinted.update(html=html, pdf_path=pdf.path, pdf_sha256=pdf.sha256)


def render_again(letter: ReminderLetter) -> bytes:
    """Print a letter from its frozen HTML: the same bytes as the first time, on the same faces.

    Raises:
        Refusal: it is not printed yet.
    """
    if not letter.html:
        raise Refusal(f"{letter}正在排印，还没有定稿可以重印。")
    return render_pdf(letter.html)
