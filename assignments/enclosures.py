"""附件 of this floor: added to a place, set aside, handed out to who may see the place they lie in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.core.files.base import File
from django.db import transaction

from assignments.models import Enclosure
from documents.masking import without_numbers
from projects.keeping_files import (
    SoundFile,
    atomic_with_files,
    content_of,
    held_in_force,
    look_into,
    set_aside,
    take_in,
    told,
)
from projects.proofs.shelf import Shelf, shelf
from units.audit import record
from units.models import User
from units.refusals import Refusal


def sound_files(files: Sequence[File[Any]]) -> list[SoundFile]:
    """The uploads, all fit to be kept; none is fine too.

    Raises:
        Refusal: every sentence about every file that is not taken in.
    """
    looked, wrong = look_into(files)
    if wrong:
        raise Refusal(*wrong)
    return [replace(one, name=without_numbers(one.name)) for one in looked]


def add_files(*, place: str, target: Any, files: Sequence[SoundFile], by: User, at: datetime) -> list[Enclosure]:
    """Keep files in one place (`place` names the field of Enclosure), inside the caller's `atomic_with_files`."""
    lying = target.files.filter(removed_at=None)
    there = dict(lying.values_list("digest", "name"))
    kept = take_in(files=files, there=there, row=lambda: Enclosure(**{place: target}), by=by, at=at)
    if kept:
        record(act="上传附件", subject=str(target), by=by, at=at, rows=len(kept), detail={"files": told(kept)})
    return kept


@atomic_with_files()
def attach(*, place: str, target: Any, files: Sequence[SoundFile], by: User, at: datetime) -> list[Enclosure]:
    """Keep files in one place, as an act of its own; who may is asked by the caller."""
    if not files:
        raise Refusal("请选择要上传的文件。")
    return add_files(place=place, target=target, files=files, by=by, at=at)


@atomic_with_files()
def remove_file(*, enclosure: Enclosure, by: User, at: datetime) -> Enclosure:
    """Set a file aside; row and file are kept for the trail. Who may is asked by the caller.

    Raises:
        WrongState: it was removed already.
    """
    held = held_in_force(enclosure)
    set_aside(held, by=by, at=at)
    record(act="移除附件", subject=str(getattr(held, held.place)), by=by, at=at, detail={"files": told([held])})
    return held


@transaction.atomic
def hand_out(*, enclosure: Enclosure, by: User, at: datetime) -> bytes:
    """Return the content of a file as it came; who took it and when goes to the audit trail (§12).

    Raises:
        Refusal: removed, not on the disk any more, or no longer what was handed in.
    """
    content = content_of(enclosure)
    subject = f"{getattr(enclosure, enclosure.place)} {enclosure.name}"
    record(act="下载附件", subject=subject, by=by, at=at, detail={"file": enclosure.pk, "digest": enclosure.digest})
    return content


def shelf_of(target: Any, *, may_change: bool) -> Shelf:
    """The files of one place for `_enclosures.html`, in the order of their coming; one question."""
    return shelf(target.files.select_related("uploaded_by", "removed_by").order_by("pk"), may_change=may_change)
