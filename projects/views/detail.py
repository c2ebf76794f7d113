"""One project: its stages and what they rest on, its money with the remuneration floor, its lists and months."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from projects.models import Condition, Period, Project
from projects.money.card import money_card
from projects.permissions import may_start
from projects.requests import reader
from projects.stages.actions import move_stage
from projects.stages.forms import MoveForm, standing_of
from projects.stages.missing import NotReady
from projects.views import detail_parts as parts
from projects.views.annexes import annexes
from projects.views.glance import glance
from projects.views.places import Lack, lack_of
from projects.views.proof_lines import proof_groups
from units.models import User
from units.refusals import Refusal
from units.requests import today


@dataclass(frozen=True, slots=True)
class Trouble:
    """A move that was refused: why, each sentence with its link, and what the person had sent."""

    lacks: list[Lack]
    act: str
    reason: str


@require_GET
def project_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    return _page(request, user, get_object_or_404(parts.projects_of(user), pk=pk))


@require_POST
def project_move(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    project = get_object_or_404(Project.objects.visible_to(user), pk=pk)
    form = MoveForm(request.POST)
    try:
        said = _said(form)
        move_stage(project=project, **said, by=user, at=timezone.now())
    except Refusal as refusal:
        trouble = Trouble(_lacks(refusal, project, user), form["act"].data or "", form["reason"].data or "")
        return _page(request, user, parts.projects_of(user).get(pk=pk), trouble)
    condition = "" if project.condition == Condition.NORMAL else f"，{project.get_condition_display()}"
    done = f"已办理“{said['act'].label}”：“{project.name}”现在是“{project.get_stage_display()}”环节{condition}。"
    messages.success(request, done)
    return redirect("project_detail", project.pk)


def _said(form: MoveForm) -> dict[str, Any]:
    if not form.is_valid():
        raise Refusal(*_sentences(form))
    return {"act": form.cleaned_data["act"], "reason": form.cleaned_data["reason"], "seen": form.seen()}


def _sentences(form: Form) -> list[str]:
    return [str(error) for errors in form.errors.values() for error in errors]


def _lacks(refusal: Refusal, project: Project, user: User) -> list[Lack]:
    if isinstance(refusal, NotReady):
        return [lack_of(missing, project, user) for missing in refusal.missing]
    return [Lack(sentence) for sentence in refusal.sentences]


def _page(request: HttpRequest, user: User, project: Project, trouble: Trouble | None = None) -> HttpResponse:
    now = today()
    stages, money = parts.stage_card(project, user, on=now), money_card(project, user)
    reported = parts.reported(project)
    context: dict[str, Any] = {
        "project": project,
        "trouble": trouble,
        "version": standing_of(project),
        "condition_tone": parts.CONDITION_TONES.get(Condition(project.condition), ""),
        "figures": glance(project, stages.step, money.total, reported),
        "stages": stages,
        "proofs": proof_groups(project, user),
        "supervision": parts.supervision(project, user, on=now),
        "ties": parts.ties(project, user),
        "origin": parts.origin(project, user),
        "listed": parts.listed_years(project, user),
        "money": money,
        "reported": reported,
        "to_file": _to_file(project, user),
        "annexes": annexes(project, user, timezone.now()),
    }
    context["sections"] = _contents(project, context)
    return render(request, "projects/project_detail.html", context, status=422 if trouble else 200)


def _contents(project: Project, context: dict[str, Any]) -> list[dict[str, Any]]:
    supervised: parts.Supervision = context["supervision"]
    return parts.sections(
        context["annexes"],
        ties=len(context["ties"]),
        proofs=sum(len(group.held) for group in context["proofs"]),
        supervision=len(supervised.inspections) + len(supervised.asked),
        money=len(project.fundings.all()),
        lists=len(project.entries.all()),
        months=len(project.filings.all()),
        trail=len(project.stage_steps.all()),
    )


def _to_file(project: Project, user: User) -> list[Period]:
    """Open months of the project's list years that nobody has begun to file, when this person may."""
    if not may_start(user, project):
        return []
    filed = {filing.period_id for filing in project.filings.all()}
    open_months = Period.objects.open().order_by("-month")
    return [period for period in open_months if period.pk not in filed and _owes(project, period)]


def _owes(project: Project, period: Period) -> bool:
    return any(entry.owes(period) for entry in project.entries.all())
