"""填报务工需求: the project first, then the form; a draft may wait for what is not known yet. Copies begin as forms."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from labor.demands import actions
from labor.demands.completeness import missing_to_publish, warnings
from labor.demands.fields import BY_NAME, FIELDS, told
from labor.demands.forms import ChooseProjectForm, DemandForm, begun_for, copy_of
from labor.demands.moving import StaleDemand, with_missing, write
from labor.demands.offering import may_start_any, startable_projects
from labor.demands.permissions import FILERS, available_moves
from labor.demands.tables import TONES
from labor.models import DemandAct, DemandState, LaborDemand
from labor.views.demands_page import DONE, demands_of
from projects.moving import Incomplete
from projects.requests import allowed, reader, whole
from units.models import User
from units.refusals import Refusal
from units.requests import show_refusal, today

EDITS = (DemandAct.SAVE, DemandAct.SEND)
SAVED = "已保存草稿，尚未送审。"
WHO = f"务工需求由{FILERS}填报，您没有这项权限。"


@require_http_methods(["GET", "POST"])
def demand_new(request: HttpRequest) -> HttpResponse:
    """The form of a demand nobody has filled in yet; the first saving makes the draft."""
    user = allowed(request, may_start_any, WHO)
    projects = startable_projects(user).select_related("sector", "township", "department")
    source = whole(request.GET.get("copy", ""))
    if source is not None:
        return _edit(request, user, _copied(user, source), is_copy=True)
    only = list(projects[:2])
    if "project" not in request.GET and len(only) == 1:
        return _edit(request, user, begun_for(only[0]))
    form = ChooseProjectForm(request.GET if "project" in request.GET else None, projects=projects)
    if form.is_valid():
        return _edit(request, user, begun_for(form.cleaned_data["project"]))
    context = {"form": form, "has_projects": bool(only)}
    return render(request, "labor/demands/demand_new.html", context, status=422 if form.errors else 200)


def _copied(user: User, pk: int) -> LaborDemand:
    """照此再填一条, of the same project.

    Raises:
        PermissionDenied: this project's demands are not this person's to fill in, or it asks for nobody any more.
    """
    source = get_object_or_404(demands_of(user), pk=pk)
    if not startable_projects(user).filter(pk=source.project_id).exists():
        raise PermissionDenied(f"“{source.project.name}”的务工需求由{FILERS}填报；已归档和调出清单的项目不再填报。")
    return copy_of(source, on=today())


@require_http_methods(["GET", "POST"])
def demand_edit(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    demand = get_object_or_404(demands_of(user), pk=pk)
    if request.method == "GET" and not _acts(user, demand):
        return redirect("demand_detail", pk)
    return _edit(request, user, demand)


def _edit(request: HttpRequest, user: User, demand: LaborDemand, *, is_copy: bool = False) -> HttpResponse:
    form = DemandForm(request.POST if request.method == "POST" else None, demand=demand)
    stale = False
    if request.method == "POST":
        try:
            act = _pressed(request)
            saved = _file(user, demand, form, act) if form.is_valid() else _tell_all(demand, form, act)
        except Incomplete as incomplete:
            for lack in incomplete.lacks:
                form.add_error(lack.field if lack.field in form.fields else None, lack.sentence)
        except StaleDemand:
            stale = True
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            name = f"{saved.project.name} {saved.trade}{saved.headcount}人"
            messages.success(request, f"“{name}”：{SAVED if act is DemandAct.SAVE else DONE[act]}")
            return redirect("demand_edit" if act is DemandAct.SAVE else "demand_detail", saved.pk)
    return _page(request, user, demand, form, stale=stale, is_copy=is_copy)


def _pressed(request: HttpRequest) -> DemandAct:
    act = next((act for act in EDITS if act.value == request.POST.get("act")), None)
    if act is None:
        raise Refusal("没有这项办理，请用页面上的按钮。")
    return act


def _file(user: User, demand: LaborDemand, form: DemandForm, act: DemandAct) -> LaborDemand:
    said: dict[str, Any] = {"values": form.values(), "by": user, "at": timezone.now()}
    if demand.pk is None:
        begin = actions.start_demand if act is DemandAct.SAVE else actions.start_and_send
        return begin(project=demand.project, **said)
    file = actions.save_demand if act is DemandAct.SAVE else actions.send
    return file(demand=demand, version=form.cleaned_data["version"], **said)


def _tell_all(demand: LaborDemand, form: DemandForm, act: DemandAct) -> LaborDemand:
    """Beside what cannot be read, tell what is wrong or missing as well: everything at once."""
    _, wrong = write(demand, form.values())
    lacks = wrong if act is DemandAct.SAVE else with_missing(wrong, missing_to_publish(demand, on=today()))
    raise Incomplete(lack for lack in lacks if lack.field not in form.errors)


def _page(
    request: HttpRequest, user: User, demand: LaborDemand, form: DemandForm, *, stale: bool, is_copy: bool
) -> HttpResponse:
    unusual = warnings(demand)
    fresh = demands_of(user).get(pk=demand.pk) if demand.pk else demand
    if stale:
        _show_stale(request, form, fresh)
    context = {
        "demand": fresh,
        "project": fresh.project,
        "is_copy": is_copy,
        "tone": TONES[DemandState(fresh.state)],
        "form": form,
        "fields": [(form[field.name], field) for field in FIELDS],
        "saved_now": _saved_now(form, fresh) if stale else [],
        "warnings": unusual,
        "acts": {act.value: True for act in _acts(user, fresh)},
    }
    return render(request, "labor/demands/demand_edit.html", context, status=422 if form.errors else 200)


def _show_stale(request: HttpRequest, form: DemandForm, fresh: LaborDemand) -> None:
    """Another person saved: theirs is listed above the form, and the next saving knows of it."""
    form.add_error(None, "这条务工需求刚被别人改过，您的修改没有保存。请对照下面列出的内容核对，改好后再保存一次。")
    typed = request.POST.copy()
    typed["version"] = str(fresh.version)
    form.data = typed


def _saved_now(form: DemandForm, fresh: LaborDemand) -> list[tuple[str, str]]:
    """What is saved now, where it is not what this person typed."""
    typed = form.cleaned_data
    apart = [name for name in BY_NAME if told(name, typed.get(name)) != told(name, getattr(fresh, name))]
    return [(BY_NAME[name].label, str(told(name, getattr(fresh, name)) or "（空）")) for name in apart]


def _acts(user: User, demand: LaborDemand) -> list[DemandAct]:
    if demand.pk is None:
        return list(EDITS)
    held = {move.act for move in available_moves(demand, user)}
    return [act for act in EDITS if act in held]
