"""What each kind of job does: one table, read by the worker and by the pages that show jobs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dispatch.issuing import issue_bulletin
from dispatch.jobs import Progress
from dispatch.models import Bulletin, JobRun
from dispatch.previewing import make_preview
from units.refusals import Refusal

Action = Callable[[JobRun, Progress, datetime], dict[str, Any]]


@dataclass(frozen=True)
class JobKind:
    """`done_url` is the name of the page a finished job leads to; it takes the report's number."""

    label: str
    action: Action
    done_url: str
    done_label: str


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
}
