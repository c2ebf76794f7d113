"""Moving a project: allowed, in the right stage, with every proof, by a one-row claim; told to trail and audit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from projects.models import Condition, Project, Proof, StageAct, StageStep
from projects.stages.guards import missing_for, resting_proofs
from projects.stages.missing import Missing, NotReady
from projects.stages.moves import ConditionMove, StageMove, move_for, next_move, refused
from projects.stages.permissions import why_not
from units.audit import record
from units.models import User
from units.refusals import NotAllowed, Refusal, WrongState


class StaleProject(Refusal):
    """Somebody else moved the project after this person saw it."""


@dataclass(frozen=True, slots=True)
class NextStep:
    """The forward move a project faces: None from the archive; `stopped` says why it cannot move at all."""

    move: StageMove | None
    missing: tuple[Missing, ...] = ()
    stopped: str = ""

    @property
    def is_ready(self) -> bool:
        return self.move is not None and not self.missing and not self.stopped


def next_step(project: Project, *, on: date) -> NextStep:
    """What comes next for a project, and everything it still lacks for it on a day."""
    move = next_move(project.stage)
    if move is None:
        return NextStep(None, stopped="项目已归档，只能查看，不能再流转。")
    stopped = refused(move, stage=project.stage, condition=project.condition)
    return NextStep(move, tuple(missing_for(project, move.act, on=on)), stopped)


@transaction.atomic
def move_stage(
    *, project: Project, act: StageAct, reason: str, by: User, at: datetime, seen: tuple[str, str] | None = None
) -> Project:
    """Make one move of a project's stage or condition as the person saw it.

    Args:
        reason: asked for by 退回, 暂停 and 恢复; kept with every move.
        seen: stage and condition on the person's page, where it may be older than `project`.

    Raises:
        NotAllowed: not this person's, or they recorded a proof the move rests on.
        WrongState: archived, paused, in rectification, off the list, or another stage.
        NotReady: everything still missing, all at once.
        StaleProject: somebody moved the project in the meantime.
    """
    if seen not in (None, (project.stage, project.condition)):
        raise _stale(project)
    move, words = move_for(act, project.stage), reason.strip()
    _hold(project)
    _guard(move, project, words, by=by, at=at)
    stage = project.stage
    _claim(move, project, words, at=at)
    _tell(move, project, stage, words, by=by, at=at)
    return project


def _hold(project: Project) -> None:
    """Lock the project and its proofs, so that none is voided between the guard and the claim."""
    list(Project.objects.select_for_update(no_key=True).filter(pk=project.pk))
    list(Proof.objects.select_for_update(of=("self",)).filter(project=project, voided_at=None).order_by("pk"))


def _guard(move: StageMove | ConditionMove, project: Project, words: str, *, by: User, at: datetime) -> None:
    denied = why_not(move, project, by)
    if denied:
        raise NotAllowed(denied)
    wrong = refused(move, stage=project.stage, condition=project.condition)
    if wrong:
        raise WrongState(wrong)
    missing = [*_unreasoned(move, words), *missing_for(project, move.act, on=timezone.localdate(at))]
    if missing:
        raise NotReady(missing)


def _unreasoned(move: StageMove | ConditionMove, words: str) -> list[Missing]:
    longest = StageStep._meta.get_field("reason").max_length or 0
    if move.reason and not words:
        return [Missing("no_reason", f"请写明{move.label}的原因。", "reason")]
    if len(words) > longest:
        return [Missing("long_reason", f"原因有{len(words)}字，请压缩到{longest}字以内。", "reason")]
    return []


def _claim(move: StageMove | ConditionMove, project: Project, words: str, *, at: datetime) -> None:
    seen = Project.objects.filter(pk=project.pk, stage=project.stage, condition=project.condition)
    if seen.update(**_written(move, words, at)) != 1:
        raise _stale(project)
    project.refresh_from_db()


def _stale(project: Project) -> StaleProject:
    return StaleProject(f"“{project.name}”刚被别人办理过，您的办理没有保存。请刷新页面，看最新环节后再办。")


def _written(move: StageMove | ConditionMove, words: str, at: datetime) -> dict[str, Any]:
    if isinstance(move, StageMove):
        return {"stage": move.target}
    if move.target == Condition.NORMAL:
        return {"condition": move.target, "condition_reason": "", "condition_since": None}
    return {"condition": move.target, "condition_reason": words, "condition_since": timezone.localdate(at)}


def _tell(move: StageMove | ConditionMove, project: Project, stage: str, words: str, *, by: User, at: datetime) -> None:
    step = StageStep.objects.create(
        project=project, act=move.act, stage_before=stage, stage=project.stage, condition=project.condition,
        reason=words, at=at, by=by,
    )  # fmt: skip
    proofs = resting_proofs(project, move.act)
    step.proofs.set(proofs)
    detail = {
        "project": project.pk, "stage": [stage, project.stage], "condition": project.condition, "reason": words,
        "proofs": [proof.pk for proof in proofs],
    }  # fmt: skip
    record(act=f"项目{move.label}", subject=f"{project.name} {project.code}", by=by, at=at, detail=detail)
