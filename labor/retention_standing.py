"""Why a ledger is not on the review list: of each kind how many are past their time, in it, or before it, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from labor.models import Engagement, LaborSurvey, WageLine, WageRoll
from labor.retention import OVER, ROSTER, RULES, SURVEY, WAGE_ROLL, Review
from projects.models import Project, Settlement


@dataclass(frozen=True, slots=True)
class Standing:
    """One kind of ledger: all (本), past their time, in it, and before it with the reasons, in words."""

    ledger: str
    total: int
    due: int
    running: int
    next_on: date | None
    reasons: Sequence[str] = ()

    @property
    def rule(self) -> str:
        return RULES[self.ledger]

    @property
    def not_begun(self) -> int:
        return self.total - self.due - self.running


def standings(review: Review) -> list[Standing]:
    """The three kinds; five queries, however many ledgers."""
    rolls = WageRoll.objects.count()
    projects = Project.objects.filter(Exists(Engagement.objects.filter(project=OuterRef("pk")))).order_by()
    surveys = LaborSurvey.objects.aggregate(total=Count("pk"), open=Count("pk", filter=Q(closed_at=None)))
    return [
        _standing(WAGE_ROLL, review, rolls, ("有没有发放的行，欠付的钱没有付清",)),
        _standing(ROSTER, review, projects.count(), _why_projects(projects)),
        _standing(SURVEY, review, surveys["total"], ("摸底调查还没有结束",)),
    ]


def _standing(ledger: str, review: Review, total: int, reasons: Sequence[str]) -> Standing:
    due, running = review.of(ledger), [one for one in review.running if one.ledger == ledger]
    next_on = running[0].kept_through + timedelta(days=1) if running else None
    told = Standing(ledger, total, len(due), len(running), next_on)
    if not told.not_begun:
        return told
    return Standing(ledger, total, len(due), len(running), next_on, tuple(reasons))


def _why_projects(projects: QuerySet[Project]) -> list[str]:
    """What keeps a roster's time from beginning; a project may stand under several."""
    own = {"project": OuterRef("pk")}
    settled: QuerySet[Settlement] = QuerySet(Settlement).filter(**own, voided_at=None).order_by("-settled_on", "-pk")
    found = projects.annotate(
        is_there=Exists(Engagement.objects.in_force().filter(**own, left_on=None)),
        is_owed=Exists(WageLine.objects.in_force().filter(**own, is_paid=False, net_fen__gt=0)),
        objections=Subquery(settled.values("open_objections")[:1]),
    ).aggregate(
        building=Count("pk", filter=~Q(stage__in=OVER)),
        there=Count("pk", filter=Q(is_there=True)),
        owed=Count("pk", filter=Q(is_owed=True)),
        unsettled=Count("pk", filter=Q(objections=None) | Q(objections__gt=0)),
    )  # fmt: skip
    said = {"building": "工程没有完工", "there": "还有人没有退场", "owed": "有没有发放的报酬"}
    said["unsettled"] = "没有结清证明或有未办结的异议"
    return [f"{words} {found[key]} 个项目" for key, words in said.items() if found[key]]
