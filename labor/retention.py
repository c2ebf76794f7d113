"""保存期限 (R11): which ledgers are past the time they must be kept, for the yearly review. Nothing is deleted here.

工资台账: at least three years (国令724第15条). 用工台账: at least three years after the project is complete and its pay
is settled (第28条). Rolls are also 报酬发放档案, kept for long: review leads to the archive, never to removal. For
摸底表 no rule names a time; 个保法第19条 asks for the shortest that serves: they are reviewed after three years too.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from labor.models import (
    Attendance,
    Engagement,
    LaborSurvey,
    SurveyResponse,
    Trainee,
    WageLine,
    WageRoll,
    WelfarePost,
    Worker,
)
from projects.models import Project, Settlement, Stage, StageAct, StageStep
from units.models import User
from units.scope import scope_of

YEARS = 3
OVER = (Stage.COMPLETED, Stage.ACCEPTED, Stage.MAINTAINED, Stage.ARCHIVED)
WAGE_ROLL, ROSTER, SURVEY = "工资台账", "用工台账", "摸底表"
RULES = {
    WAGE_ROLL: "国务院令第724号第15条：至少保存3年；作为报酬发放档案长期保存，不删除，复核后转入档案管理。",
    ROSTER: "国务院令第724号第28条：保存至工程完工且工资全部结清后至少3年。",
    SURVEY: "个人信息保护法第19条：保存期限为实现处理目的所必要的最短时间。",
}


@dataclass(frozen=True, slots=True)
class Due:
    """One ledger past its time: a roll, a project's roster with its attendance, or a survey.

    `since` is the day the time began, `kept_through` the last day it had to be kept; `rows` are its lines, `people` the
    persons (人) on them; `is_archive` says that it is kept for long whatever the review finds.
    """

    ledger: str
    pk: int
    subject: str
    since: date
    rows: int
    people: int

    @property
    def kept_through(self) -> date:
        return kept_through(self.since)

    @property
    def is_archive(self) -> bool:
        return self.ledger == WAGE_ROLL

    @property
    def rule(self) -> str:
        return RULES[self.ledger]


@dataclass(frozen=True, slots=True)
class Review:
    """The yearly review list as of a day; `people` are those of whom every row is past its time, and on no roll.

    `running` are the ledgers whose time has begun and is not over yet, the next to be over first.
    """

    on: date
    ledgers: tuple[Due, ...]
    people: QuerySet[Worker]
    running: tuple[Due, ...] = ()

    @property
    def rows(self) -> int:
        """Lines (行) of all ledgers past their time."""
        return sum(due.rows for due in self.ledgers)

    def of(self, ledger: str) -> list[Due]:
        return [due for due in self.ledgers if due.ledger == ledger]


def may_review(user: User) -> bool:
    """The office keeps the ledgers and reviews them."""
    return scope_of(user).is_office


def kept_through(since: date) -> date:
    """The last day of three years from the day after `since`; no such day, then the month's last (民法典第202条)."""
    year = since.year + YEARS
    return date(year, since.month, min(since.day, monthrange(year, since.month)[1]))


def due_for_review(on: date) -> Review:
    """What may be reviewed on a day, oldest first: the day after the last day it had to be kept, and later.

    A roll with a line that owes something is not due: what is owed is not over. A project is due when it is complete,
    its newest settlement holds no open objection, everybody has left and every line that owes something is paid.
    """
    begun = sorted((*_rolls(), *_rosters(), *_surveys()), key=lambda one: (one.since, one.ledger, one.pk))
    ledgers = tuple(one for one in begun if on > one.kept_through)
    running = tuple(one for one in begun if on <= one.kept_through)
    return Review(on, ledgers, _people(ledgers, on), running)


def _rolls() -> Iterator[Due]:
    """A voided roll counts from its voiding, another from its last payment, neither before its month is over."""
    rolls: QuerySet[Any] = WageRoll.objects.select_related("project", "period").annotate(
        last_paid_on=Max("lines__pay_on"),
        rows=Count("lines"),
        people=Count("lines__worker", distinct=True),
        unpaid=Count("lines", filter=Q(lines__is_paid=False, lines__net_fen__gt=0)),
    )
    for roll in rolls.filter(Q(unpaid=0) | Q(voided_at__isnull=False)):
        since = _latest(_month_end(roll.period.month), roll.last_paid_on, roll.voided_at)
        yield Due(WAGE_ROLL, roll.pk, f"{roll.project} {roll.period.label}", since, roll.rows, roll.people)


