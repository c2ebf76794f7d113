"""附件: files come to a proof or a funding all together or not at all; a wrong one is set aside, never erased."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Any

from cryptography.hazmat.primitives import hashes
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from documents.attachments import LARGEST, LARGEST_MIB, FileType, UnacceptableFile, check_file
from projects.inspections.holding import lock_project
from projects.models import Attachment, Funding, Project, Proof
from projects.proofs.permissions import closed, settled, why_not_attach
from projects.proofs.resting import named, resting_steps
from units.audit import record
from units.models import User
from units.refusals import NotAllowed, Refusal, WrongState

MOST_AT_ONCE = 20
LONGEST_NAME = 120
UNFIT = re.compile(r'[\\/:*?"<>|]+')

_written: ContextVar[list[str] | None] = ContextVar("written", default=None)


@contextmanager
def atomic_with_files() -> Iterator[None]:
    """`transaction.atomic` for acts that add files: when it rolls back, the files written within are deleted again.

    The outermost transaction of an act that calls `attach_files` must be this one (`with` or as a decorator).
    """
    outer, own = _written.get(), list[str]()
    token = _written.set(own)
    try:
        with transaction.atomic():
            yield
    except BaseException:
        for name in own:
            default_storage.delete(name)
        raise
    finally:
        _written.reset(token)
    if outer is not None:
        outer.extend(own)


@dataclass(frozen=True, slots=True)
class SoundFile:
    """One upload that was looked into."""

    upload: File[Any]
    name: str
    kind: FileType
    size: int
    digest: str


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
    project = _open_project(target, by)
    if double := _doubles(files, dict(_place(target).in_force().values_list("digest", "name"))):
        raise Refusal(*double)
    kept = [_keep(one, target=target, project=project, by=by, at=at) for one in files]
    detail = {"files": [[one.pk, one.name, one.size, one.digest] for one in kept]}
    record(act="上传附件", subject=f"{project.name} {_label(target)}", by=by, at=at, rows=len(kept), detail=detail)
    return kept


def look_into(files: Sequence[File[Any]]) -> tuple[list[SoundFile], list[str]]:
    """The files that can be kept, and every sentence about the others; nothing is kept yet."""
    wrong = [f"一次最多上传{MOST_AT_ONCE}个文件，请分次上传。"] if len(files) > MOST_AT_ONCE else []
    sound: list[SoundFile] = []
    for upload in files[:MOST_AT_ONCE]:
        try:
            sound.append(_looked_into(upload))
        except UnacceptableFile as refused:
            wrong.append(str(refused))
    return sound, wrong + _doubles(sound, {})


@transaction.atomic
def remove_file(*, attachment: Attachment, by: User, at: datetime) -> Attachment:
    """Set a wrongly added file aside; its row and the file itself are kept for the trail.

    Raises:
        NotAllowed: not this person's.
        WrongState: removed already, the proof voided, or a passed stage rests on the file.
    """
    target = _target(attachment)
    project = _open_project(target, by)
    held = Attachment.objects.select_for_update(of=("self",)).get(pk=attachment.pk)
    if held.removed_at is not None:
        raise WrongState(f"“{held.name}”已经移除，不必再办。请刷新页面。")
    _check_not_rested_on(held, target, project)
    held.removed_at, held.removed_by = at, by
    held.save(update_fields=["removed_at", "removed_by"])
    detail = {"file": held.pk, "name": held.name, "digest": held.digest}
    record(act="移除附件", subject=f"{project.name} {_label(target)} {held.name}", by=by, at=at, detail=detail)
    return held


def clean_name(name: str | None) -> str:
    """A sender's file name without folders, control and direction marks; cut to fit, its ending kept."""
    text = unicodedata.normalize("NFC", name or "").replace("\\", "/").rsplit("/", 1)[-1]
    text = "".join(one for one in text if unicodedata.category(one)[0] != "C")
    path = PurePath(UNFIT.sub("_", text).strip(" .") or "附件")
    return path.stem[: LONGEST_NAME - len(path.suffix)].rstrip() + path.suffix[-LONGEST_NAME:]


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


def _doubles(files: Sequence[SoundFile], there: dict[str, str]) -> list[str]:
    """A sentence for each file whose content is there already; `there` names what is kept, by digest."""
    seen, found = dict(there), list[str]()
    for one in files:
        if one.digest in seen:
            found.append(f"“{one.name}”与“{seen[one.digest]}”内容相同，请去掉重复的文件。")
        seen.setdefault(one.digest, one.name)
    return found


def _looked_into(upload: File[Any]) -> SoundFile:
    name = clean_name(upload.name)
    if upload.size > LARGEST:
        raise UnacceptableFile(f"“{name}”超过{LARGEST_MIB} MB，请压缩或拆分后再上传。")
    upload.seek(0)
    content: bytes = upload.read()
    kind = check_file(name, content)
    digest = hashes.Hash(hashes.SM3())
    digest.update(content)
    return SoundFile(upload, name, kind, len(content), digest.finalize().hex())


def _keep(one: SoundFile, *, target: Proof | Funding, project: Project, by: User, at: datetime) -> Attachment:
    attachment = Attachment(
        project=project, name=one.name, kind=one.kind.value, size=one.size, digest=one.digest, uploaded_at=at,
        uploaded_by=by, **_side(target),
    )  # fmt: skip
    one.upload.seek(0)
    attachment.file.save(one.name, one.upload, save=False)
    _remember(attachment.file.name)
    attachment.save(force_insert=True)
    return attachment


def _remember(name: str | None) -> None:
    written = _written.get()
    if written is not None and name:
        written.append(name)


def _side(target: Proof | Funding) -> dict[str, int]:
    return {"funding_id": target.pk} if isinstance(target, Funding) else {"proof_id": target.pk}


def _place(target: Proof | Funding) -> Any:
    return Attachment.objects.filter(**_side(target))


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
