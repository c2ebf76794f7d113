"""附件: files come to a proof or a funding all together or not at all; a wrong one is set aside, never erased."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.files.base import File
from django.db import transaction

from projects.inspections.holding import lock_project
from projects.keeping_files import (
    MOST_AT_ONCE,
    SoundFile,
    atomic_with_files,
    clean_name,
    held_in_force,
    look_into,
    set_aside,
    take_in,
    told,
)
from projects.models import Attachment, Funding, Project, Proof
from projects.proofs.permissions import closed, settled, why_not_attach
from projects.proofs.resting import named, resting_steps
from units.audit import record
from units.models import User
from units.refusals import NotAllowed, Refusal, WrongState

__all__ = [
    "MOST_AT_ONCE",
    "SoundFile",
    "atomic_with_files",
    "attach_files",
    "clean_name",
    "keep_files",
    "look_into",
    "remove_file",
]


def attach_files(*, target: Proof | Funding, files: Sequence[File[Any]], by: User, at: datetime) -> list[Attachment]:
    """Keep files with a proof or a funding; every file is looked into first, and one bad file keeps all of them out.

    Looking into large files takes seconds: called outside a transaction, nobody waits for it. An act that needs its own
    transaction calls `look_into` before it and `keep_files` within.

    Args:
        files: uploads as the request gives them; each has a name and can be read and rewound.

    Raises:
        NotAllowed: neither of the project's side, nor (for supervision) of the inspecting or answering side.
        WrongState: the project is archived or off the list, or the proof is voided.
        Refusal: every sentence about every file that is not taken in.
    """
    if denied := why_not_attach(by, target):
        raise NotAllowed(denied)
    sound, wrong = look_into(files)
    if wrong:
        raise Refusal(*wrong)
    return keep_files(target=target, files=sound, by=by, at=at)


@atomic_with_files()
def keep_files(*, target: Proof | Funding, files: Sequence[SoundFile], by: User, at: datetime) -> list[Attachment]:
    """Keep files that were looked into; raises as `attach_files` does, here for content that is kept there already."""
    if not files:
        return []
    project, side = _open_project(target, by), _side(target)
    there = dict(Attachment.objects.in_force().filter(**side).values_list("digest", "name"))
    kept = take_in(files=files, there=there, row=lambda: Attachment(project=project, **side), by=by, at=at)
    subject = f"{project.name} {_label(target)}"
    record(act="上传附件", subject=subject, by=by, at=at, rows=len(kept), detail={"files": told(kept)})
    return kept


@transaction.atomic
def remove_file(*, attachment: Attachment, by: User, at: datetime) -> Attachment:
    """Set a wrongly added file aside; its row and the file itself are kept for the trail.

    Raises:
        NotAllowed: not this person's.
        WrongState: removed already, the proof voided, or a passed stage rests on the file.
    """
    target = _target(attachment)
    project = _open_project(target, by)
    held = held_in_force(attachment)
    _check_not_rested_on(held, target, project)
    set_aside(held, by=by, at=at)
    detail = {"file": held.pk, "name": held.name, "digest": held.digest}
    record(act="移除附件", subject=f"{project.name} {_label(target)} {held.name}", by=by, at=at, detail=detail)
    return held


def _open_project(target: Proof | Funding, by: User) -> Project:
    """The project, locked, when this person may change files there and it is still open."""
    denied = why_not_attach(by, target)
    if denied:
        raise NotAllowed(denied)
    project = lock_project(target.project_id)
    if sentence := closed(project):
        raise WrongState(sentence)
    fresh = Proof.objects.get(pk=target.pk) if isinstance(target, Proof) else target
    if sentence := settled(fresh):
        raise WrongState(sentence)
    return project


def _side(target: Proof | Funding) -> dict[str, int]:
    return {"funding_id": target.pk} if isinstance(target, Funding) else {"proof_id": target.pk}


def _target(attachment: Attachment) -> Proof | Funding:
    target = attachment.proof or attachment.funding
    if target is None:
        raise ValueError("an attachment belongs to a proof or a funding")
    return target


def _label(target: Proof | Funding) -> str:
    return target.label if isinstance(target, Funding) else target.get_proof_kind_display()


def _check_not_rested_on(attachment: Attachment, target: Proof | Funding, project: Project) -> None:
    """A file that was there when a stage was passed stays as long as the stage stands."""
    if isinstance(target, Funding):
        return
    steps = [step for step in resting_steps(target, project) if step.at >= attachment.uploaded_at]
    if steps:
        raise WrongState(f"{named(steps)}办理时依据了这个附件，不能移除；确需移除，请先由办公室退回环节。")
