"""应上报: an issue that crosses departments, or stays open past its day, is marked once and told to the office once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from assignments.issues.moves import FLOW
from assignments.issues.people import day_of, office
from assignments.models import Ground, Issue, IssueAct
from units.models import UnitKind
from units.telling import Word, tell

DEPARTMENTS = (UnitKind.SECTOR_DEPARTMENT, UnitKind.DEPARTMENT)
LEAST = 2  # departments it takes to cross them


def ground_of(issue: Issue) -> bool:
    """Whether it crosses departments: led by another unit than raised it, with at least two departments at work."""
    units = [unit for unit in (issue.lead, *issue.supports.all()) if unit is not None]
    departments = {unit.pk for unit in units if unit.kind in DEPARTMENTS}
    return issue.lead_id != issue.unit_id and len(departments) >= LEAST


@transaction.atomic
def mark(*, issue: Issue, ground: Ground, at: datetime) -> Issue:
    """Mark it, in nobody's name, and tell the office; one that is marked stays as it is."""
    held = Issue.objects.select_for_update(of=("self",)).get(pk=issue.pk)
    if held.marked_at is not None:
        return held
    made: Issue = FLOW.make(
        held, IssueAct.MARK, by=None, at=at, changes={"原因": ["", ground.label]}, marked_at=at, ground=ground
    )
    word = Word(
        kind="issue",
        key=f"issue-{made.pk}-mark",
        title=f"应上报：{made}"[:120],
        body=f"{ground.label}，请决定是否列为重大事项向区政府报告。",
        url=reverse("issue_detail", args=[made.pk]),
        tone="warn",
    )
    tell(word, to=office(day_of(at)), at=at, by_mail=True)
    return made


def look_at_issues(*, at: datetime) -> list[Issue]:
    """One turn: mark what is open past its day and not marked yet. Safe to run at any time, any number."""
    late = Issue.objects.overdue(on=day_of(at)).filter(marked_at=None).order_by("pk")
    return [mark(issue=issue, ground=Ground.OVERDUE, at=at) for issue in late]
