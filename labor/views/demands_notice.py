"""招工公告 as PDF: of one demand, of a project, of a township. It holds what is public; nothing is written."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from labor.demands.notice import notice_of_demand, notice_of_project, notice_of_township, noticed, open_on
from labor.demands.permissions import may_sign_for
from labor.models import LaborDemand
from projects.models import Project
from projects.requests import reader
from units.downloads import pdf_response
from units.models import Unit
from units.refusals import Refusal
from units.requests import today


@require_GET
def demand_notice(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    found = LaborDemand.objects.visible_to(user).select_related("project__department", "trade", "township")
    demand = get_object_or_404(found, pk=pk)
    back = reverse("demand_detail", args=[pk])
    return _answer(request, f"{demand.project.name} {demand.trade}", lambda: notice_of_demand(demand, on=today()), back)


@require_GET
def demand_notice_project(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    demands = noticed(user, project=pk)
    project = get_object_or_404(Project.objects.select_related("department"), pk__in=demands.values("project"), pk=pk)
    held = open_on(demands, today())
    return _answer(request, project.name, lambda: notice_of_project(project, held, on=today()))


@require_GET
def demand_notice_township(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    township = get_object_or_404(Unit.objects.townships(), pk=pk)
    if not may_sign_for(user, township.pk):
        raise PermissionDenied(f"{township.name}的招工公告由该镇街落款，请由该镇街或领导小组办公室出具。")
    held = open_on(noticed(user, township=pk), today())
    return _answer(request, township.name, lambda: notice_of_township(township, held, on=today()))


def _answer(request: HttpRequest, name: str, printed: Callable[[], bytes], back: str = "") -> HttpResponse:
    """The PDF to look at in the browser; or back to where one came from, with why there is none."""
    try:
        content = printed()
    except Refusal as refusal:
        messages.error(request, "".join(refusal.sentences))
        return redirect(back or "demand_list")
    return pdf_response(content, f"招工公告 {name}.pdf", is_saved=False)
