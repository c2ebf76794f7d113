"""The people of the journey of duties, and how its days pass: run inside the site's own process."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from assignments.models import Assignment, AssignmentReport, Meeting
from tests.journeys.people import hire
from units.models import Role

TOWNSHIP, DEPARTMENT, PERSONNEL = "建胜镇", "区农业农村委", "区人力社保局"
CAST = [
    ("chen", "陈禾", Role.UNIT_FILER, DEPARTMENT),
    ("xu", "徐岭", Role.UNIT_REVIEWER, DEPARTMENT),
    ("wang", "王溪", Role.UNIT_FILER, TOWNSHIP),
    ("sun", "孙河", Role.UNIT_REVIEWER, TOWNSHIP),
    ("ren", "任泽", Role.UNIT_REVIEWER, PERSONNEL),
    ("he", "何畔", Role.OFFICE_CLERK, "区发展改革委"),
    ("leader", "区领导", Role.DISTRICT_LEADER, "区政府办公室"),
]


def settle() -> None:
    hire(CAST)


def the_meeting_has_come() -> None:
    """The hour of every meeting announced is an hour ago."""
    Meeting.objects.filter(state="convened").update(starts_at=timezone.now() - timedelta(hours=1))


@transaction.atomic
def the_townships_day_is_past() -> None:
    """What the township was to do, and to report, was due twelve days ago."""
    due = timezone.localdate() - timedelta(days=12)
    late = Assignment.objects.filter(lead__name=TOWNSHIP)
    late.update(starts_on=due - timedelta(days=20), due_on=due)
    AssignmentReport.objects.filter(assignment__in=late).update(due_on=due)
