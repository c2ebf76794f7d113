"""政策宣讲 recorded and voided by townships (通知 三（八）)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils import timezone

from assignments.enclosures import add_files, attach, sound_files
from assignments.models import Enclosure, PolicyTalk
from assignments.policies.permissions import TALK_WHO, may_keep_talk, talk_units
from documents.masking import without_numbers
from projects.keeping_files import atomic_with_files
from projects.voiding import void_reason
from units.audit import record
from units.models import User
from units.permissions import require
from units.refusals import Refusal, WrongState

VALUES = ("unit", "held_on", "place", "topic", "speaker", "attendances", "remark")


@atomic_with_files()
def record_talk(*, values: dict[str, Any], files: Sequence[File[Any]] = (), by: User, at: datetime) -> PolicyTalk:
    """Record a talk of one's own township.

    Args:
        values: VALUES and `policies`, those talked about; `attendances` in 人次.

    Raises:
        NotAllowed: not a filer of that township.
        Refusal: everything that does not fit, at once.
    """
    require(talk_units(by).filter(pk=values["unit"].pk).exists(), TALK_WHO)
    sound = sound_files(files)
    talk = PolicyTalk(recorded_at=at, recorded_by=by, **{name: _plain(values[name]) for name in VALUES})
    _check(talk, at)
    talk.save(force_insert=True)
    talk.policies.set(values["policies"])
    add_files(place="talk", target=talk, files=sound, by=by, at=at)
    detail = {"id": talk.pk, "attendances": talk.attendances, "policies": [str(one) for one in values["policies"]]}
    record(act="登记政策宣讲", subject=str(talk), by=by, at=at, detail=detail)
    return talk


@atomic_with_files()
def void_talk(*, talk: PolicyTalk, reason: str, by: User, at: datetime) -> None:
    """Void what was recorded in error; it stays to be read, and is in no sum.

    Raises:
        NotAllowed: not a filer of that township.
        WrongState: it is void already.
    """
    require(may_keep_talk(by, talk), TALK_WHO)
    said = void_reason(without_numbers(reason))
    row = PolicyTalk.objects.filter(pk=talk.pk, voided_at=None)
    if not row.update(voided_at=at, voided_by=by, void_reason=said):
        raise WrongState("这场宣讲已经作废，不必再办。请刷新页面。")
    record(act="作废政策宣讲", subject=str(talk), by=by, at=at, detail={"id": talk.pk, "reason": said})


def add_photos(*, talk: PolicyTalk, files: Sequence[File[Any]], by: User, at: datetime) -> list[Enclosure]:
    """Add photos or the signed sheet to a talk.

    Raises:
        NotAllowed: not a filer of that township.
        WrongState: it is void.
    """
    require(may_keep_talk(by, talk), TALK_WHO)
    if talk.voided_at is not None:
        raise WrongState("这场宣讲已作废，不能再加附件。")
    return attach(place="talk", target=talk, files=sound_files(files), by=by, at=at)


def _plain(value: Any) -> Any:
    return without_numbers(value.strip()) if isinstance(value, str) else value


def _check(talk: PolicyTalk, at: datetime) -> None:
    faults = [*_unfit(talk, at)]
    try:
        talk.full_clean()
    except ValidationError as error:
        faults += error.messages
    if faults:
        raise Refusal(*dict.fromkeys(faults))


def _unfit(talk: PolicyTalk, at: datetime) -> Iterator[str]:
    if talk.held_on > timezone.localdate(at):
        yield "宣讲日期不能晚于今天，办完再登记。"
    if talk.attendances == 0:
        yield "参加人次至少为1；没有办成的宣讲不登记。"
    same = PolicyTalk.objects.filter(unit=talk.unit, held_on=talk.held_on, place=talk.place, topic=talk.topic)
    if same.filter(voided_at=None).exists():
        yield "同一天、同一地点、同一内容的宣讲已经登记过，请不要重复登记。"
