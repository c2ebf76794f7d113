"""作废: an inspection recorded in error, with the findings it asked to mend. Their numbers stay used."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from projects.inspections.holding import lock_project, release_if_last
from projects.inspections.permissions import VOID_WHO, may_void
from projects.models import Inspection, Project, Proof, Rectification
from projects.proofs.permissions import closed
from projects.proofs.resting import named, resting_steps
from projects.voiding import void_reason
from units.audit import record
from units.models import User
from units.refusals import NotAllowed, WrongState


@transaction.atomic
def void_inspection(*, inspection: Inspection, reason: str, by: User, at: datetime) -> Inspection:
    """Void an inspection and its rectifications; a project that only they held goes its normal way again.

    Raises:
        NotAllowed: neither of the inspecting unit nor of the office.
        WrongState: it is void already, or a stage the project has passed rests on it, or the project is closed.
        Refusal: no reason, or one too long.
    """
    if not may_void(by, inspection):
        raise NotAllowed(f"您不能作废这次检查：{VOID_WHO}。")
    said = void_reason(reason)
    project = lock_project(inspection.project_id)
    if sentence := closed(project):
        raise WrongState(sentence)
    rectifications: QuerySet[Rectification] = QuerySet(Rectification).filter(inspection=inspection)
    numbers = [one.label for one in rectifications.filter(voided_at=None).order_by("number")]
    _check_stages(inspection, project)
    kept = _with_findings(inspection).filter(voided_at=None)
    if not kept.filter(pk=inspection.pk).update(voided_at=at, voided_by=by, void_reason=said):
        raise WrongState("这次检查已经作废，不必再办。请刷新页面看最新情况。")
    kept.update(voided_at=at, voided_by=by, void_reason=said)
    release_if_last(project, by=by, at=at)
    detail = {"inspection": inspection.pk, "reason": said, "rectifications": numbers}
    record(act="作废监管检查", subject=project.name, by=by, at=at, rows=1 + len(numbers), detail=detail)
    inspection.refresh_from_db()
    return inspection


def _check_stages(inspection: Inspection, project: Project) -> None:
    rested = [step for proof in _with_findings(inspection) for step in resting_steps(proof, project)]
    if rested:
        raise WrongState(f"{named(rested)}办理时依据了这次检查，不能作废；确需作废，请先由办公室退回环节。")


def _with_findings(inspection: Inspection) -> QuerySet[Proof]:
    findings: QuerySet[Rectification] = QuerySet(Rectification).filter(inspection=inspection)
    return Proof.objects.filter(Q(pk=inspection.pk) | Q(pk__in=findings.values("pk")))
