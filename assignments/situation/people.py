"""Whom the notes concern: the office, the units asked, and all readers of an issued one; and telling them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from assignments.models import NoteAsk, SituationNote
from assignments.situation.moves import WRITERS
from documents.formats import chinese_date
from units.models import MessageKind, RoleGrant, User
from units.scope import OFFICE_ROLES, READS_EVERYTHING, UNIT_ROLES
from units.telling import Word, tell


def _holding(roles: Iterable[str], on: date) -> QuerySet[RoleGrant]:
    return RoleGrant.objects.current(on=on).filter(role__in=list(roles), user__is_active=True)


def _people(grants: QuerySet[RoleGrant]) -> QuerySet[User]:
    return User.objects.filter(pk__in=grants.order_by().values("user"))


def _word(note: SituationNote, key: str, title: str, body: str = "", tone: str = "info") -> Word:
    address = reverse("note_detail", args=[note.pk])
    return Word(
        kind=MessageKind.SITUATION, key=f"note-{note.pk}-{key}", title=title[:120], body=body, url=address, tone=tone
    )


def tell_office(note: SituationNote, key: str, title: str, *, at: datetime, body: str = "", tone: str = "info") -> None:
    people = _people(_holding(OFFICE_ROLES, timezone.localdate(at)))
    tell(_word(note, f"{key}-{note.version}", title, body, tone), to=people, at=at)


def tell_unit(ask: NoteAsk, key: str, title: str, *, at: datetime, tone: str = "info") -> int:
    """Tell the writers of the unit asked, by mail too; the key makes that each thing is told once."""
    people = _people(_holding(WRITERS, timezone.localdate(at)).filter(unit=ask.unit_id))
    body = f"内容：{ask.get_topic_display()}。{ask.request}报送期限：{chinese_date(ask.due_on)}。"
    return tell(_word(ask.note, f"ask-{ask.pk}-{key}", title, body, tone), to=people, at=at, by_mail=True)


def tell_readers(note: SituationNote, *, at: datetime) -> None:
    """An issued note: leaders, the office and all units."""
    people = _people(_holding(READS_EVERYTHING | UNIT_ROLES, timezone.localdate(at)))
    number = note.paper.document_number if note.paper else ""
    tell(_word(note, "issued", f"{note.title}已印发", f"发文字号：{number}。", "good"), to=people, at=at)
