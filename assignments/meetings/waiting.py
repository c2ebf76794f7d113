"""What of meetings waits for a person."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Count, Q

from assignments.meetings.permissions import SPEAKERS
from assignments.models import Invitee, Meeting, MeetingState, Reply
from units.models import Role, User
from units.scope import scope_of
from units.waiting import Waiting

SOON = 7  # days within which a meeting one comes to stands on the desk


def waiting_for(user: User, *, on: date) -> list[Waiting]:
    """The office: what to decide, prepare, confirm and minute; a unit: notices to answer, meetings to come to."""
    scope = scope_of(user, on=on)
    lines = _office(scope.has(Role.OFFICE_ADMIN), on) if scope.is_office else []
    return lines + (_unit(units, on) if (units := scope.unit_ids(*SPEAKERS)) else [])


def _office(is_admin: bool, on: date) -> list[Waiting]:
    states = Meeting.objects.order_by().aggregate(
        **{state.value: Count("pk", filter=Q(state=state)) for state in MeetingState},
        over=Count("pk", filter=Q(state=MeetingState.CONVENED, starts_at__date__lt=on)),
    )
    lines = (
        ("会议提议待决定", states["proposed"] if is_admin else 0, "warn", "state=proposed"),
        ("会议筹备中", states["preparing"], "info", "state=preparing"),
        ("会议开过了，待确认召开", states["over"], "warn", "state=convened"),
        ("会议纪要待印发", states["held"], "warn", "state=held"),
    )
    return [Waiting(label, number, "个", "meeting_list", tone, query) for label, number, tone, query in lines if number]


def _unit(units: set[int], on: date) -> list[Waiting]:
    mine = Invitee.objects.filter(unit__in=units, withdrawn_at=None, meeting__state=MeetingState.CONVENED)
    ahead = Q(meeting__starts_at__date__gte=on)
    soon = ahead & Q(meeting__starts_at__date__lte=on + timedelta(days=SOON))
    sums = mine.order_by().aggregate(
        unanswered=Count("pk", filter=ahead & Q(reply=Reply.NONE)),
        coming=Count("pk", filter=soon & Q(reply__in=[Reply.COMING, Reply.DEPUTY])),
    )
    lines = (
        ("会议通知待回复", sums["unanswered"], "warn", "turn=answer"),
        ("一周内要参加的会议", sums["coming"], "info", "turn=coming"),
    )
    return [Waiting(label, number, "个", "meeting_list", tone, query) for label, number, tone, query in lines if number]
