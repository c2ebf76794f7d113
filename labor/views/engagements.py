"""One person's stay with a project: what it states, what was done with it, and what may be done now."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from documents.formats import yuan
from labor.models import Engagement, EngagementAct, Worker
from labor.permissions import works_on
from labor.rosters.changing import leave, undo_leave, void
from labor.rosters.forms import LeaveForm, RenameForm
from labor.rosters.naming import correct_registered_name
from labor.rosters.permissions import WHO, available_acts, why_not
from labor.rosters.trail import events_of
from projects.completeness import Lack
from projects.moving import Incomplete
from projects.requests import reader, typed, whole
from units.models import User
from units.refusals import Refusal
from units.requests import show_refusal, today
from units.scope import scope_of

RELATED = (
    "project__department", "project__township", "project__owner", "worker", "township", "trade", "company",
    "safety_training__training", "placement__demand", "registered_by", "voided_by",
)  # fmt: skip
NAMES_WHO = "登记姓名由区以工代赈办公室对照身份证更正，您没有这项权限。请联系办公室。"


@never_cache
@require_GET
def engagement_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    return engagement_page(request, user, engagement_of(user, pk))


@never_cache
@require_http_methods(["GET", "POST"])
def engagement_leave(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    stay = handled(user, pk, "退场")
    if request.method == "GET" and (said := why_not(user, stay, EngagementAct.LEAVE)):
        messages.error(request, said)
        return redirect("engagement_detail", pk)
    begun = {"left_on": today()}
    form = LeaveForm(request.POST) if request.method == "POST" else LeaveForm(initial=begun)
    if request.method == "POST" and form.is_valid():
        said_of = {"left_on": form.cleaned_data["left_on"], "reason": form.cleaned_data["leave_reason"]}
        try:
            leave(engagement=stay, **said_of, by=user, at=timezone.now(), version=version_of(request))
        except Incomplete as incomplete:
            show_lacks(form, incomplete.lacks)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"已登记{stay.name}退场。")
            return redirect("engagement_detail", pk)
    context = {"stay": stay, "form": form, "version": _asked_version(request, stay)}
    return render(request, "labor/engagements/leave.html", context, status=422 if form.errors else 200)


@never_cache
@require_POST
def engagement_return(request: HttpRequest, pk: int) -> HttpResponse:
    """撤销退场 recorded in error."""

    def act(user: User, stay: Engagement) -> str:
        undo_leave(engagement=stay, by=user, at=timezone.now(), version=version_of(request))
        return f"已撤销{stay.name}的退场，仍在名册。"

    return _do(request, pk, "撤销退场", act)


@never_cache
@require_POST
def engagement_void(request: HttpRequest, pk: int) -> HttpResponse:
    """作废 of a stay registered in error."""

    def act(user: User, stay: Engagement) -> str:
        reason = typed(request, "reason")
        void(engagement=stay, reason=reason, by=user, at=timezone.now(), version=version_of(request))
        return f"已作废{stay.name}的这条登记，不再计入名册和统计。"

    return _do(request, pk, "作废", act)


@never_cache
@require_http_methods(["GET", "POST"])
def engagement_rename(request: HttpRequest, pk: int) -> HttpResponse:
    """更正登记姓名: the register's, by the office; this roster keeps what it said."""
    user = reader(request)
    stay = engagement_of(user, pk)
    if not scope_of(user).is_office:
        raise PermissionDenied(NAMES_WHO)
    form = RenameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            worker = correct_registered_name(worker=stay.worker, **form.cleaned_data, by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"登记姓名已更正为“{worker.name}”，今后按这个姓名核对。")
            return redirect("engagement_detail", pk)
    context = {"stay": stay, "form": form}
    return render(request, "labor/engagements/rename.html", context, status=422 if form.errors else 200)


def engagement_of(user: User, pk: int) -> Engagement:
    return get_object_or_404(Engagement.objects.visible_to(user).select_related(*RELATED), pk=pk)


def handled(user: User, pk: int, act: str) -> Engagement:
    """The stay, when the person's post handles its project; else a 403 page that says whose it is."""
    stay = engagement_of(user, pk)
    if not works_on(user, stay.project):
        raise PermissionDenied(f"您的岗位不经办“{stay.project.name}”，不能办理{act}。{WHO}")
    return stay


def version_of(request: HttpRequest) -> int:
    """The version the page was shown with; one that was not sent is nobody's."""
    said = whole(request.POST.get("version", ""))
    return -1 if said is None else said


def show_lacks(form: Any, lacks: list[Lack]) -> None:
    """Each sentence at its field; one whose field the form does not have stands above it."""
    told = set(form.errors)
    for lack in lacks:
        if lack.field not in told:
            form.add_error(lack.field if lack.field in form.fields else None, lack.sentence)


def _asked_version(request: HttpRequest, stay: Engagement) -> int:
    """After a refusal the page holds the newest version, shown beside the form: the next try knows of it."""
    return stay.version if request.method == "GET" else Engagement.objects.get(pk=stay.pk).version


def _do(request: HttpRequest, pk: int, label: str, act: Callable[[User, Engagement], str]) -> HttpResponse:
    user = reader(request)
    stay = handled(user, pk, label)
    try:
        said = act(user, stay)
    except Refusal as refusal:
        return engagement_page(request, user, engagement_of(user, pk), refusal)
    messages.success(request, said)
    return redirect("engagement_detail", pk)


def engagement_page(request: HttpRequest, user: User, stay: Engagement, refused: Refusal | None = None) -> HttpResponse:
    works = works_on(user, stay.project)
    others = Engagement.objects.in_force().visible_to(user).filter(worker=stay.worker_id).exclude(pk=stay.pk)
    registered = Worker.objects.get(pk=stay.worker_id).name
    context = {
        "stay": stay,
        "acts": {act.value for act in available_acts(user, stay)},
        "works": works,
        "today": today(),
        "day_rate": yuan(stay.day_rate_fen) if stay.day_rate_fen else "",
        "age": _age(stay),
        "registered": registered if registered != stay.name else "",
        "trail": events_of(stay.steps.select_related("by")),
        "others": others.select_related("project", "trade").order_by("-entered_on", "-pk"),
        "may_rename": scope_of(user).is_office,
        "refused": refused.sentences if refused else (),
        "typed": typed(request, "reason"),
    }
    return render(request, "labor/engagements/engagement_detail.html", context, status=422 if refused else 200)


def _age(stay: Engagement) -> int:
    """Full years on the day of entry, which the age rules look at."""
    born, day = stay.worker.born_on, stay.entered_on
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
