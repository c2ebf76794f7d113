"""How papers name the people and the moment of a meeting."""

from __future__ import annotations

from django.utils import timezone

from assignments.models import Invitee, Meeting, Reply
from documents.formats import chinese_date
from projects.calendar import weekday_name


def clock(meeting: Meeting) -> str:
    """2026年11月24日（星期二）9:30; "" while no time is set."""
    if meeting.starts_at is None:
        return ""
    moment = timezone.localtime(meeting.starts_at)
    return f"{chinese_date(moment.date())}（{weekday_name(moment.date())}）{moment.hour}:{moment:%M}"


def in_order(one: Invitee) -> str:
    """Unit, then name, then post in brackets: 区交通局王某（分管负责人）."""
    post = f"（{post_of(one)}）" if post_of(one) else ""
    return f"{one.label}{one.person}{post}"


def post_of(one: Invitee) -> str:
    """In what post somebody comes: who comes in another's place comes as such."""
    return str(Reply.DEPUTY.label) if one.reply == Reply.DEPUTY else one.post
