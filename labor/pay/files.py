"""发放表附件: signed sheets, vouchers and other papers of a roll, kept as all files are; removed with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.db.models import QuerySet

from documents.attachments import FileType
from labor.kept_files import sound_files
from labor.models import RollAct, RollFile, RollFileKind, RollState, WageRoll
from labor.pay.moves import Post
from labor.pay.moving import held_roll, make_move
from labor.pay.permissions import WHO, posts_of
from labor.pay.signing import signed_sheets
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
from units.reasons import required_reason
from units.refusals import NotAllowed, Refusal, WrongState

SCANNED = (FileType.PDF, FileType.JPG, FileType.PNG)
TAKEN = {
    RollFileKind.SIGNED: SCANNED,
    RollFileKind.VOUCHER: (*SCANNED, FileType.OFD, FileType.XLSX),
    RollFileKind.OTHER: tuple(FileType),
}
KEEPERS = frozenset({Post.PREPARER, Post.CASHIER})


def files_visible_to(user: User) -> QuerySet[RollFile]:
    """Files of the rolls a person may see."""
    return RollFile.objects.filter(roll__in=WageRoll.objects.visible_to(user))


def why_not_keep(user: User, roll: WageRoll, kind: str) -> str:
    """The sentence why this person may not add or remove files of a kind now; "" when they may."""
    if roll.voided_at is not None:
        return f"“{roll}”已经作废，附件留存备查，不再增减。"
    if roll.state == RollState.ARCHIVED:
        return f"“{roll}”已经归档，附件不再增减。"
    if kind == RollFileKind.SIGNED and roll.state not in {RollState.SIGNING, RollState.RECORDED}:
        here = roll.get_state_display()
        return f"签字表在“本人签字”环节上传和移除，这张发放表现在是“{here}”；签字有误的请先退回编制。"
    return _not_keeper(user, roll)


def _not_keeper(user: User, roll: WageRoll) -> str:
    may = posts_of(user, roll) & KEEPERS
    return "" if may else f"您不能增减“{roll}”的附件：由{WHO[Post.PREPARER]}办理。"


def add_files(
    *, roll: WageRoll, file_kind: str, files: Sequence[File[Any]], by: User, at: datetime
) -> list[RollFile]:  # fmt: skip
    """Keep files with a roll, all or none; each is looked into first, outside the transaction.

    A signed sheet of a roll being signed is part of the signing: whoever uploads it has prepared the roll.

    Raises:
        NotAllowed: the person's post does not keep this roll's files.
        WrongState: the roll is void or archived, or a signed sheet comes at another stage than signing.
        Refusal: every sentence about every file that is not taken in.
    """
    kind = RollFileKind(file_kind)
    _require_keeper(by, roll, kind)
    sound = sound_files(files, label=kind.label, taken=TAKEN[kind])
    return _keep(roll, kind, sound, by=by, at=at)


@atomic_with_files()
def _keep(
    roll: WageRoll, kind: RollFileKind, files: Sequence[SoundFile], *, by: User, at: datetime
) -> list[RollFile]:  # fmt: skip
    held = held_roll(roll.pk)
    _require_keeper(by, held, kind)
    there = dict(held.files.filter(removed_at=None).values_list("digest", "name"))
    if stale := _of_an_earlier_signing(held, files):
        raise Refusal(*stale)
    kept = take_in(files=files, there=there, row=lambda: RollFile(roll=held, file_kind=kind), by=by, at=at)
    _tell(f"上传{kind.label}", held, by=by, at=at, rows=len(kept), files=told(kept))
    _sign(held, kind, ["", f"上传{len(kept)}个"], by=by, at=at)
    return kept


def _of_an_earlier_signing(roll: WageRoll, files: Sequence[SoundFile]) -> list[str]:
    """A sentence for each sheet that was signed before the roll was handed back: it is to be signed anew."""
    signed = roll.files.filter(removed_at=None, file_kind=RollFileKind.SIGNED).values_list("digest", flat=True)
    earlier = set(signed) - {sheet.digest for sheet in signed_sheets(roll)}
    return [
        f"“{one.name}”是退回以前签的签字表；退回以后要重新签字，请打印这一次的签字表，签好后再上传。"
        for one in files
        if one.digest in earlier
    ]


@transaction.atomic
def remove_file(*, file: RollFile, reason: str, by: User, at: datetime) -> RollFile:
    """Set a file aside, with the reason; its row and the file itself are kept for the trail.

    Raises:
        NotAllowed, WrongState: as `add_files`; or it was removed already.
        Refusal: no reason, or one too long.
    """
    roll, kind = held_roll(file.roll_id), RollFileKind(file.file_kind)
    _require_keeper(by, roll, kind)
    held, why = held_in_force(file), required_reason(reason)
    if roll.steps.filter(act=RollAct.RETURN).exists() and _tells_of_return(roll, held):
        raise WrongState(f"“{held.name}”是银行整批退回的依据，审定人已照它核对，不能移除；可以补充上传。")
    set_aside(held, by=by, at=at)
    _tell(f"移除{kind.label}", roll, by=by, at=at, file=held.pk, digest=held.digest, reason=why)
    _sign(roll, kind, [held.name, "移除"], by=by, at=at, reason=why)
    return held


@transaction.atomic
def hand_out(*, file: RollFile, by: User, at: datetime) -> bytes:
    """Return the content of a file as it came; who took it and when goes to the audit trail (§12).

    Raises:
        Refusal: removed, not on the disk any more, or no longer what was handed in.
    """
    content = content_of(file)
    _tell(f"下载{file.get_file_kind_display()}", file.roll, by=by, at=at, file=file.pk)
    return content


def _tells_of_return(roll: WageRoll, file: RollFile) -> bool:
    """Whether a file is the bank's paper on which payments were failed (labor.payments.returning)."""
    steps = roll.steps.filter(act=RollAct.WITHDRAW)
    return any(file.digest in stated for step in steps for stated in step.changes.values())


def _require_keeper(by: User, roll: WageRoll, kind: str) -> None:
    if refused := _not_keeper(by, roll):
        raise NotAllowed(refused)
    if refused := why_not_keep(by, roll, kind):
        raise WrongState(refused)


def _sign(
    roll: WageRoll, kind: RollFileKind, change: list[str], *, by: User, at: datetime, reason: str = ""
) -> None:  # fmt: skip
    """A signed sheet that comes or goes while the roll is being signed is a step of the signing."""
    if kind == RollFileKind.SIGNED and roll.state == RollState.SIGNING:
        make_move(roll=roll, act=RollAct.SIGN, by=by, at=at, reason=reason, changes={"签字表": change})


def _tell(act: str, roll: WageRoll, *, by: User, at: datetime, rows: int = 1, **detail: Any) -> None:
    record(act=f"发放表：{act}", subject=roll.subject, by=by, at=at, rows=rows, detail={"roll": roll.pk, **detail})
