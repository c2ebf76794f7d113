"""What the units hear of their tasks; one message a person for any number issued together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from assignments.assigning.people import people_of
from assignments.models import Assignment, AssignmentReport
from units.models import User
from units.telling import Word, tell, tell_each

KIND = "assignment"
LISTED = 5


def tell_issued(assignments: Sequence[Assignment], *, at: datetime) -> None:
    """Tell the people of the lead and supporting units what was issued to them."""
    units: dict[int, list[Assignment]] = defaultdict(list)
    for one in assignments:
        for unit in {one.lead_id, *(unit.pk for unit in one.supports.all())}:
            units[unit].append(one)
    theirs: dict[User, dict[int, Assignment]] = defaultdict(dict)
    for unit, people in people_of(list(units), on=timezone.localdate(at)).items():
        for user in people:
            theirs[user].update({one.pk: one for one in units[unit]})
    tell_each({user: (_issued(list(held.values())), True) for user, held in theirs.items()}, at=at)


def _issued(held: list[Assignment]) -> Word:
    key = f"assignment-issued-{held[0].pk}-{held[0].version}-{len(held)}"
    if len(held) == 1:
        one = held[0]
        body = f"责任单位：{one.lead.name}；办结期限：{one.due_on:%Y-%m-%d}；{one.get_cadence_display()}。"
        url = reverse("assignment_detail", args=[one.pk])
        return Word(kind=KIND, key=key, title=f"下达任务：{one.title}"[:120], body=body, url=url)
    named = "\n".join(f"{one.title}（{one.due_on:%Y-%m-%d}前）" for one in held[:LISTED])
    more = f"\n……共{len(held)}项" if len(held) > LISTED else ""
    url = f"{reverse('assignment_list')}?year={held[0].year}"
    return Word(kind=KIND, key=key, title=f"下达{held[0].year}年任务{len(held)}项", body=named + more, url=url)


def tell_moved(assignment: Assignment, said: str, reason: str, *, at: datetime, tone: str = "info") -> None:
    """Tell both kinds of units what became of a task."""
    units = {assignment.lead_id, *(unit.pk for unit in assignment.supports.all())}
    people = {user for held in people_of(list(units), on=timezone.localdate(at)).values() for user in held}
    word = Word(
        kind=KIND,
        key=f"assignment-{assignment.pk}-{assignment.version}",
        title=f"任务{said}：{assignment.title}"[:120],
        body=f"说明：{reason.strip()}" if reason.strip() else "",
        url=reverse("assignment_detail", args=[assignment.pk]),
        tone=tone,
    )
    tell(word, to=people, at=at, by_mail=True)


def tell_report(report: AssignmentReport, said: str, reason: str, *, at: datetime, tone: str = "info") -> None:
    """Tell the lead unit what the office made of its report."""
    lead = report.assignment.lead_id
    people = people_of([lead], on=timezone.localdate(at)).get(lead, [])
    word = Word(
        kind=KIND,
        key=f"assignment-report-{report.pk}-{report.version}",
        title=f"任务报告{said}：{report.assignment.title}（{report.span}）"[:120],
        body=f"说明：{reason.strip()}" if reason.strip() else "",
        url=reverse("assignment_report", args=[report.pk]),
        tone=tone,
    )
    tell(word, to=people, at=at, by_mail=tone == "warn")
