"""What waits for a person among 督办: to sign for, to answer, to check, to issue; and what is overdue."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from assignments.models import SupervisionNotice, SupervisionReport, SupervisionState
from assignments.supervision.lamps import READS, Lamp, lit
from assignments.supervision.rules import Rules
from units.models import Role, User
from units.scope import Scope, scope_of
from units.waiting import Waiting

S = SupervisionState
Asks = Callable[[Scope, Any], bool]
REVIEWS: Asks = lambda scope, row: row.unit in scope.unit_ids(Role.UNIT_REVIEWER)  # noqa: E731
ANSWERS: Asks = lambda scope, row: row.unit in scope.unit_ids(Role.UNIT_REVIEWER, Role.UNIT_FILER)  # noqa: E731
CHECKS: Asks = lambda scope, row: scope.is_office  # noqa: ARG005, E731
ISSUES: Asks = lambda scope, row: scope.has(Role.OFFICE_ADMIN)  # noqa: ARG005, E731
TURNS: tuple[tuple[str, SupervisionState, Asks, str], ...] = (
    ("待签收的督办", S.ISSUED, REVIEWS, "warn"),
    ("待反馈的督办", S.SIGNED_FOR, ANSWERS, "warn"),
    ("待核查的督办", S.ANSWERED, CHECKS, "info"),
    ("待下达的督办", S.DRAFT, ISSUES, "info"),
)


def waiting_for(user: User, *, on: date) -> list[Waiting]:
    """Only what there is; at most three queries."""
    scope = scope_of(user, on=on)
    found = SupervisionNotice.objects.visible_to(user).open().order_by()
    rows = list(found.values_list(*READS, "unit", named=True))
    told = [*_turns(scope, rows), *_overdue(rows, on)] if rows else []
    return [*told, *_reports(scope)]


def _turns(scope: Scope, rows: Iterable[Any]) -> Iterable[Waiting]:
    held = list(rows)
    for label, state, asks, tone in TURNS:
        if number := sum(row.state == state and asks(scope, row) for row in held):
            yield Waiting(label, number, "件", "supervision_list", tone, f"state={state.value}")


def _overdue(rows: Iterable[Any], on: date) -> Iterable[Waiting]:
    if number := sum(lamp == Lamp.RED for _, lamp, _ in lit(rows, on=on, rules=Rules())):
        yield Waiting("亮红灯的督办", number, "件", "supervision_list", "bad", f"lamp={Lamp.RED.value}")


def _reports(scope: Scope) -> Iterable[Waiting]:
    if not scope.has(Role.OFFICE_ADMIN):
        return
    if number := SupervisionReport.objects.filter(paper=None).count():
        yield Waiting("待印发的督办通报", number, "份", "supervision_report_list", "info")
