"""分发: to whom an issued report went, who opened it and when, and a word to those who did not."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from dispatch import audience, permissions
from dispatch.announcing import KIND
from dispatch.models import Bulletin, BulletinState, Reader
from units.audit import record
from units.models import User
from units.refusals import Refusal, WrongState
from units.telling import Word, tell


def distribute(bulletin: Bulletin, *, at: datetime) -> list[Reader]:
    """Send an issued report to those it is for, each told once; readers of what it replaces are told of that."""
    grants = audience.readers(bulletin, timezone.localdate(at))
    readers = [Reader(bulletin=bulletin, user=one.user, unit=one.unit, sent_at=at) for one in grants.values()]
    Reader.objects.bulk_create(readers, ignore_conflicts=True)
    tell(_word(bulletin), to=[one.user for one in grants.values()], at=at, by_mail=True)
    _tell_former_readers(bulletin, set(grants), at)
    return readers


def _word(bulletin: Bulletin) -> Word:
    replaced = bulletin.replaces
    body = f"本文替代{replaced.document_number}。" if replaced else ""
    return Word(
        kind=KIND,
        key=f"report-{bulletin.pk}-issued",
        title=f"{bulletin}已印发",
        body=f"{bulletin.document_number}，请查阅。{body}",
        url=reverse("bulletin_detail", args=[bulletin.pk]),
        tone="good",
    )


def _tell_former_readers(bulletin: Bulletin, told: set[int], at: datetime) -> None:
    """Whoever had the old document learns that it no longer holds, also when the new one is not for them."""
    former = bulletin.replaces
    if former is None:
        return
    word = Word(
        kind=KIND,
        key=f"report-{former.pk}-replaced",
        title=f"{former}已被替代",
        body=f"{former.document_number}已由{bulletin.document_number}替代，原文作废，请以新文为准。",
        url=reverse("bulletin_detail", args=[former.pk]),
        tone="warn",
    )
    held = former.readers.exclude(user__in=told).select_related("user")
    tell(word, to=[reader.user for reader in held if reader.user.is_active], at=at, by_mail=True)


def note_opening(bulletin: Bulletin, user: User, *, at: datetime) -> bool:
    """Count that a reader opened the report, its page or a file; whether they are one of its readers."""
    mine = Reader.objects.filter(bulletin=bulletin, user=user)
    return mine.update(openings=F("openings") + 1, opened_at=Coalesce("opened_at", at)) == 1


@transaction.atomic
def remind_unopened(*, bulletin: Bulletin, by: User, at: datetime) -> int:
    """Remind the readers who have not opened it; return how many. Once a day at most.

    Raises:
        NotAllowed: `by` is not of the office.
        WrongState: it is not issued.
        Refusal: everybody opened it, or those who did not were reminded today.
    """
    permissions.allow_draft(by)
    if bulletin.state != BulletinState.ISSUED:
        raise WrongState(f"{bulletin}还没有印发，没有分发可以催阅。")
    waiting = [one.user for one in bulletin.readers.filter(opened_at=None, user__is_active=True).select_related("user")]
    if not waiting:
        raise Refusal("收文人都已打开，不需要催阅。")
    told = tell(_reminder(bulletin, at), to=waiting, at=at, by_mail=True)
    if not told:
        raise Refusal("今天已经催过还没有打开的收文人，每天催一次。")
    record(act="催阅报告", subject=str(bulletin), by=by, at=at, rows=told)
    return told


def _reminder(bulletin: Bulletin, at: datetime) -> Word:
    return Word(
        kind=KIND,
        key=f"report-{bulletin.pk}-read-{timezone.localdate(at):%Y%m%d}",
        title=f"请查阅{bulletin}",
        body=f"{bulletin.document_number}已分发给您，还没有打开。",
        url=reverse("bulletin_detail", args=[bulletin.pk]),
        tone="warn",
    )
