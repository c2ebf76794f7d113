"""提示灯: what else waits for a person than filings, each with the list that shows exactly those."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from types import ModuleType

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from assessment.cases import waiting as cases
from assessment.incentives import waiting as incentives
from assessment.schemes import waiting as schemes
from assessment.sheets import waiting as sheets
from assignments.assigning import waiting as assigning
from assignments.issues import waiting as issues
from assignments.matters import waiting as matters
from assignments.meetings import waiting as meetings
from assignments.policies import waiting as policies
from assignments.situation import waiting as situation
from assignments.supervision import waiting as supervision
from dispatch.waiting import reports_waiting_for
from labor import waiting as labor
from projects.inspections.overdue import overdue_for
from projects.inspections.waiting import to_answer_for, to_verify_for
from projects.models import Rectification
from projects.nominations.waiting import waiting_for
from units.models import User
from units.waiting import Waiting

# Who tells of what waits, in the order of the page: what must be answered first comes first.
TASKS = (supervision, matters, assigning, issues, meetings, situation, policies)
SCORES = (schemes, sheets, cases, incentives)


@dataclass(frozen=True)
class Lamp:
    """One line: `number` of it in its `unit`, the list behind, and what must be said beside it ("" for nothing).

    `tone` is neutral | info | warn | bad; a lamp of number 0 is not lit. Lamps of one `group` stand together.
    """

    label: str
    number: int
    unit: str
    url: str
    tone: str
    note: str = ""
    group: str = ""


def lamps(user: User, day: date) -> list[Lamp]:
    """The lamps that are lit, by group, the red ones of each first; a constant number of queries, whatever there is."""
    groups = {
        "项目、调度和用工": _projects(user, day),
        "任务、督办和会议": _told(user, day, TASKS),
        "考核和激励": _told(user, day, SCORES),
    }
    lit = {group: [lamp for lamp in found if lamp.number] for group, found in groups.items()}
    return [replace(one, group=group) for group, found in lit.items() for one in sorted(found, key=_pressing)]


def _pressing(lamp: Lamp) -> bool:
    return lamp.tone != "bad"


def _projects(user: User, day: date) -> list[Lamp]:
    return [
        _overdue(user, day),
        *_rectifications(user, day),
        *_reports(user),
        *_nominations(user, day),
        *_told(user, day, (labor,)),
    ]


def _overdue(user: User, day: date) -> Lamp:
    """Overdue ones wait for whoever has to mend them and for the office that presses."""
    number = overdue_for(user, day).count()
    return Lamp("逾期未销号的整改", number, "项", _list("late=yes"), "bad", "已逾期")


def _rectifications(user: User, day: date) -> list[Lamp]:
    return [
        _turn("待回复的整改", to_answer_for(user), "turn=answer", "warn", day),
        _turn("待您核验的整改", to_verify_for(user), "turn=verify", "info", day),
    ]


def _turn(label: str, found: QuerySet[Rectification], query: str, tone: str, day: date) -> Lamp:
    said = found.order_by().aggregate(number=Count("pk"), late=Count("pk", filter=Q(due_on__lt=day)))
    late = said["late"]
    return Lamp(label, said["number"], "项", _list(query), "bad" if late else tone, f"其中逾期{late}项" if late else "")


def _reports(user: User) -> list[Lamp]:
    """Reports on their way wait for the director to check and issue them, and for the leader to sign."""
    address = reverse("bulletin_list")
    waits = reports_waiting_for(user)
    return [Lamp(one.label, one.number, "份", f"{address}?state={one.state}", "warn") for one in waits]


def _nominations(user: User, day: date) -> list[Lamp]:
    address = reverse("nomination_list")
    return [
        Lamp(one.label, one.number, "件", f"{address}?{one.query}", one.tone, "请更正" if one.tone == "bad" else "")
        for one in waiting_for(user, on=day)
    ]


def _told(user: User, day: date, tellers: Iterable[ModuleType]) -> list[Lamp]:
    waits = [one for teller in tellers for one in teller.waiting_for(user, on=day)]
    return [Lamp(one.label, one.number, one.unit, _address(one), one.tone, one.note) for one in waits]


def _address(one: Waiting) -> str:
    page = reverse(one.page, args=[] if one.argument is None else [one.argument])
    return f"{page}?{one.query}" if one.query else page


def _list(query: str) -> str:
    return f"{reverse('rectification_list')}?{query}"
