"""What each kind of job does: one table, read by the worker and by the pages that show jobs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dispatch import alert_jobs, outgoing_jobs
from dispatch.issuing import issue_bulletin
from dispatch.jobs import Progress
from dispatch.models import Bulletin, JobRun
from dispatch.previewing import make_preview
from dispatch.reminders import reminder_jobs
from dispatch.reminders.letters import PRINT as PRINT_LETTER
from units.refusals import Refusal

Action = Callable[[JobRun, Progress, datetime], dict[str, Any]]


@dataclass(frozen=True)
class JobKind:
    """`done_url` is the name of the page a finished job leads to; `takes` what of its result stands in the address."""

    label: str
    action: Action
    done_url: str
    done_label: str
    takes: str = "bulletin"


def _issue(job: JobRun, progress: Progress, at: datetime) -> dict[str, Any]:
    if job.queued_by is None:
        raise Refusal("没有记下由谁印发，不能印发。请由办公室管理员在报告页重新印发。")
    bulletin = issue_bulletin(bulletin=_bulletin(job), by=job.queued_by, at=at, progress=progress)
    return {"bulletin": bulletin.pk, "number": bulletin.document_number}


def _preview(job: JobRun, progress: Progress, at: datetime) -> dict[str, Any]:
    bulletin = _bulletin(job)
    make_preview(bulletin=bulletin, at=at, progress=progress)
    return {"bulletin": bulletin.pk, "version": bulletin.version}


def _bulletin(job: JobRun) -> Bulletin:
    return Bulletin.objects.select_related("period", "revision__period").get(pk=job.arguments["bulletin"])


ISSUE, PREVIEW = "issue_bulletin", "preview_bulletin"
KINDS: dict[str, JobKind] = {
    ISSUE: JobKind("印发报告", _issue, "bulletin_detail", "查看已印发的报告"),
    PREVIEW: JobKind("预览报告", _preview, "bulletin_preview", "打开预览 PDF"),
    alert_jobs.CHECK: JobKind("预警检查", alert_jobs.check, "alert_list", "查看预警", takes=""),
    reminder_jobs.REMIND: JobKind("催报", reminder_jobs.do_remind, "reminder_list", "看催报台账", takes=""),
    PRINT_LETTER: JobKind("排印催报单", reminder_jobs.do_print, "letter_detail", "打开催报单", takes="letter"),
    alert_jobs.DIGEST: JobKind("预警每周汇总", alert_jobs.digest, "alert_digest", "查看汇总", takes="week"),
    outgoing_jobs.SEND: JobKind("发外发", outgoing_jobs.send, "outgoing_list", "查看外发记录", takes=""),
}
