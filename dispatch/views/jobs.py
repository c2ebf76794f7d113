"""后台任务 pages: what is queued, running, done or failed, and once more."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from dispatch.job_kinds import KINDS
from dispatch.jobs import retry
from dispatch.models import Heartbeat, JobRun, JobState
from units.models import User
from units.refusals import Refusal
from units.requests import actor, page_of, query_of
from units.scope import scope_of

TONES = {
    JobState.QUEUED: "neutral",
    JobState.RUNNING: "info",
    JobState.DONE: "good",
    JobState.FAILED: "bad",
}


@require_GET
def job_list(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    visible = JobRun.objects.visible_to(user)
    state = request.GET.get("state", "")
    chosen = visible.filter(state=state) if state in JobState.values else visible
    found = chosen.select_related("queued_by").order_by("-queued_at", "-pk")
    page = page_of(request, found)
    context = {
        "page": page,
        "rows": [(job, TONES[JobState(job.state)]) for job in page.object_list],
        "tabs": _tabs(visible.order_by(), state),
        "query": query_of(request),
        "heartbeats": Heartbeat.objects.order_by("name"),
    }
    return render(request, "dispatch/job_list.html", context)


def _tabs(visible: object, state: str) -> list[dict[str, object]]:
    counts = dict(visible.values_list("state").annotate(Count("pk")))  # type: ignore[attr-defined]
    address = reverse("job_list")
    every = {"label": "全部", "url": address, "current": not state, "count": sum(counts.values())}
    return [every] + [
        {"label": label, "url": f"{address}?state={value}", "current": state == value, "count": counts.get(value, 0)}
        for value, label in JobState.choices
    ]


@require_GET
def job_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _show(request, pk, "dispatch/job_detail.html")


@require_GET
def job_status(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that is fetched again while the job is under way."""
    return _show(request, pk, "dispatch/_job_status.html")


def _show(request: HttpRequest, pk: int, template: str) -> HttpResponse:
    user = actor(request)
    job = find(user, pk)
    kind = KINDS.get(job.kind)
    context = {
        "job": job,
        "tone": TONES[JobState(job.state)],
        "done_url": _where_it_leads(job, user),
        "done_label": kind.done_label if kind else "",
        "ahead": _ahead(job),
    }
    return render(request, template, context)


def _where_it_leads(job: JobRun, user: User) -> str:
    """The page of what a finished job made; nothing for those who run the system but may not read the report."""
    kind = KINDS.get(job.kind)
    if kind is None or job.state != JobState.DONE or not scope_of(user).reads_everything:
        return ""
    if not kind.takes:
        return reverse(kind.done_url)
    return reverse(kind.done_url, args=[job.result[kind.takes]]) if kind.takes in job.result else ""


def _ahead(job: JobRun) -> int:
    if job.state != JobState.QUEUED:
        return 0
    return JobRun.objects.active().filter(queued_at__lt=job.queued_at).count()


@require_POST
def job_retry(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    job = find(user, pk)
    try:
        retry(job=job, by=user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, "".join(refusal.sentences))
    return redirect("job_detail", pk)


def find(user: User, pk: int) -> JobRun:
    return get_object_or_404(JobRun.objects.visible_to(user).select_related("queued_by"), pk=pk)
