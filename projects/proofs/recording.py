"""登记、作废佐证: a record with its files is taken in whole or not at all; a wrong one is voided and recorded anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.files.base import File
from django.db import models, transaction
from django.utils import timezone

from documents.formats import mask_phone
from documents.identifiers import normalized
from projects.inspections.holding import lock_project
from projects.models import AcceptanceMeasure, MeasureKey, Project, Proof, ProofKind
from projects.proofs.faults import ATTACHMENTS, Faults, Misfit, faults_of, titles_of
from projects.proofs.files import SoundFile, atomic_with_files, keep_files, look_into
from projects.proofs.kinds import KINDS, PHONE, Kind
from projects.proofs.measures import Measure
from projects.proofs.permissions import closed, why_not_record
from projects.proofs.resting import named, resting_steps
from projects.voiding import void_reason
from units.audit import record
from units.models import User
from units.refusals import NotAllowed, Refusal, WrongState
from units.secrecy import seal

Values = Mapping[str, Any]
Measures = Mapping[MeasureKey, Measure]


def record_proof(
    *,
    project: Project,
    kind: ProofKind | str,
    values: Values,
    files: Sequence[File[Any]] = (),
    measures: Measures | None = None,
    by: User,
    at: datetime,
) -> Proof:
    """Record one proof of a project with its files.

    Args:
        kind: one of the seven in `projects.proofs.kinds.KINDS`.
        values: by field name, amounts in 分; a contract's `officer_phone` is given plain and kept sealed.
        measures: an acceptance's three measures.

    Raises:
        NotAllowed: not this person's.
        WrongState: the project is archived or off the list.
        Misfit: everything that does not fit, by field, files included (`attachments`).
    """
    sort = KINDS[ProofKind(kind).value]
    _check_may(project, sort.kind, by)
    proof, phone = _drafted(sort, project, values, by=by, at=at)
    sound, unfit = look_into(files)
    faults = _faults(sort, proof, phone, measures, at=at) | ({ATTACHMENTS: unfit} if unfit else {})
    if faults:
        raise Misfit(faults, titles_of(sort))
    return _record(sort, proof, measures, sound)


def faults_in(
    *,
    project: Project,
    kind: ProofKind | str,
    values: Values,
    files: Sequence[File[Any]] = (),
    measures: Measures | None = None,
    by: User,
    at: datetime,
) -> Faults:
    """What `record_proof` would refuse, by field, with nothing saved: said beside what could not even be read."""
    sort = KINDS[ProofKind(kind).value]
    proof, phone = _drafted(sort, project, values, by=by, at=at)
    unfit = look_into(files)[1]
    return _faults(sort, proof, phone, measures, at=at) | ({ATTACHMENTS: unfit} if unfit else {})


@transaction.atomic
def void_proof(*, proof: Proof, reason: str, by: User, at: datetime) -> Proof:
    """作废: the proof counts no more; it stays on record with the reason, and a right one is recorded anew.

    Raises:
        NotAllowed: not this person's.
        WrongState: void already, the project closed, or a passed stage rests on it.
        Refusal: no reason, or a reason too long; or of a kind that is voided on its own page.
    """
    if proof.proof_kind not in KINDS:
        raise Refusal(f"{proof.get_proof_kind_display()}在它自己的页面作废，请从项目页进入。")
    _check_may(proof.project, ProofKind(proof.proof_kind), by)
    project = _open(proof.project)
    held = Proof.objects.select_for_update(of=("self",)).select_related("project").get(pk=proof.pk)
    _check_voidable(held, project)
    words = void_reason(reason)
    held.voided_at, held.voided_by, held.void_reason = at, by, words
    held.save(update_fields=["voided_at", "voided_by", "void_reason"])
    detail = {"proof": held.pk, "reason": words}
    label = held.get_proof_kind_display()
    record(act=f"作废{label}", subject=f"{project.name} {project.code}", by=by, at=at, detail=detail)
    return held


def _check_may(project: Project, kind: ProofKind, by: User) -> None:
    if denied := why_not_record(by, project, kind):
        raise NotAllowed(denied)


def _open(project: Project) -> Project:
    held = lock_project(project.pk)
    if sentence := closed(held):
        raise WrongState(sentence)
    return held


def _drafted(sort: Kind, project: Project, values: Values, *, by: User, at: datetime) -> tuple[Proof, str]:
    """The proof, not yet saved, and the officer's phone as typed."""
    unknown = set(values) - set(sort.fields)
    if unknown:
        raise ValueError(f"not fields of {sort.kind}: {sorted(unknown)}")
    said = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
    phone = normalized(said.pop(PHONE, "") or "")
    if "credit_code" in said:
        said["credit_code"] = normalized(said["credit_code"]).upper()
    proof = sort.model(project=project, proof_kind=sort.kind, recorded_at=at, recorded_by=by, **said)
    if phone:
        sealed = {"officer_phone_sealed": seal(phone), "officer_phone_masked": mask_phone(phone)[:11]}
        for name, value in sealed.items():
            setattr(proof, name, value)
    return proof, phone


def _faults(sort: Kind, proof: Proof, phone: str, measures: Measures | None, *, at: datetime) -> Faults:
    compared = (measures or {}) if sort.kind is ProofKind.ACCEPTANCE else None
    return faults_of(sort, proof, phone=phone, measures=compared, today=timezone.localdate(at))


@atomic_with_files()
def _record(sort: Kind, proof: Proof, measures: Measures | None, files: Sequence[SoundFile]) -> Proof:
    """Save what fits, with its files, in one transaction."""
    proof.project, by, at = _open(proof.project), proof.recorded_by, proof.recorded_at
    if _is_double(sort, proof):
        double = f"内容相同的{sort.label}已经登记过，不必重复登记；要补附件请到那份佐证的页面上传。"
        raise Misfit({"": [double]}, {})
    proof.save(force_insert=True)
    _measure(proof, measures)
    keep_files(target=proof, files=files, by=by, at=at)
    detail = {"proof": proof.pk, "values": _told(sort, proof)}
    subject = f"{proof.project.name} {proof.project.code}"
    record(act=f"登记{sort.label}", subject=subject, by=by, at=at, detail=detail)
    return proof


def _is_double(sort: Kind, proof: Proof) -> bool:
    same = {name: getattr(proof, name) for name in sort.fields if name != PHONE}
    return models.QuerySet(sort.model).filter(project=proof.project, voided_at=None, **same).exists()


def _measure(proof: Proof, measures: Measures | None) -> None:
    if proof.proof_kind != ProofKind.ACCEPTANCE:
        return
    AcceptanceMeasure.objects.bulk_create(
        AcceptanceMeasure(
            acceptance_id=proof.pk, key=key, planned=one.planned, actual=one.actual, explanation=one.explanation.strip()
        )
        for key, one in (measures or {}).items()
    )


def _told(sort: Kind, proof: Proof) -> dict[str, Any]:
    """The values for the trail, without the phone."""
    said = {name: getattr(proof, name) for name in sort.fields if name != PHONE}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in said.items()}


def _check_voidable(proof: Proof, project: Project) -> None:
    if proof.is_void:
        raise WrongState("这份佐证已经作废，不必再办。请刷新页面。")
    if steps := resting_steps(proof, project):
        raise WrongState(
            f"{named(steps)}依据了这份佐证，不能直接作废。请先由办公室把项目退回到办理前的环节，再作废并重新登记。"
        )
