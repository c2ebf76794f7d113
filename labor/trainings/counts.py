"""人数 and 人次 of trainings: people counted once, attendances as often as they came."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from labor.models import Trainee, Training, TrainingFile, TrainingFileKind
from projects.models import Project


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


@dataclass(frozen=True, slots=True)
class YearOfTraining:
    """A project's trainings of one year: different people who signed (人), and their signatures (人次)."""

    people: int = 0
    attendances: int = 0


def year_counts(projects: Collection[Project], *, year: int, kind: str = "") -> dict[int, YearOfTraining]:
    """Project key → what its trainings in force of a year add up to (培训率 = 培训人数 ÷ 吸纳人数); one query for all.

    People are counted once for each project: the sum over projects is no number of different people.
    """
    came = Trainee.objects.filter(
        training__project__in=projects, training__held_on__year=year, training__voided_at=None, is_signed=True
    )
    came = came.filter(training__kind=kind) if kind else came
    rows = came.order_by().values(project=F("training__project"))
    made = rows.annotate(people=Count("worker", distinct=True), attendances=Count("pk"))
    found = {row["project"]: YearOfTraining(row["people"], row["attendances"]) for row in made}
    return {one.pk: found.get(one.pk, YearOfTraining()) for one in projects}


def with_counts(trainings: QuerySet[Training]) -> QuerySet[Training]:
    """Each session with `listed` (人 on its list), `signed` (人次), `passed`, `failed`, and how many files in force:
    `sheets`, `photos`, `materials`.
    """
    return trainings.annotate(
        listed=_number(Trainee.objects.all()),
        signed=_number(Trainee.objects.filter(is_signed=True)),
        passed=_number(Trainee.objects.filter(has_passed=True)),
        failed=_number(Trainee.objects.filter(has_passed=False)),
        **{f"{kind.value}s": _number(_files(kind)) for kind in TrainingFileKind},
    )


def _files(kind: TrainingFileKind) -> QuerySet[TrainingFile]:
    return TrainingFile.objects.filter(file_kind=kind, removed_at=None)


def _number(rows: QuerySet[Any]) -> Coalesce:
    """How many rows of each session; counted apart, so that lists and files do not multiply each other."""
    each = rows.filter(training=OuterRef("pk")).order_by().values("training")
    return Coalesce(Subquery(each.annotate(number=Count("pk")).values("number"), output_field=IntegerField()), 0)
