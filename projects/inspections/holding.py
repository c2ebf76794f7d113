"""整改中: a finding that holds its project keeps it from moving on until the last such finding is closed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from projects.models import UNSETTLED, Condition, Project, Rectification, StageAct, StageStep
from units.models import User


def lock_project(project_id: int) -> Project:
    """The project as it stands, locked: who holds and who releases it come one after the other."""
    return Project.objects.select_for_update(no_key=True).get(pk=project_id)


def hold(project: Project, *, reason: str, by: User, at: datetime) -> None:
    """Put a locked project that goes its normal way into rectification; one already there stays."""
    if project.condition != Condition.NORMAL:
        return
    project.condition, project.condition_reason = Condition.RECTIFYING, reason
    project.condition_since = timezone.localdate(at)
    _save(project, StageAct.RECTIFY, reason, by=by, at=at)


def unsettled_holders() -> QuerySet[Any]:
    """The findings that hold their projects: open, not voided, with “整改期间不得流转”."""
    return Rectification.objects.filter(holds_project=True, state__in=UNSETTLED, voided_at__isnull=True)


def held_projects() -> set[int]:
    """Keys of the projects such findings hold, whatever their condition; one query."""
    return set(unsettled_holders().values_list("project_id", flat=True).order_by())


def release_if_last(project: Project, *, by: User, at: datetime) -> bool:
    """Take a locked project back to its normal way when no unsettled finding holds it; returns whether it was."""
    if project.condition != Condition.RECTIFYING or unsettled_holders().filter(project=project).exists():
        return False
    project.condition, project.condition_reason, project.condition_since = Condition.NORMAL, "", None
    _save(project, StageAct.RELEASE, "整改全部销号", by=by, at=at)
    return True


def _save(project: Project, act: StageAct, reason: str, *, by: User, at: datetime) -> None:
    project.save(update_fields=["condition", "condition_reason", "condition_since"])
    StageStep.objects.create(
        project=project, act=act, stage_before=project.stage, stage=project.stage, condition=project.condition,
        reason=reason, at=at, by=by,
    )  # fmt: skip
