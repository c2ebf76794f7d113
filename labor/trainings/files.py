"""培训附件: the signed sheet, photos and papers of a session, kept as all files are (签到表、影像、培训资料)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.db.models import QuerySet

from documents.attachments import FileType
from labor.kept_files import sound_files
from labor.models import Training, TrainingFile, TrainingFileKind
from labor.trainings.actions import open_training, tell
from labor.trainings.permissions import require_keeper
from projects.keeping_files import (
    SoundFile,
    atomic_with_files,
    content_of,
    held_in_force,
    set_aside,
    take_in,
    told,
)
from units.models import User

PICTURES = (FileType.JPG, FileType.PNG)
TAKEN = {
    TrainingFileKind.SHEET: (FileType.PDF, *PICTURES),
    TrainingFileKind.PHOTO: PICTURES,
    TrainingFileKind.MATERIAL: tuple(FileType),
}


def files_visible_to(user: User) -> QuerySet[TrainingFile]:
    """Files of the trainings a person may see."""
    return TrainingFile.objects.filter(training__in=Training.objects.visible_to(user))


def add_files(
    *, training: Training, file_kind: str, files: Sequence[File[Any]], by: User, at: datetime
) -> list[TrainingFile]:
    """Keep files with a session, all or none; each is looked into first, outside the transaction.

    Raises:
        NotAllowed: the person's post does not keep this training.
        WrongState: the session is void, or its project closed.
        Refusal: every sentence about every file that is not taken in.
    """
    require_keeper(by, training, "上传培训附件")
    kind = TrainingFileKind(file_kind)
    sound = sound_files(files, label=kind.label, taken=TAKEN[kind])
    return _keep(training, kind, sound, by=by, at=at)


@atomic_with_files()
def _keep(
    training: Training, kind: TrainingFileKind, files: Sequence[SoundFile], *, by: User, at: datetime
) -> list[TrainingFile]:
    held = open_training(training, by, "上传培训附件")
    there = dict(held.files.filter(removed_at=None).values_list("digest", "name"))
    kept = take_in(files=files, there=there, row=lambda: TrainingFile(training=held, file_kind=kind), by=by, at=at)
    tell(f"上传{kind.label}", held, by=by, at=at, rows=len(kept), files=told(kept))
    return kept


@transaction.atomic
def remove_file(*, file: TrainingFile, by: User, at: datetime) -> TrainingFile:
    """Set a wrongly added file aside; its row and the file itself are kept for the trail.

    Raises:
        NotAllowed: the person's post does not keep this training.
        WrongState: removed already, the session void, or its project closed.
    """
    training = open_training(file.training, by, "移除培训附件")
    held = held_in_force(file)
    set_aside(held, by=by, at=at)
    tell(
        f"移除{held.get_file_kind_display()}", training, by=by, at=at, file=held.pk, name=held.name, digest=held.digest
    )
    return held


@transaction.atomic
def hand_out(*, file: TrainingFile, by: User, at: datetime) -> bytes:
    """Return the content of a file as it came; who took it and when goes to the audit trail (§12).

    Raises:
        Refusal: removed, not on the disk any more, or no longer what was handed in.
    """
    content = content_of(file)
    tell(f"下载{file.get_file_kind_display()}", file.training, by=by, at=at, file=file.pk, name=file.name)
    return content
