"""后台任务 pages: what is queued, running, done or failed, and once more."""

from __future__ import annotations

from datetime import datetime

import django_filters
from django.contrib import messages
from django.db.models import Count, QuerySet
from django.forms import DateInput, HiddenInput
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from dispatch.job_kinds import KINDS
from dispatch.jobs import retry
from dispatch.models import JobRun, JobState
from dispatch.pulse import LATE_QUEUE, Pulse, lasting, pulse, seconds
from dispatch.views.outputs import watches
from units.models import User
from units.refusals import Refusal
from units.requests import actor, page_of, query_of
from units.scope import scope_of

RUNNING = 10  # of those under way, shown above the list
TICK_SECONDS = 60
TONES = {
    JobState.QUEUED: "neutral",
    JobState.RUNNING: "info",
    JobState.DONE: "good",
    JobState.FAILED: "bad",
}


class JobFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By kind, state and the day a job was queued."""

    kind = django_filters.ChoiceFilter(
        label="种类", choices=[(key, kind.label) for key, kind in KINDS.items()], empty_label="全部种类"
    )
    day = django_filters.DateFilter(
        label="提交日期", field_name="queued_at", lookup_expr="date", widget=DateInput(attrs={"type": "date"})
    )
    state = django_filters.ChoiceFilter(label="状态", choices=JobState.choices, widget=HiddenInput)

    class Meta:
        model = JobRun
        fields: list[str] = []


@never_cache
@require_GET
def job_list(request: HttpRequest) -> HttpResponse:
    user, at = actor(request), timezone.now()
    visible = JobRun.objects.visible_to(user)
    asked = request.GET.copy()
    state = asked.get("state", "") if asked.get("state") in JobState.values else ""
    asked["state"] = state
    filters = JobFilter(asked, queryset=visible)
    stateless = JobFilter({**asked.dict(), "state": ""}, queryset=visible)
    page = page_of(request, filters.qs.select_related("queued_by").order_by("-queued_at", "-pk"))
    seen = pulse(at)
    context = {
        "page": page,
        "filter": filters,
        "is_filtered": bool(asked.get("kind") or asked.get("day")),
        "rows": [_row(job, at) for job in page.object_list],
        "running": [_row(job, at) for job in _running(visible)],
        "tabs": _tabs(request, stateless.qs.order_by(), state),
        "query": query_of(request),
        "machine": _machine(seen),
        "late": list(seen.late.values()) if watches(user) else [],
        "watches": watches(user),
    }
    return render(request, "dispatch/job_list.html", context, status=200 if filters.form.is_valid() else 422)


def _row(job: JobRun, at: datetime) -> dict[str, object]:
    """A job with how long it took, or has taken so far."""
    took = lasted(seconds(job.ended_at or at, job.started_at)) if job.started_at else ""
    late = job.state == JobState.QUEUED and at - job.queued_at > LATE_QUEUE
    kind = KINDS.get(job.kind)
    return {
        "job": job,
        "tone": TONES[JobState(job.state)],
        "took": took,
        "waits": lasting(seconds(at, job.queued_at)) if late else "",
        "kind": kind.label if kind else job.kind,
    }


def _running(visible: QuerySet[JobRun]) -> QuerySet[JobRun]:
    return visible.filter(state=JobState.RUNNING).select_related("queued_by").order_by("started_at", "pk")[:RUNNING]


def _machine(seen: Pulse) -> list[str]:
    """What the machinery did last, and when it is to do it again."""
    ages = {"定时任务": seen.beat, "任务进程": seen.worker, "备份": seen.backup}
    told = [
        f"{name}最近一次在{lasted(age)}前" if age is not None else f"{name}还没有记录" for name, age in ages.items()
    ]
    if seen.beat is not None and not seen.has_stopped:
        told.append(f"下一次巡查约在{max(0, TICK_SECONDS - seen.beat)}秒后")
    return told


def lasted(age: int) -> str:
    """An age to the second within the first minutes: 8秒, 2分5秒, 3小时."""
    if age < 60:
        return f"{age}秒"
    return f"{age // 60}分{age % 60}秒" if age < 600 else lasting(age)


def _tabs(request: HttpRequest, found: QuerySet[JobRun], state: str) -> list[dict[str, object]]:
    counts = dict(found.values_list("state").annotate(Count("pk")))
    choices = [("", "全部"), *JobState.choices]
    return [
        {
            "label": label,
            "url": f"{reverse('job_list')}?{query_of(request, state=value)}",
            "current": state == value,
            "count": counts.get(value, 0) if value else sum(counts.values()),
        }
        for value, label in choices
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
