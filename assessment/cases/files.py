"""照片和材料 of a case: added while the case is with its unit, handed out to who reads it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.files.base import File
from django.db import transaction

from assessment.cases.moves import UNIT, WRITING, posts_of
from assessment.models import CaseFile, TypicalCase
from assignments.enclosures import sound_files
from projects.keeping_files import (
    SoundFile,
    atomic_with_files,
    content_of,
    held_in_force,
    set_aside,
    take_in,
    told,
)
from units.audit import record
from units.models import User
from units.permissions import require
from units.refusals import Refusal, WrongState

FILES_WHO = "案例的照片和材料由报送单位的填报人、审核人上传和移除。"


def may_change_files(user: User, case: TypicalCase) -> bool:
    return case.state in WRITING and UNIT in posts_of(user, case)


@atomic_with_files()
def add_files(*, case: TypicalCase, files: Sequence[File[Any]], by: User, at: datetime) -> list[CaseFile]:
    """Add photos or papers to a case that is still with its unit."""
    held = _open_case(case, by)
    sound = sound_files(files)
    if not sound:
        raise Refusal("请选择要上传的文件。")
    return keep_files(held, sound, by=by, at=at)


def keep_files(case: TypicalCase, files: Sequence[SoundFile], *, by: User, at: datetime) -> list[CaseFile]:
    """Keep files that were looked into, inside the caller's `atomic_with_files`."""
    there = dict(case.files.filter(removed_at=None).values_list("digest", "name"))
    kept = take_in(files=files, there=there, row=lambda: CaseFile(case=case), by=by, at=at)
    if kept:
        record(act="上传案例附件", subject=str(case), by=by, at=at, rows=len(kept), detail={"files": told(kept)})
    return kept


@transaction.atomic
def remove_file(*, file: CaseFile, by: User, at: datetime) -> None:
    """Set a file aside; row and file are kept for the trail."""
    _open_case(file.case, by)
    held = held_in_force(file)
    set_aside(held, by=by, at=at)
    record(act="移除案例附件", subject=str(file.case), by=by, at=at, detail={"files": told([held])})


@transaction.atomic
def hand_out(*, file: CaseFile, by: User, at: datetime) -> bytes:
    """The content of a file; who took it goes to the audit trail."""
    content = content_of(file)
    detail = {"file": file.pk, "digest": file.digest}
    record(act="下载案例附件", subject=f"{file.case} {file.name}", by=by, at=at, detail=detail)
    return content


def _open_case(case: TypicalCase, by: User) -> TypicalCase:
    held = TypicalCase.objects.select_for_update(of=("self",)).get(pk=case.pk)
    require(UNIT in posts_of(by, held), FILES_WHO)
    if held.state not in WRITING:
        raise WrongState(f"案例现在是“{held.get_state_display()}”，照片和材料不能再改；需要改请办公室退回。")
    return held
