"""预警每周汇总: the list of weeks, one week to read and print, and the office's two buttons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from dispatch.alert_jobs import DIGEST, queue_check, queue_digest
from dispatch.models import JobRun, JobState
from labor.alerts.digest import ACTS, HEADINGS, digest_of, first_week, is_over, week_lines
from labor.alerts.digest_paper import print_digest
from labor.alerts.tables import SEVERITY_TONES, STATE_TONES, label_of
from labor.alerts.weeks import Week, read_week, week_before, weeks_back
from projects.requests import allowed, reader
from units.downloads import pdf_response
from units.models import User
from units.refusals import Refusal
from units.requests import page_of, query_of, today
from units.scope import scope_of

MOST_WEEKS = 260  # five years
MAKERS = "检查和汇总由系统定时办理；需要立即办理的，由领导小组办公室办理。"
MISSING = ("没有生成", "bad")
STANDING = {
    JobState.QUEUED: ("排队中", "neutral"),
    JobState.RUNNING: ("生成中", "info"),
    JobState.DONE: ("已生成", "good"),
    JobState.FAILED: ("未完成", "bad"),
}


def _is_office(user: User) -> bool:
    return scope_of(user).is_office


@never_cache
@require_GET
def alert_digest_list(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    first, last = first_week(), week_before(today())
    weeks = list(weeks_back(last, first, MOST_WEEKS)) if first else []
    page = page_of(request, weeks)
    shown: list[Week] = list(page.object_list)
    jobs = _jobs(shown)
    context = {
        "page": page,
        "query": query_of(request),
        "headings": list(ACTS.values()),
        "rows": [
            {"line": line, "job": jobs.get(line.week.key), "standing": _standing(jobs.get(line.week.key))}
            for line in week_lines(shown, user)
        ],
        "may_make": _is_office(user),
    }
    return render(request, "dispatch/alert_digest_list.html", context)


def _jobs(weeks: Sequence[Week]) -> dict[str, JobRun]:
    """Week → the latest job that was to sum it up; one query."""
    found = JobRun.objects.filter(kind=DIGEST, key__in=[week.key for week in weeks])
    return {job.key: job for job in found.order_by("queued_at", "pk")}


def _standing(job: JobRun | None) -> tuple[str, str]:
    return STANDING[JobState(job.state)] if job else MISSING


@never_cache
@require_GET
def alert_digest(request: HttpRequest, key: str) -> HttpResponse:
    user, week = reader(request), _week(key)
    digest, job = digest_of(week, user), _jobs([week]).get(week.key)
    page = page_of(request, digest.entries)
    context = {
        "week": week,
        "digest": digest,
        "headings": HEADINGS,
        "page": page,
        "query": query_of(request),
        "rows": [
            {
                "entry": entry,
                "label": label_of(entry.alert.code),
                "tone": SEVERITY_TONES[entry.alert.severity],
                "state_tone": STATE_TONES[entry.state],
            }
            for entry in page.object_list
        ],
        "job": job,
        "standing": _standing(job),
        "differs": _differs(digest.counts, job) if scope_of(user).reads_everything else False,
        "may_make": _is_office(user) and (job is None or job.state != JobState.DONE),
    }
    return render(request, "dispatch/alert_digest.html", context)


def _differs(counts: dict[str, int], job: JobRun | None) -> bool:
    """Whether the steps tell another story now than when the week was summed up: they are only ever added to."""
    if job is None or job.state != JobState.DONE:
        return False
    return {name: job.result.get(name) for name in counts} != counts


def _week(key: str) -> Week:
    """A week that is over.

    Raises:
        Http404: there is no such week, or it is not over.
    """
    week = read_week(key)
    if week is None or not is_over(week, today()):
        raise Http404
    return week


@never_cache
@require_POST
def alert_digest_print(request: HttpRequest, key: str) -> HttpResponse:
    user, week = reader(request), _week(key)
    content = print_digest(digest=digest_of(week, user), by=user, at=timezone.now())
    return pdf_response(content, f"预警每周汇总-{week.key}.pdf")


@require_POST
def alert_digest_make(request: HttpRequest, key: str) -> HttpResponse:
    """Sum up a week that was missed, or did not succeed."""
    user = allowed(request, _is_office, MAKERS)
    return _queued(request, lambda: queue_digest(week=_week(key), by=user, at=timezone.now()))


@require_POST
def alert_check(request: HttpRequest) -> HttpResponse:
    """Check now instead of tomorrow morning."""
    user = allowed(request, _is_office, MAKERS)
    return _queued(request, lambda: queue_check(by=user, at=timezone.now()))


def _queued(request: HttpRequest, queue: Any) -> HttpResponse:
    try:
        job = queue()
    except Refusal as refusal:
        messages.error(request, "".join(refusal.sentences))
        return redirect("alert_digest_list")
    return redirect("job_detail", job.pk)
