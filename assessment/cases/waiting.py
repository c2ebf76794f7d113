"""Cases that wait for a person: the office's to review, the unit's to rewrite."""

from __future__ import annotations

from datetime import date

from assessment.models import CaseState, TypicalCase
from units.models import Role, User
from units.scope import scope_of
from units.waiting import Waiting


def waiting_for(user: User, *, on: date) -> list[Waiting]:
    """Lines of the person's desk; at most two questions."""
    scope, lines = scope_of(user, on=on), list[Waiting]()
    if scope.is_office:
        number = TypicalCase.objects.filter(state=CaseState.REVIEWING).count()
        lines.append(_line("典型案例待审核", number, CaseState.REVIEWING))
    if own := scope.unit_ids(Role.UNIT_FILER, Role.UNIT_REVIEWER):
        number = TypicalCase.objects.filter(state=CaseState.RETURNED, unit__in=own).count()
        lines.append(_line("典型案例退回修改", number, CaseState.RETURNED))
    return [line for line in lines if line.number]


def _line(label: str, number: int, state: CaseState) -> Waiting:
    return Waiting(label, number, "个", "case_list", "warn", query=f"state={state.value}")
