"""任务报告提醒: on working days each person hears once of what is overdue or near, for all their units together."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from assignments.assigning.lamp import clock_on
from assignments.assigning.people import people_of
from assignments.models import AssignmentReport
from projects.calendar import is_working_day
from units.models import User
from units.telling import Word, tell_each

LISTED = 8
BEGINS = 8  # o'clock: nobody is told in the night


@transaction.atomic
def remind_reports(*, at: datetime) -> int:
    """Tell who owes reports, once a day and person; return how many were told now. Again the same day tells nobody.

    A report is told of when it comes near (黄灯) and on each working day until it is filed; one digest for all.
    """
    local = timezone.localtime(at)
    day = local.date()
    if local.hour < BEGINS or not is_working_day(day):
        return 0
    words = {user: (_word(owed, day), True) for user, owed in _told(day).items()}
    return tell_each(words, at=at) if words else 0


def _told(day: date) -> dict[User, list[AssignmentReport]]:
    """Person → the reports their units owe that are near or overdue, the oldest first."""
    soon = clock_on(day).soon
    owed = AssignmentReport.objects.owed().filter(due_on__lte=soon).select_related("assignment__lead")
    of_unit: dict[int, list[AssignmentReport]] = defaultdict(list)
    for report in owed.order_by("due_on", "pk"):
        of_unit[report.assignment.lead_id].append(report)
    told: dict[User, dict[int, AssignmentReport]] = defaultdict(dict)
    for unit, people in people_of(list(of_unit), on=day).items():
        for user in people:
            told[user].update({report.pk: report for report in of_unit[unit]})
    return {user: sorted(its.values(), key=lambda one: (one.due_on, one.pk)) for user, its in told.items()}


def _word(owed: list[AssignmentReport], day: date) -> Word:
    late = sum(report.due_on < day for report in owed)
    near = len(owed) - late
    counted = "、".join(part for part in (f"逾期{late}份" if late else "", f"临期{near}份" if near else "") if part)
    lines = [f"{one.assignment.title}（{one.span}，{one.due_on:%m-%d}前）" for one in owed[:LISTED]]
    more = [f"……共{len(owed)}份"] if len(owed) > LISTED else []
    alone = reverse("assignment_report", args=[owed[0].pk])
    return Word(
        kind="assignment",
        key=f"assignment-reports-{day:%Y-%m-%d}",
        title=f"任务报告待报：{counted}",
        body="\n".join([*lines, *more]),
        url=alone if len(owed) == 1 else f"{reverse('assignment_list')}?state=issued",
        tone="bad" if late else "warn",
    )
