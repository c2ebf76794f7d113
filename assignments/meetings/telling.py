"""Whom a meeting is told to, and in which words. No person's number ever stands in them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from assignments.meetings.permissions import SPEAKERS
from assignments.models import Invitee, Meeting
from documents.formats import chinese_moment
from units.models import Role, RoleGrant, User
from units.telling import Word, tell


def people_of(units: Iterable[int], *, on: date) -> list[User]:
    """Filers and reviewers of units today."""
    grants = RoleGrant.objects.current(on=on).filter(unit__in=list(units), role__in=SPEAKERS, user__is_active=True)
    return [grant.user for grant in grants.select_related("user")]


def admins(*, on: date) -> list[User]:
    grants = RoleGrant.objects.current(on=on).filter(role=Role.OFFICE_ADMIN, user__is_active=True)
    return [grant.user for grant in grants.select_related("user")]


def invited_units(meeting: Meeting) -> list[int]:
    """Keys of the house's units on the list."""
    rows = Invitee.objects.filter(meeting=meeting, withdrawn_at=None, unit__isnull=False).order_by("pk")
    return [key for key in rows.values_list("unit_id", flat=True) if key is not None]


def word(meeting: Meeting, key: str, title: str, body: str = "", tone: str = "info") -> Word:
    """A word of one meeting; `key` says which, so that telling it again changes nothing."""
    url = reverse("meeting_detail", args=[meeting.pk])
    return Word(kind="meeting", key=f"meeting-{meeting.pk}-{key}", title=title, body=body, url=url, tone=tone)


def tell_units(said: Word, units: Iterable[int], *, at: datetime) -> int:
    return tell(said, to=people_of(units, on=timezone.localdate(at)), at=at, by_mail=True)


def tell_office(said: Word, *, at: datetime) -> int:
    return tell(said, to=admins(on=timezone.localdate(at)), at=at, by_mail=True)


def tell_proposer(meeting: Meeting, said: Word, *, at: datetime) -> int:
    return tell_units(said, [meeting.proposed_by_unit_id], at=at)


def where_and_when(meeting: Meeting) -> str:
    """2026年11月12日14:05，区发展改革委三楼会议室."""
    when = chinese_moment(meeting.starts_at) if meeting.starts_at else "时间待定"
    return f"{when}，{meeting.place}" if meeting.place else when
