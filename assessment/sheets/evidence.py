"""佐证: files of one score, added and removed while the sheet is with the unit; kept for the trail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.db.models import QuerySet

from assessment.models import Appeal, Evidence, Score, Scoresheet
from assessment.sheets.moves import FILER, WITH_UNIT, posts_of
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
from units.refusals import NotAllowed, Refusal, WrongState
from units.scope import scope_of


def evidence_visible_to(user: User) -> QuerySet[Evidence]:
    """Files of the person's own unit; all for the office and leaders."""
    scope = scope_of(user)
    if scope.reads_everything:
        return Evidence.objects.all()
    return Evidence.objects.filter(score__sheet__unit__in=scope.unit_ids()) if scope.grants else Evidence.objects.none()


def may_attach(user: User, sheet: Scoresheet) -> bool:
    """Whether a person may add and remove the evidence of a sheet now."""
    return FILER in posts_of(user, sheet) and sheet.state in WITH_UNIT


def add_evidence(*, score: Score, files: Sequence[File[Any]], by: User, at: datetime) -> list[Evidence]:
    """Keep files as evidence of a score.

    Raises:
        NotAllowed, WrongState: not the unit's filer, or the sheet is not with the unit.
        Refusal: no file, or every sentence about every file that is not taken in.
    """
    _require(by, score.sheet)
    if not files:
        raise Refusal("请选择要上传的佐证文件。")
    return keep_evidence(score=score, files=sound_files(files), by=by, at=at)


@atomic_with_files()
def keep_evidence(
    *, score: Score, files: Sequence[SoundFile], by: User, at: datetime, appeal: Appeal | None = None
) -> list[Evidence]:
    """Store files that were looked into; who may is asked by the caller."""
    lying = score.files.filter(removed_at=None)
    there = dict(lying.values_list("digest", "name"))
    kept = take_in(files=files, there=there, row=lambda: Evidence(score=score, appeal=appeal), by=by, at=at)
    if kept:
        record(act="上传考核佐证", subject=str(score), by=by, at=at, rows=len(kept), detail={"files": told(kept)})
    return kept


@transaction.atomic
def remove_evidence(*, evidence: Evidence, by: User, at: datetime) -> Evidence:
    """Set a file aside; the row and the file are kept for the trail.

    Raises:
        NotAllowed, WrongState: not the unit's filer, the sheet is not with the unit, or it is removed already.
    """
    _require(by, evidence.score.sheet)
    if evidence.appeal_id is not None:
        raise WrongState("这是随申诉提交的材料，不能移除。")
    held = held_in_force(evidence)
    set_aside(held, by=by, at=at)
    record(act="移除考核佐证", subject=str(held.score), by=by, at=at, detail={"files": told([held])})
    return held


@transaction.atomic
def hand_out(*, evidence: Evidence, by: User, at: datetime) -> bytes:
    """The file as it came; each download is recorded.

    Raises:
        Refusal: removed, lost or damaged.
    """
    content = content_of(evidence)
    record(act="下载考核佐证", subject=f"{evidence.score} {evidence.name}", by=by, at=at)
    return content


def _require(by: User, sheet: Scoresheet) -> None:
    if FILER not in posts_of(by, sheet):
        raise NotAllowed("佐证由本单位填报人上传和移除。")
    if sheet.state not in WITH_UNIT:
        raise WrongState(f"评分表现在是“{sheet.get_state_display()}”，佐证在自评时上传和移除。")
