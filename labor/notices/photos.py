"""公示影像: photos of the posted sheet, kept as all files are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.db.models import QuerySet

from documents.attachments import FileType
from labor.kept_files import sound_files
from labor.models import NoticeFile, PublicNotice, RollState, WageRoll
from labor.pay.moves import Post
from labor.pay.moving import held_roll
from labor.pay.permissions import WHO, posts_of
from projects.keeping_files import (
    atomic_with_files,
    content_of,
    held_in_force,
    set_aside,
    take_in,
    told,
)
from units.audit import record
from units.models import User
from units.refusals import NotAllowed, WrongState

PICTURES = (FileType.JPG, FileType.PNG)
KEEPERS = {Post.POSTER, Post.TOWNSHIP}
Why = Callable[[PublicNotice, WageRoll, User], str]


def photos_visible_to(user: User) -> QuerySet[NoticeFile]:
    """Photos of the rolls a person may see."""
    return NoticeFile.objects.filter(notice__roll__in=WageRoll.objects.visible_to(user))


def why_not_add(notice: PublicNotice, roll: WageRoll, user: User) -> str:
    """The sentence why a person adds no photo to a notice; "" when they may. Until it is archived, more may come."""
    if not posts_of(user, roll) & KEEPERS:
        return f"公示影像由{WHO[Post.POSTER]}上传，您没有这项权限。"
    if notice.stopped_at is not None:
        return f"第{notice.round}次公示已经中止，不再加影像。"
    if roll.voided_at is not None or roll.state == RollState.ARCHIVED:
        return f"“{roll}”已作废或已归档，影像只能查看。"
    return ""


def why_not_remove(notice: PublicNotice, roll: WageRoll, user: User) -> str:
    """Likewise for taking one off: once the roll went on, its photos are evidence and stay."""
    if refused := why_not_add(notice, roll, user):
        return refused
    if roll.state != RollState.NOTICE:
        return "发放表已送审，公示影像是依据，不能再移除；可以补充上传。"
    return ""


def add_photos(*, notice: PublicNotice, files: Sequence[File[Any]], by: User, at: datetime) -> list[NoticeFile]:
    """Keep photos with a notice, all or none; each is looked into first, outside the transaction.

    Raises:
        NotAllowed, WrongState: not theirs to add, the notice stopped, or the roll archived.
        Refusal: every sentence about every file that is not taken in.
    """
    sound = sound_files(files, label="公示影像", taken=PICTURES)
    with atomic_with_files():
        roll = _open(notice, by, why_not_add)
        there = dict(notice.files.filter(removed_at=None).values_list("digest", "name"))
        kept = take_in(files=sound, there=there, row=lambda: NoticeFile(notice=notice), by=by, at=at)
        _tell("上传公示影像", roll, by, at, rows=len(kept), notice=notice.pk, files=told(kept))
    return kept


@transaction.atomic
def remove_photo(*, file: NoticeFile, by: User, at: datetime) -> NoticeFile:
    """Set a wrongly added photo aside; its row and the file itself are kept for the trail.

    Raises:
        NotAllowed, WrongState: as `add_photos`; the roll went on; or it was removed already.
    """
    roll = _open(file.notice, by, why_not_remove)
    held = held_in_force(file)
    set_aside(held, by=by, at=at)
    _tell("移除公示影像", roll, by, at, file=held.pk, name=held.name, digest=held.digest)
    return held


@transaction.atomic
def hand_out(*, file: NoticeFile, by: User, at: datetime) -> bytes:
    """Return the photo as it came; who took it and when goes to the audit trail (§12).

    Raises:
        Refusal: removed, not on the disk any more, or no longer what was handed in.
    """
    content = content_of(file)
    _tell("下载公示影像", file.notice.roll, by, at, file=file.pk, name=file.name)
    return content


def _open(notice: PublicNotice, by: User, why: Why) -> WageRoll:
    roll = held_roll(notice.roll_id)
    if not posts_of(by, roll) & KEEPERS:
        raise NotAllowed(why(notice, roll, by))
    fresh = PublicNotice.objects.get(pk=notice.pk)
    if refused := why(fresh, roll, by):
        raise WrongState(refused)
    return roll


def _tell(act: str, roll: WageRoll, by: User, at: datetime, *, rows: int = 1, **detail: Any) -> None:
    record(act=act, subject=roll.subject, by=by, at=at, rows=rows, detail={"roll": roll.pk, **detail})
