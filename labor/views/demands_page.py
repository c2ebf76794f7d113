"""One demand: what it asks for, what it lacks, who was brought for it, and the buttons of the move table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from labor.demands import actions
from labor.demands.completeness import missing_to_publish, warnings
from labor.demands.counting import RELATED, counted
from labor.demands.permissions import available_moves, may_propose, may_start
from labor.demands.sections import trail
from labor.demands.tables import TONES, age_of, age_tone
from labor.models import DemandAct, DemandState, LaborDemand
from projects.models import Project
from projects.requests import reader, typed, whole
from units.models import User
from units.refusals import Refusal
from units.requests import today

Act = Callable[..., Any]
PLAIN: dict[DemandAct, Act] = {
    DemandAct.SEND: actions.send,
    DemandAct.WITHDRAW: actions.withdraw,
    DemandAct.PUBLISH: actions.publish,
    DemandAct.REOPEN: actions.reopen,
}
WITH_REASON: dict[DemandAct, Act] = {
    DemandAct.HAND_BACK: actions.hand_back,
    DemandAct.CLOSE: actions.close_demand,
}
ASKED: dict[DemandAct, Act] = WITH_REASON | {DemandAct.DISCARD: actions.discard}
ALL = PLAIN | ASKED
DONE = {
    DemandAct.SEND: "已送审，等待项目主管部门审核人审核发布。",
    DemandAct.WITHDRAW: "已撤回，可以继续修改。",
    DemandAct.PUBLISH: "已向各镇街发布，同时登记了用工需求公布。",
    DemandAct.HAND_BACK: "已退回修改，填报人看得到原因。",
    DemandAct.CLOSE: "已结束招工，还没有答复的推荐一并撤回。",
    DemandAct.REOPEN: "已重新发布，从今天起重新计算天数。",
    DemandAct.DISCARD: "草稿已删除，内容留在审计日志里。",
}


def demands_of(user: User) -> QuerySet[LaborDemand]:
    """What this person may see, with all that the page of one demand shows."""
    people = ("filed_by", "published_by", "closed_by", "work_item", "project__owner")
    return counted(LaborDemand.objects.visible_to(user).select_related(*RELATED, *people)).prefetch_related("steps__by")


@require_GET
def demand_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    return _page(request, user, get_object_or_404(demands_of(user), pk=pk))


@require_POST
def demand_move(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    demand = get_object_or_404(demands_of(user), pk=pk)
    name = f"{demand.project.name} {demand.trade}{demand.headcount}人"
    try:
        act = _pressed(request)
        ALL[act](demand=demand, **_said(request, act), by=user, at=timezone.now())
    except Refusal as refusal:
        return _page(request, user, get_object_or_404(demands_of(user), pk=pk), refusal)
    messages.success(request, f"“{name}”：{DONE[act]}")
    return redirect("demand_list") if act is DemandAct.DISCARD else redirect("demand_detail", pk)


def _pressed(request: HttpRequest) -> DemandAct:
    act = next((act for act in ALL if act.value == request.POST.get("act")), None)
    if act is None:
        raise Refusal("没有这项办理，请用页面上的按钮。")
    return act


def _said(request: HttpRequest, act: DemandAct) -> dict[str, Any]:
    """What the act is given: the version seen, and the reason where one is asked for."""
    said: dict[str, Any] = {"version": whole(request.POST.get("version", ""))}
    return said | ({"reason": typed(request, "reason")} if act in WITH_REASON else {})


def _page(request: HttpRequest, user: User, demand: LaborDemand, refusal: Refusal | None = None) -> HttpResponse:
    on = today()
    moves = available_moves(demand, user)
    days = age_of(demand, on=on)
    context = {
        "demand": demand,
        "name": f"{demand.trade}{demand.headcount}人",
        "tone": TONES[DemandState(demand.state)],
        "days": days,
        "age_tone": age_tone(days),
        "lacks": missing_to_publish(demand, on=on) if any(move.complete for move in moves) else [],
        "warnings": warnings(demand),
        "plain_moves": [move for move in moves if move.act in PLAIN],
        "asking_moves": [move for move in moves if move.act in ASKED],
        "may_edit": any(move.act is DemandAct.SAVE for move in moves),
        "may_copy": may_start(user, demand.project),
        "may_propose": may_propose(user, demand),
        "project_seen": Project.objects.visible_to(user).filter(pk=demand.project_id).exists(),
        "is_published": demand.state == DemandState.PUBLISHED,
        "trail": trail(demand.steps.all()),
        "refused": refusal.sentences if refusal else (),
        "reason": typed(request, "reason") if refusal else "",
        "pressed": request.POST.get("act", "") if refusal else "",
    }
    return render(request, "labor/demands/demand_detail.html", context, status=422 if refusal else 200)