def _rosters() -> Iterator[Due]:
    rows, people, left = _engaged()
    for project in _finished().filter(pk__in=rows):
        since = _latest(project.completed_at, project.settled_on, left[project.pk])
        yield Due(ROSTER, project.pk, str(project), since, rows[project.pk], people[project.pk])


def _finished() -> QuerySet[Any]:
    """Projects that are complete and settled, with `completed_at` and `settled_on`; nobody is owed or still there."""
    of_project = {"project": OuterRef("pk")}
    completed = StageStep.objects.filter(**of_project, act=StageAct.COMPLETE).order_by("-at", "-pk")
    settled: QuerySet[Settlement] = (
        QuerySet(Settlement).filter(**of_project, voided_at=None).order_by("-settled_on", "-pk")
    )
    return Project.objects.filter(
        ~Exists(Engagement.objects.in_force().filter(**of_project, left_on=None)),
        ~Exists(WageLine.objects.in_force().filter(**of_project, is_paid=False, net_fen__gt=0)),
        stage__in=OVER,
    ).alias(
        objections=Subquery(settled.values("open_objections")[:1]),
    ).annotate(
        completed_at=Subquery(completed.values("at")[:1]),
        settled_on=Subquery(settled.values("settled_on")[:1]),
    ).filter(objections=0, completed_at__isnull=False)  # fmt: skip


def _engaged() -> tuple[dict[int, int], dict[int, int], dict[int, date | None]]:
    """By project: rows of roster and attendance, people, and the day the last one left or worked."""
    rosters = Engagement.objects.order_by().values_list("project_id")
    days = Attendance.objects.order_by().values_list("sheet__project_id")
    stays = {key: said for key, *said in rosters.annotate(Count("pk"), Count("worker", distinct=True), Max("left_on"))}
    worked = {key: said for key, *said in days.annotate(Count("pk"), Max("day"))}
    rows = {key: said[0] + worked.get(key, [0])[0] for key, said in stays.items()}
    last = {key: _latest_or_none(said[2], worked.get(key, [0, None])[1]) for key, said in stays.items()}
    return rows, {key: said[1] for key, said in stays.items()}, last


def _surveys() -> Iterator[Due]:
    surveys = LaborSurvey.objects.filter(closed_at__isnull=False).annotate(
        rows=Count("responses"), people=Count("responses__worker", distinct=True)
    )
    for survey in surveys:
        yield Due(SURVEY, survey.pk, survey.title, _latest(survey.closed_at), survey.rows, survey.people)


def _people(ledgers: Iterable[Due], on: date) -> QuerySet[Worker]:
    """People every row of whom is past its time; who ever stood on a roll stays with 报酬发放档案."""
    listed = list(ledgers)
    projects, surveys = _keys(listed, ROSTER), _keys(listed, SURVEY)
    first_kept = date(on.year - YEARS, on.month, min(on.day, monthrange(on.year - YEARS, on.month)[1]))
    own = {"worker": OuterRef("pk")}
    return Worker.objects.filter(
        ~Exists(WageLine.objects.filter(**own)),
        ~Exists(Engagement.objects.filter(**own).exclude(project__in=projects)),
        ~Exists(SurveyResponse.objects.filter(**own).exclude(survey__in=surveys)),
        ~Exists(Trainee.objects.filter(**own, training__held_on__gte=first_kept)),
        ~Exists(WelfarePost.objects.filter(**own).filter(Q(ends_on=None) | Q(ends_on__gte=first_kept))),
        Exists(Engagement.objects.filter(**own)) | Exists(SurveyResponse.objects.filter(**own)),
    )


def _keys(ledgers: Iterable[Due], ledger: str) -> Collection[int]:
    return [one.pk for one in ledgers if one.ledger == ledger]


def _month_end(month: date) -> date:
    return month.replace(day=monthrange(month.year, month.month)[1])


def _latest(*moments: date | None) -> date:
    found = _latest_or_none(*moments)
    assert found is not None
    return found


def _latest_or_none(*moments: date | None) -> date | None:
    """The latest day; a moment counts as its day here."""
    days = [timezone.localdate(one) if isinstance(one, datetime) else one for one in moments if one is not None]
    return max(days, default=None)
