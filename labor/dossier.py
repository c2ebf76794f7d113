"""一人一档: everything of one person that the reader may see, each kind of row within its own scope.

Answers of surveys, places proposed, trainings, stays with their changes, attendance by month, lines of wage rolls; the
number of queries does not grow with the rows. Numbers are masked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch, Q

from labor.models import (
    Attendance,
    AttendanceSheet,
    Engagement,
    EngagementAct,
    EngagementStep,
    Placement,
    SurveyResponse,
    Trainee,
    Training,
    WageLine,
    Worker,
)
from labor.rosters.trail import changes_of
from units.models import User

CHANGES = (EngagementAct.CHANGE, EngagementAct.LEAVE, EngagementAct.RETURN, EngagementAct.VOID)


@dataclass(frozen=True, slots=True)
class Month:
    """A person's attendance on one project in one month, in hundredths of a 工日."""

    project_id: int
    project: str
    month: date
    centidays: int
    days: int


@dataclass(frozen=True, slots=True)
class Change:
    """One thing done with a stay after entry: what, when, by whom, and what changed in words."""

    step: EngagementStep
    sentences: Sequence[str]


@dataclass(frozen=True, slots=True)
class Stay:
    engagement: Engagement
    changes: Sequence[Change]


@dataclass(frozen=True, slots=True)
class Dossier:
    responses: Sequence[SurveyResponse]
    placements: Sequence[Placement]
    trainings: Sequence[Trainee]
    stays: Sequence[Stay]
    months: Sequence[Month]
    lines: Sequence[WageLine]

    @property
    def is_empty(self) -> bool:
        return not any((self.responses, self.placements, self.trainings, self.stays, self.months, self.lines))

    @property
    def centidays(self) -> int:
        """Attendance of all months, in hundredths of a 工日."""
        return sum(month.centidays for month in self.months)

    @property
    def paid_centidays(self) -> int:
        """Work of all wage lines, in hundredths of a 工日."""
        return sum(line.centidays for line in self.lines)

    @property
    def gross_fen(self) -> int:
        return sum(line.gross_fen for line in self.lines)

    @property
    def net_fen(self) -> int:
        return sum(line.net_fen for line in self.lines)


def dossier(worker: Worker, user: User) -> Dossier:
    """What `user` may see of a person: surveys by township, the rest by project."""
    return Dossier(
        responses=_responses(worker, user),
        placements=_placements(worker, user),
        trainings=_trainings(worker, user),
        stays=_stays(worker, user),
        months=_months(worker, user),
        lines=_lines(worker, user),
    )


def _responses(worker: Worker, user: User) -> list[SurveyResponse]:
    rows = SurveyResponse.objects.visible_to(user).filter(worker=worker).defer("phone_sealed")
    told = rows.select_related("survey", "part__township").prefetch_related("categories", "skills", "wanted")
    return list(told.order_by("-surveyed_on", "-pk"))


def _placements(worker: Worker, user: User) -> list[Placement]:
    related = ("demand__project", "demand__trade", "township")
    rows = Placement.objects.visible_to(user).filter(worker=worker).select_related(*related)
    return list(rows.order_by("-proposed_at", "-pk"))


def _trainings(worker: Worker, user: User) -> list[Trainee]:
    seen = Training.objects.visible_to(user).in_force()
    rows = Trainee.objects.filter(worker=worker, training__in=seen)
    told = rows.select_related("training__organizer", "training__project", "training__trade")
    return list(told.order_by("-training__held_on", "-training__starts", "-pk"))


def _stays(worker: Worker, user: User) -> list[Stay]:
    changes = EngagementStep.objects.filter(act__in=CHANGES).select_related("by").order_by("at", "pk")
    rows = (
        Engagement.objects.visible_to(user)
        .filter(worker=worker)
        .select_related("project", "trade", "township", "company")
        .prefetch_related(Prefetch("steps", changes))
        .defer("phone_sealed", "card_sealed")
        .order_by("-entered_on", "-pk")
    )
    return [Stay(stay, [Change(step, list(changes_of(step))) for step in stay.steps.all()]) for stay in rows]


def _months(worker: Worker, user: User) -> list[Month]:
    """Attendance by project and month: a morning and an afternoon are half a 工日 each."""
    seen = Attendance.objects.filter(worker=worker, sheet__in=AttendanceSheet.objects.visible_to(user))
    named = seen.order_by().values("sheet__project", "sheet__project__name", "sheet__period__month")
    rows = named.annotate(
        mornings=Count("pk", filter=Q(morning=True)),
        afternoons=Count("pk", filter=Q(afternoon=True)),
        days=Count("day", distinct=True),
    )
    return [
        Month(
            row["sheet__project"], row["sheet__project__name"], row["sheet__period__month"],
            50 * (row["mornings"] + row["afternoons"]), row["days"],
        )
        for row in rows.order_by("-sheet__period__month", "sheet__project__name", "sheet__project")
    ]  # fmt: skip


def _lines(worker: Worker, user: User) -> list[WageLine]:
    rows = WageLine.objects.visible_to(user).in_force().filter(worker=worker)
    told = rows.select_related("project", "period", "roll").defer("phone_sealed", "card_sealed", "roll__warnings")
    return list(told.order_by("-period__month", "project__name", "pk"))
