"""What waits for a person among major matters: home counts it, the list shows those rows."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from assignments.models import UNSENT, MajorMatter, MatterState
from units.models import Role, User
from units.scope import OFFICE_ROLES, scope_of
from units.waiting import Waiting

SIGNERS = {Role.OFFICE_ADMIN, Role.DISTRICT_LEADER}
TURNS: dict[MatterState, tuple[str, set[Role]]] = {
    MatterState.DRAFT: ("重大事项待送核", set(OFFICE_ROLES)),
    MatterState.CHECKING: ("重大事项待核稿", {Role.OFFICE_ADMIN}),
    MatterState.SIGNING: ("重大事项待签发", SIGNERS),
    MatterState.SIGNED: ("重大事项待编号上报", {Role.OFFICE_ADMIN}),
    MatterState.SENT: ("重大事项待批示", set(OFFICE_ROLES)),
    MatterState.ANSWERED: ("批示待落实办结", {Role.OFFICE_ADMIN}),
}


def waiting_for(user: User, *, on: date) -> list[Waiting]:
    """What waits for this person, only what there is; one query, and none for who has nothing to do with it."""
    mine = [state for state, (_, roles) in TURNS.items() if scope_of(user).has(*roles)]
    if not mine:
        return []
    tomorrow = timezone.make_aware(datetime.combine(on + timedelta(days=1), time.min))
    late = Q(report_by__lt=tomorrow, state__in=UNSENT)
    seen = MajorMatter.objects.visible_to(user).order_by()
    sums = seen.aggregate(
        **{state.value: Count("pk", filter=Q(state=state)) for state in mine},
        **{f"{state.value}_late": Count("pk", filter=Q(state=state) & late) for state in mine},
    )
    return [_line(state, sums[state.value], sums[f"{state.value}_late"]) for state in mine if sums[state.value]]


def _line(state: MatterState, number: int, late: int) -> Waiting:
    label, _ = TURNS[state]
    note = f"其中今天到时限或已超时{late}件" if late else ""
    tone = "bad" if late else "warn" if state in UNSENT else "info"
    return Waiting(label, number, "件", "matter_list", tone, query=f"state={state.value}", note=note)
