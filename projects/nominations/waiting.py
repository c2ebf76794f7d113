"""What waits for a person among the nominations; the home page counts it, the list shows exactly those rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from projects.models import Nomination, NominationAct, NominationSource, NominationState, NominationStep
from projects.nominations.moves import MOVES
from units.models import Role, User
from units.scope import scope_of


class Wait(StrEnum):
    """Why a nomination waits for somebody; the value stands in the query of the list."""

    CORRECT = "correct"
    SUBMIT = "submit"
    DECIDE = "decide"


LABELS = {
    Wait.CORRECT: "退回待更正的申报",
    Wait.SUBMIT: "待您审核的申报",
    Wait.DECIDE: "待办公室审核的申报",
}
TONES = {Wait.CORRECT: "bad", Wait.SUBMIT: "info", Wait.DECIDE: "info"}


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of a person's desk: how many wait, and the query string of the list that shows exactly those."""

    label: str
    number: int
    query: str
    tone: str


def waiting_for(user: User, *, on: date) -> list[Waiting]:
    """What waits for this person on a day, only what there is; one query whatever their posts."""
    asked = {wait.value: Count("pk", filter=condition) for wait, condition in waits(user, on=on).items()}
    if not asked:
        return []
    found = Nomination.objects.order_by().aggregate(**asked)
    return [
        Waiting(LABELS[wait], found[wait.value], f"waiting={wait.value}", TONES[wait])
        for wait in Wait
        if found.get(wait.value)
    ]


def waits(user: User, *, on: date) -> dict[Wait, Q]:
    """For each post the person holds, which nominations wait for them; nothing for one who only reads.

    What one may not do (同一人不得) does not wait for one, and a unit waits for nothing in an ended collection.
    """
    scope = scope_of(user, on=on)
    files, reviews = scope.unit_ids(Role.UNIT_FILER), scope.unit_ids(Role.UNIT_REVIEWER)
    still = Q(collection__closed_at=None)
    own = Q(unit_id__in=files) | (Q(source=NominationSource.OFFICE) if scope.is_office else Q())
    found: dict[Wait, Q] = {}
    if files or scope.is_office:
        found[Wait.CORRECT] = still & own & Q(state=NominationState.RETURNED)
    if reviews:
        found[Wait.SUBMIT] = still & Q(unit_id__in=reviews) & _open_to(user, NominationAct.SUBMIT)
    if scope.is_office:
        found[Wait.DECIDE] = _open_to(user, NominationAct.ADMIT)
    return found


def _open_to(user: User, act: NominationAct) -> Q:
    """In a state for the act, and not written or submitted by this person since the office last returned it."""
    move = MOVES[act]
    return Q(state__in=move.sources) & ~Q(Exists(_took_part(user, move.not_after)))


def _took_part(user: User, acts: frozenset[NominationAct]) -> QuerySet[NominationStep]:
    later = NominationStep.objects.filter(
        nomination_id=OuterRef("nomination_id"), act=NominationAct.RETURN, pk__gt=OuterRef("pk")
    )
    steps = NominationStep.objects.filter(nomination_id=OuterRef("pk"), by=user, act__in=acts)
    return steps.filter(~Exists(later))
