"""What of the tasks waits for a person, for the home page."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Exists, OuterRef, Q

from assignments.assigning.lamp import clock_on
from assignments.assigning.people import FILING_ROLES
from assignments.models import (
    Assignment,
    AssignmentReport,
    AssignmentState,
    Mandate,
    ReportAct,
    ReportState,
    ReportStep,
)
from units.models import Role, User
from units.scope import OFFICE_ROLES, scope_of
from units.waiting import Waiting


def waiting_for(user: User, *, on: date) -> list[Waiting]:
    """Reports the person's units owe; for the director reports to accept and drafts to issue; overdue mandates."""
    scope = scope_of(user)
    lines = _to_file(scope.unit_ids(*FILING_ROLES, *OFFICE_ROLES), on)
    if scope.has(Role.OFFICE_ADMIN):
        lines += [*_to_accept(user), *_to_issue(on)]
    return lines + (_mandates(on) if scope.is_office else [])


def _to_file(units: set[int], on: date) -> list[Waiting]:
    if not units:
        return []
    owed = AssignmentReport.objects.owed().filter(assignment__lead_id__in=units)
    late, near = Q(due_on__lt=on), Q(due_on__gte=on, due_on__lte=clock_on(on).soon)
    found = owed.aggregate(late=Count("pk", filter=late), near=Count("pk", filter=near))
    own = f"&unit={min(units)}" if len(units) == 1 else ""
    lines = []
    if found["late"]:
        lines.append(Waiting("任务报告逾期未报", found["late"], "份", "assignment_list", "bad", f"lamp=red{own}"))
    if found["near"]:
        lines.append(Waiting("任务报告临期待报", found["near"], "份", "assignment_list", "warn", f"lamp=yellow{own}"))
    return lines


def _to_accept(user: User) -> list[Waiting]:
    filed = ReportStep.objects.filter(paper=OuterRef("pk"), act=ReportAct.FILE, by=user)
    waiting = AssignmentReport.objects.filter(state=ReportState.FILED, assignment__state=AssignmentState.ISSUED)
    number = waiting.exclude(Exists(filed)).count()
    return [Waiting("任务报告待认可", number, "份", "assignment_list", "info", "waiting=yes")] if number else []


def _to_issue(on: date) -> list[Waiting]:
    number = Assignment.objects.filter(state=AssignmentState.DRAFT, year__gte=on.year).count()
    return [Waiting("任务待下达", number, "项", "assignment_list", "neutral", "state=draft")] if number else []


def _mandates(on: date) -> list[Waiting]:
    left = Mandate.objects.filter(replied_on=None)
    found = left.aggregate(late=Count("pk", filter=Q(due_on__lt=on)), open=Count("pk", filter=Q(due_on__gte=on)))
    lines = []
    if found["late"]:
        lines.append(Waiting("交办事项逾期未办结", found["late"], "件", "mandate_list", "bad", "state=late"))
    if found["open"]:
        lines.append(Waiting("交办事项办理中", found["open"], "件", "mandate_list", "info", "state=open"))
    return lines
