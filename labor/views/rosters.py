"""花名册: which projects have whom on site, and one project's roster, filtered, counted, several leaving at once."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from labor.models import Engagement
from labor.permissions import works_on
from labor.rosters.changing import leave_many
from labor.rosters.counts import heads_of, with_heads
from labor.rosters.filters import IN_FORCE, STATES, RosterFilter, RosterListFilter
from labor.rosters.forms import LeaveForm
from labor.rosters.permissions import WHO
from projects.models import Project
from projects.proofs.permissions import closed
from projects.questions import said_conditions
from projects.requests import reader, ticked_rows
from units.models import User
from units.refusals import Refusal
from units.requests import page_of, query_of, show_refusal, today

RELATED = ("worker", "township", "trade", "company", "safety_training__training")
SHOWN_ANYWAY = f"状态＝{dict(STATES)[IN_FORCE]}"


@never_cache
@require_GET
def roster_list(request: HttpRequest) -> HttpResponse:
    user, day = reader(request), today()
    found = RosterListFilter(request.GET, with_heads(Project.objects.visible_to(user), day))
    page = page_of(request, found.qs.select_related("department", "township").order_by("-here", "-registered", "code"))
    stays = Engagement.objects.in_force().filter(project__in=found.qs.order_by().values("pk"))
    context = {
        "filter": found,
        "page": page,
        "query": query_of(request),
        "heads": heads_of(stays, day),
        "is_filtered": bool(said_conditions(found)),
    }
    return render(request, "labor/rosters/roster_list.html", context)


@never_cache
@require_GET
def roster_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    return roster_page(request, user, roster_project(user, pk))


@never_cache
@require_POST
def roster_leave(request: HttpRequest, pk: int) -> HttpResponse:
    """退场 of everybody ticked, on one day for one reason."""
    user = reader(request)
    project = roster_project(user, pk)
    if not works_on(user, project):
        raise PermissionDenied(f"您的岗位不经办“{project.name}”，不能办理退场。{WHO}")
    form, seen = LeaveForm(request.POST), ticked_rows(request, "stay")
    stays = Engagement.objects.in_force().filter(project=project, pk__in=seen)
    versions = {stay: seen[stay.pk] or 0 for stay in stays}
    if form.is_valid():
        try:
            number = leave_many(
                stays=versions,
                left_on=form.cleaned_data["left_on"],
                reason=form.cleaned_data["leave_reason"],
                by=user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"已登记{number}人退场。登记有误的，打开这个人可以撤销退场。")
            return redirect("roster_detail", project.pk)
    return roster_page(request, user, project, leaving=form, ticked=seen)


def roster_project(user: User, pk: int) -> Project:
    related = ("department", "township", "owner")
    return get_object_or_404(Project.objects.visible_to(user).select_related(*related), pk=pk)


def roster_stays(request: HttpRequest, project: Project) -> RosterFilter:
    """The project's stays under the filters in the address, as page, workbook and paper list them."""
    stays: QuerySet[Engagement] = Engagement.objects.filter(project=project)
    return RosterFilter(request.GET, stays, today=today())


def roster_page(
    request: HttpRequest,
    user: User,
    project: Project,
    *,
    leaving: LeaveForm | None = None,
    ticked: Collection[int] = (),
    refused: Refusal | None = None,
) -> HttpResponse:
    """The page of one roster; with the form or the sentences of what was refused it answers 422."""
    found = roster_stays(request, project)
    page = page_of(request, found.qs.select_related(*RELATED).order_by("team", "name", "pk"))
    works, shut = works_on(user, project), closed(project)
    context: dict[str, Any] = {
        "project": project,
        "filter": found,
        "page": page,
        "query": query_of(request),
        "heads": heads_of(Engagement.objects.filter(project=project), today()),
        "found": heads_of(found.qs, today()),
        "today": today(),
        "works": works,
        "may_register": works and not shut,
        "shut": shut,
        "leaving": leaving or LeaveForm(initial={"left_on": today()}),
        "ticked": ticked or _all_ticked(request, page),
        "tick_query": _tick_query(request),
        "refused": refused.sentences if refused else (),
        "typed": request.POST.get("reason", ""),
        "is_filtered": bool([said for said in said_conditions(found) if said != SHOWN_ANYWAY]),
    }
    wrong = refused is not None or bool(leaving and leaving.errors)
    return render(request, "labor/rosters/roster_detail.html", context, status=422 if wrong else 200)


def _all_ticked(request: HttpRequest, page: Page[Engagement]) -> list[int]:
    """Everybody of the page, when that was asked for."""
    return [stay.pk for stay in page.object_list] if request.GET.get("tick") == "all" else []


def _tick_query(request: HttpRequest) -> str:
    """The address of this very page with everybody ticked."""
    asked = request.GET.copy()
    asked["tick"] = "all"
    return asked.urlencode()
