"""Which reports wait for a person: to be checked and issued by the director, to be signed by the leader."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from dispatch.models import Bulletin, BulletinState
from units.models import Role, User
from units.scope import scope_of


@dataclass(frozen=True)
class Waiting:
    """So many reports (份) in one state that waits for this person."""

    label: str
    state: BulletinState
    number: int


LABELS = {
    BulletinState.CHECKING: "待核稿的报告",
    BulletinState.SIGNING: "待签发的报告",
    BulletinState.SIGNED: "待印发的报告",
}
WAITS = {
    Role.OFFICE_ADMIN: (BulletinState.CHECKING, BulletinState.SIGNED),
    Role.DISTRICT_LEADER: (BulletinState.SIGNING,),
}


def reports_waiting_for(user: User) -> list[Waiting]:
    """What waits, by state; one query for those who act on reports, none for others."""
    scope = scope_of(user)
    states = [state for role, waits in WAITS.items() if scope.has(role) for state in waits]
    if not states:
        return []
    found = Bulletin.objects.visible_to(user).filter(state__in=states).order_by()
    counts = dict(found.values_list("state").annotate(Count("pk")))
    return [Waiting(LABELS[state], state, counts.get(state, 0)) for state in states]
