"""What talks add up to: 场次, 人次 and how many townships held any. 人次 are never added to heads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q, QuerySet, Sum

from assignments.models import PolicyTalk
from units.models import Unit


@dataclass(frozen=True)
class TalkSums:
    """`talks` 场, `attendances` 人次, `townships` of `all_townships` 个."""

    talks: int
    attendances: int
    townships: int
    all_townships: int


def sums_of(talks: QuerySet[PolicyTalk]) -> TalkSums:
    """Sums over the filtered talks; one question, and one for the number of townships."""
    found = talks.order_by().aggregate(
        talks=Count("pk", distinct=True), attendances=Sum("attendances"), townships=Count("unit", distinct=True)
    )
    return TalkSums(found["talks"], found["attendances"] or 0, found["townships"], Unit.objects.townships().count())


@dataclass(frozen=True)
class TownshipTalks:
    """What one township held in a year."""

    unit: Unit
    talks: int
    attendances: int
    last_on: date | None


def by_township(townships: QuerySet[Unit], *, year: int) -> list[TownshipTalks]:
    """Each township with its valid talks of a year; those without any too."""
    held = Q(policy_talks__voided_at=None, policy_talks__held_on__year=year)
    told = townships.order_by("code").annotate(
        talks=Count("policy_talks", filter=held),
        attendances=Sum("policy_talks__attendances", filter=held),
        last_on=Max("policy_talks__held_on", filter=held),
    )
    return [TownshipTalks(one, one.talks, one.attendances or 0, one.last_on) for one in told]
