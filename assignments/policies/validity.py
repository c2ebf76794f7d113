"""效力: whether a policy is in force on a day, told once for page, filter, warning and workbook."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Case, CharField, Q, QuerySet, TextChoices, Value, When

from assignments.models import Policy, PolicyLevel

SOON_DAYS = 60  # 天 (◇): a policy that lapses within them is told beforehand


class Validity(TextChoices):
    """In the order in which they are asked."""

    SUPERSEDED = "superseded", "被替代"
    EXPIRED = "expired", "失效"
    COMING = "coming", "未生效"
    EXPIRING = "expiring", "将到期"
    IN_FORCE = "in_force", "有效"


TONES = {
    Validity.SUPERSEDED: "bad", Validity.EXPIRED: "bad", Validity.COMING: "neutral", Validity.EXPIRING: "warn",
    Validity.IN_FORCE: "good",
}  # fmt: skip
PAST = (Validity.SUPERSEDED, Validity.EXPIRED)


def with_validity(policies: QuerySet[Policy], *, on: date) -> QuerySet[Any]:
    """The policies with `validity` on a day. A policy is superseded from the day its successor takes effect.

    失效日期 is the first day on which the policy is no longer in force.
    """
    replaced = Q(superseded_by__isnull=False) & (
        Q(superseded_by__effective_on=None) | Q(superseded_by__effective_on__lte=on)
    )
    told = Case(
        When(replaced, then=Value(Validity.SUPERSEDED.value)),
        When(expires_on__lte=on, then=Value(Validity.EXPIRED.value)),
        When(effective_on__gt=on, then=Value(Validity.COMING.value)),
        When(expires_on__lte=on + timedelta(days=SOON_DAYS), then=Value(Validity.EXPIRING.value)),
        default=Value(Validity.IN_FORCE.value),
        output_field=CharField(),
    )
    return policies.annotate(validity=told)


def to_talk_about(*, on: date) -> QuerySet[Policy]:
    """What is told to people: documents of the country, the city and the district that are not past."""
    told = Policy.objects.exclude(level__in=[PolicyLevel.ELSEWHERE, PolicyLevel.OFFICE]).from_the_top()
    return with_validity(told, on=on).exclude(validity__in=PAST)


def pill(validity: str) -> tuple[str, str]:
    """The word and the tone of a policy's pill."""
    known = Validity(validity)
    return str(known.label), TONES[known]
