"""人数 and 人次 of trainings: people counted once, attendances as often as they came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from labor.models import Trainee, Training


@dataclass(frozen=True, slots=True)
class TrainingCounts:
    """What trainings add up to.

    `people` (人) are different people who signed, `attendances` (人次) their signatures, `unsigned` (人次) those on a
    list who have not signed; `minutes` are the sessions' hours, in minutes, each session once.
    """

    sessions: int
    people: int
    attendances: int
    unsigned: int
    minutes: int


def training_counts(
    trainings: QuerySet[Training], *, first: date | None = None, last: date | None = None, kind: str = ""
) -> TrainingCounts:
    """Count trainings in force (a page's filtered rows, a project's, a unit's) between two days, both inclusive."""
    chosen = trainings.filter(voided_at=None)
    chosen = chosen.filter(held_on__gte=first) if first else chosen
    chosen = chosen.filter(held_on__lte=last) if last else chosen
    chosen = chosen.filter(kind=kind) if kind else chosen
    minutes = list(Training.objects.filter(pk__in=chosen.order_by().values("pk")).values_list("minutes", flat=True))
    came = Trainee.objects.filter(training__in=chosen.order_by().values("pk")).aggregate(
        people=Count("worker", distinct=True, filter=Q(is_signed=True)),
        attendances=Count("pk", filter=Q(is_signed=True)),
        unsigned=Count("pk", filter=Q(is_signed=False)),
    )
    return TrainingCounts(sessions=len(minutes), minutes=sum(minutes), **came)
