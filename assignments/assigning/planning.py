"""The reports a task owes, made when it is issued and moved with its due day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import F, Q
from django.utils import timezone

from assignments.assigning.rules import planned_reports, rule_on
from assignments.models import OWED, Assignment, AssignmentReport, ReportState


def settle_reports(assignment: Assignment, *, at: datetime) -> None:
    """Make the reports that are missing, move those not filed yet, and drop those no longer asked for.

    Reports that would have been due before the task was issued are not asked for, but for the last one.
    """
    day = timezone.localdate(at)
    planned = planned_reports(assignment, rule_on(day))
    asked = _asked(planned, day)
    assignment.reports.filter(state=ReportState.DUE, steps=None).exclude(label__in=planned).delete()
    there = {report.label: report for report in assignment.reports.all()}
    AssignmentReport.objects.bulk_create(
        AssignmentReport(assignment=assignment, label=label, due_on=due)
        for label, due in asked.items()
        if label not in there
    )
    for label, due in planned.items():
        if label in there and there[label].due_on != due:
            _move(there[label], due)


def plan_first(assignments: Iterable[Assignment], *, at: datetime) -> None:
    """Make the reports of tasks that were just issued together and have none."""
    day = timezone.localdate(at)
    rule = rule_on(day)
    AssignmentReport.objects.bulk_create(
        AssignmentReport(assignment=one, label=label, due_on=due)
        for one in assignments
        for label, due in _asked(planned_reports(one, rule), day).items()
    )


def _asked(planned: dict[str, date], day: date) -> dict[str, date]:
    """Those still to come, or the last."""
    return {label: due for label, due in planned.items() if due >= day} or dict(list(planned.items())[-1:])


def _move(report: AssignmentReport, due_on: date) -> None:
    """One that was sent back, or is owed again, keeps the longer time it was given for that."""
    if due_on < report.due_on and report.steps.exists():
        return
    owed = AssignmentReport.objects.filter(pk=report.pk, state__in=OWED)
    owed.update(due_on=due_on, version=F("version") + 1)


def unsettled(assignment: Assignment, *, on: date) -> list[AssignmentReport]:
    """Reports that keep a task from being closed: filed and not accepted, sent back, or due by that day.

    Where nothing was ever reported, the next one that is due.
    """
    waiting = Q(state__in=[ReportState.FILED, ReportState.RETURNED]) | Q(state=ReportState.DUE, due_on__lte=on)
    reports = assignment.reports.order_by("due_on", "pk")
    if found := list(reports.filter(waiting)):
        return found
    was_reported = reports.filter(state=ReportState.ACCEPTED).exists()
    return [] if was_reported else list(reports.filter(state=ReportState.DUE)[:1])
