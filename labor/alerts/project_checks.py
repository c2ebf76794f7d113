"""Checks of the projects themselves: begun or not, approvals, the floor of remuneration."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, Q, Sum

from documents.formats import month_label, percent, wan
from labor.alerts.findings import Finding
from labor.models import WageLine
from projects.floors import remuneration_floor
from projects.models import Approval, Condition, ListEntry, ProgressFiling, Project, Stage
from projects.models.filing import FilingState
from projects.pace import STARTED_STAGES, has_started

BUILT = frozenset({Stage.COMPLETED, Stage.ACCEPTED, Stage.MAINTAINED, Stage.ARCHIVED})
REASON_SHOWN = 60


def not_started(on: date, threshold: Decimal) -> Iterator[Finding]:
    """应开工未开工: the planned month of beginning is over for more than `threshold` 天, and works have not begun."""
    standing = ListEntry.objects.in_force(on=on).filter(project_list__year=on.year).exclude(project__starts="")
    looks = _last_looks(on)
    for entry in standing.select_related("project").order_by("pk"):
        project = entry.project
        over = _month_end(project.starts)
        look, reason = looks.get(project.pk, ("", ""))
        if over is None or over + timedelta(days=int(threshold)) >= on or has_started(project.stage, look):
            continue
        facts = {"starts": month_label(over), "days": (on - over).days}
        facts["reason"] = reason[:REASON_SHOWN] or "没有填报"
        facts["stage"] = project.get_stage_display()
        yield Finding(subject=str(project.pk), project_id=project.pk, facts=facts)


def _last_looks(on: date) -> dict[int, tuple[str, str]]:
    """Project → the last accepted 形象进度 and 未开工主要原因."""
    stated = ProgressFiling.objects.filter(state=FilingState.ACCEPTED, period__month__lte=on).exclude(look="")
    rows = stated.order_by("period__month", "pk").values_list("project", "look", "not_started_reason")
    return {project: (look, reason) for project, look, reason in rows}


def _month_end(month: str) -> date | None:
    """The last day of a month written 2026-03; None when it is written otherwise."""
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError:
        return None
    return first.replace(day=monthrange(first.year, first.month)[1])


def silent_approvals(on: date, threshold: Decimal) -> Iterator[Finding]:  # noqa: ARG001
    """批复未写入要求却进入建设 (R6): works go on, and no approval in force asks for local labor."""
    building = Project.objects.filter(stage__in=STARTED_STAGES).exclude(stage=Stage.ARCHIVED)
    building = building.exclude(condition=Condition.REMOVED)
    held = dict(_approvals())
    for project in building.only("pk", "stage").order_by("pk"):
        number, asking = held.get(project.pk, (0, 0))
        if asking:
            continue
        told = f"登记的{number}份批复都没有写入" if number else "没有登记批复，看不出是否写入"
        facts = {"stage": project.get_stage_display(), "told": told}
        yield Finding(subject=str(project.pk), project_id=project.pk, facts=facts)


def _approvals() -> Iterator[tuple[int, tuple[int, int]]]:
    """Project → how many approvals are in force, and how many of them ask for local labor."""
    counted = Approval.objects.filter(voided_at=None).order_by().values_list("project")
    asking = Count("pk", filter=Q(asks_relief=True))
    for project, number, asks in counted.annotate(number=Count("pk"), asking=asking):
        yield project, (number, asks)


def below_floor(on: date, threshold: Decimal) -> Iterator[Finding]:
    """报酬占比低于下限 (R3): less paid than the floor, the project built or to be within `threshold` 天."""
    paid = _paid()
    wanted = Project.objects.filter(stage__in=STARTED_STAGES).exclude(condition=Condition.REMOVED)
    for project in wanted.prefetch_related("fundings").order_by("pk"):
        ends = _month_end(project.ends)
        near = project.stage in BUILT or (ends is not None and ends - timedelta(days=int(threshold)) <= on)
        floor = remuneration_floor(project) if near else None
        sum_fen = paid.get(project.pk, 0)
        if floor is None or floor.required_fen is None or sum_fen >= floor.required_fen:
            continue
        facts = {
            "when": "已经完工" if project.stage in BUILT else f"计划{month_label(ends)}完工" if ends else "",
            "paid": wan(sum_fen),
            "base_name": floor.base_name,
            "base": wan(floor.base_fen),
            "share": percent(sum_fen, floor.base_fen),
            "required": wan(floor.required_fen),
            "short": wan(floor.required_fen - sum_fen),
        }
        measure = floor.required_fen - sum_fen
        yield Finding(subject=str(project.pk), project_id=project.pk, facts=facts, measure=measure)


def _paid() -> dict[int, int]:
    """Project → 已发放 of all its rolls in force, 分."""
    paid = WageLine.objects.in_force().filter(is_paid=True).order_by()
    return {int(project): int(fen) for project, fen in paid.values_list("project").annotate(fen=Sum("net_fen"))}
