"""What of the 综合研判 waits for a person: units to write, the office to assemble, edit and check."""

from __future__ import annotations

from datetime import date

from assignments.situation.filters import ASSEMBLE, CHECK, GIVE, WRITE, asks_waiting_for, notes_in_turn
from assignments.situation.moves import WRITERS
from units.models import Role, User
from units.scope import scope_of
from units.waiting import Waiting


def waiting_for(user: User, *, on: date) -> list[Waiting]:
    """Lines of a desk, only what there is; at most three questions."""
    scope = scope_of(user)
    lines = [_to_give(user, on)] if scope.unit_ids(*WRITERS) else []
    if scope.is_office:
        lines += [
            _of_office(user, ASSEMBLE, "综合研判待征集、汇稿", "info", on),
            _of_office(user, WRITE, "综合研判待修改、送核", "info", on),
        ]
    if scope.has(Role.OFFICE_ADMIN):
        lines.append(_of_office(user, CHECK, "综合研判待核稿印发", "warn", on))
    return [line for line in lines if line.number]


def _to_give(user: User, on: date) -> Waiting:
    due = list(asks_waiting_for(user).values_list("due_on", flat=True).order_by("due_on"))
    late = bool(due) and due[0] < on
    note = f"最早{due[0].month}月{due[0].day}日到期" if due else ""
    return Waiting("研判材料待报送", len(due), "项", "note_list", "bad" if late else "warn", f"turn={GIVE}", note=note)


def _of_office(user: User, turn: str, label: str, tone: str, on: date) -> Waiting:
    return Waiting(label, notes_in_turn(turn, user, on=on).count(), "份", "note_list", tone, f"turn={turn}")
