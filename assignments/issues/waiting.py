"""What waits for a person among issues: home counts it, the list shows those rows."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from django.db.models import Count, Q

from assignments.issues.moves import ACTING
from assignments.models import Issue, IssueState, MajorMatter, MatterState
from units.models import Role, User
from units.scope import scope_of
from units.waiting import Waiting


class Turn(StrEnum):
    """Why an issue waits for somebody; the value stands in the query of the list, `turn=`."""

    ASSIGN = "assign"
    CHECK = "check"
    UP = "up"
    MEND = "mend"
    ANSWER = "answer"


TURNS = {
    Turn.ASSIGN: ("问题待交办", "warn"),
    Turn.CHECK: ("问题待核定办结", "warn"),
    Turn.UP: ("问题应上报未上报", "bad"),
    Turn.MEND: ("问题退回待补充", "warn"),
    Turn.ANSWER: ("问题待办理", "warn"),
}


def asked(user: User, turn: Turn) -> Q:
    """Which issues wait so for this person; none where it is not theirs to do."""
    scope = scope_of(user)
    own = scope.unit_ids(*ACTING)
    open_ones = Q(state__in=[IssueState.ASSIGNED, IssueState.ANSWERED])
    reported = MajorMatter.objects.exclude(state=MatterState.WITHDRAWN).exclude(issue=None)
    nobody = Q(pk__in=[])
    return {
        Turn.ASSIGN: Q(state=IssueState.RAISED) if scope.is_office else nobody,
        Turn.CHECK: Q(state=IssueState.ANSWERED) if scope.has(Role.OFFICE_ADMIN) else nobody,
        Turn.UP: open_ones & should_go_up(reported) if scope.is_office else nobody,
        Turn.MEND: Q(state=IssueState.RETURNED, unit__in=own),
        Turn.ANSWER: Q(state=IssueState.ASSIGNED, lead__in=own),
    }[turn]


def should_go_up(reported: object) -> Q:
    """Marked 应上报, and no report on it in force."""
    return Q(marked_at__isnull=False) & ~Q(pk__in=reported.values("issue"))  # type: ignore[attr-defined]


def waiting_for(user: User, *, on: date) -> list[Waiting]:
    """What waits for this person, only what there is; one query."""
    seen = Issue.objects.visible_to(user).order_by()
    late = Q(state=IssueState.ASSIGNED, due_on__lt=on)
    sums = seen.aggregate(
        late=Count("pk", filter=asked(user, Turn.ANSWER) & late),
        **{turn.value: Count("pk", filter=asked(user, turn)) for turn in Turn},
    )
    return [_line(turn, sums[turn.value], sums["late"]) for turn in Turn if sums[turn.value]]


def _line(turn: Turn, number: int, late: int) -> Waiting:
    label, tone = TURNS[turn]
    note = f"其中逾期{late}件" if turn is Turn.ANSWER and late else ""
    return Waiting(label, number, "件", "issue_list", "bad" if note else tone, query=f"turn={turn}", note=note)
