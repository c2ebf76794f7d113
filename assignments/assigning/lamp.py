"""亮灯: how a task stands on a day, told in one place: pages, matrix, workbook and messages read it here (◇ days)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from django.db.models import Count, Min, Q

from assignments.assigning.rules import rule_on, working_days_after
from assignments.models import OWED, Assignment, AssignmentState, ReportState
from assignments.models.assignment import AssignmentQuerySet


class Lamp(Enum):
    """Name, tone of the page, and the one character that stands for it where there is no room."""

    RED = ("红灯", "bad", "逾")
    YELLOW = ("黄灯", "warn", "临")
    GREEN = ("绿灯", "good", "行")
    GREY = ("灰灯", "neutral", "结")
    UNLIT = ("未亮灯", "neutral", "拟")

    @property
    def label(self) -> str:
        return self.value[0]

    @property
    def tone(self) -> str:
        return self.value[1]

    @property
    def mark(self) -> str:
        return self.value[2]

    @property
    def key(self) -> str:
        return self.name.lower()


WORST_FIRST = (Lamp.RED, Lamp.YELLOW, Lamp.GREEN, Lamp.UNLIT, Lamp.GREY)


@dataclass(frozen=True)
class Lit:
    """A lamp and why it shines: 逾期 12 天."""

    lamp: Lamp
    why: str


@dataclass(frozen=True)
class Clock:
    """The day lamps are read on, and the day until which something counts as near."""

    on: date
    soon: date
    soon_days: int

    @property
    def rules(self) -> list[tuple[Lamp, str]]:
        """The rule, as every page shows it."""
        return [
            (Lamp.RED, "有报告过了报送期限还没有报送"),
            (Lamp.YELLOW, f"{self.soon_days}个工作日内有报告到期，或者报告被退回补充"),
            (Lamp.GREEN, "正常推进，或者已报待认可、待办结"),
            (Lamp.GREY, "已办结"),
            (Lamp.UNLIT, "拟订待下达、已撤销的不亮灯"),
        ]


def clock_on(day: date) -> Clock:
    """How lamps are read on a day, by the rule in force."""
    days = rule_on(day).soon_days
    return Clock(day, working_days_after(day, days), days)


def with_facts(found: AssignmentQuerySet) -> AssignmentQuerySet:
    """With what the lamp is told from: the first report owed, how many were sent back, how many wait."""
    owed = Q(reports__state__in=OWED)
    return found.annotate(
        next_due=Min("reports__due_on", filter=owed),
        returned=Count("reports", filter=Q(reports__state=ReportState.RETURNED)),
        waiting=Count("reports", filter=Q(reports__state=ReportState.FILED)),
    )


def shining(found: AssignmentQuerySet, lamp: Lamp, clock: Clock) -> AssignmentQuerySet:
    """Those of `with_facts` that shine so; says in the database what `lamp_of` says of one."""
    red = Q(next_due__lt=clock.on)
    yellow = ~red & (Q(next_due__lte=clock.soon) | Q(returned__gt=0))
    issued = found.filter(state=AssignmentState.ISSUED)
    if lamp is Lamp.RED:
        return issued.filter(red)
    if lamp is Lamp.YELLOW:
        return issued.filter(Q(next_due__gte=clock.on) & yellow)
    if lamp is Lamp.GREEN:
        return issued.filter(Q(next_due=None) | Q(next_due__gt=clock.soon, returned=0))
    if lamp is Lamp.GREY:
        return found.filter(state=AssignmentState.DONE)
    return found.filter(state__in=[AssignmentState.DRAFT, AssignmentState.CANCELLED])


def lamp_of(assignment: Assignment, clock: Clock) -> Lit:
    """How a task of `with_facts` stands."""
    if assignment.state == AssignmentState.DONE:
        return Lit(Lamp.GREY, "已办结")
    if assignment.state != AssignmentState.ISSUED:
        return Lit(Lamp.UNLIT, assignment.get_state_display())
    facts: Any = assignment
    return _lit(facts.next_due, facts.returned, facts.waiting, clock)


def _lit(due: date | None, returned: int, waiting: int, clock: Clock) -> Lit:
    if due is None:
        return Lit(Lamp.GREEN, "已报待认可" if waiting else "报告已齐，待办结")
    if due < clock.on:
        return Lit(Lamp.RED, f"报告逾期{(clock.on - due).days}天")
    if returned:
        return Lit(Lamp.YELLOW, f"报告退回补充，{due:%m-%d}前重报")
    if due <= clock.soon:
        return Lit(Lamp.YELLOW, "报告今天到期" if due == clock.on else f"报告{due:%m-%d}到期")
    return Lit(Lamp.GREEN, f"下次报告{due:%Y-%m-%d}")


def worst(lit: list[Lit]) -> Lit:
    """What one cell says of several tasks."""
    return min(lit, key=lambda one: WORST_FIRST.index(one.lamp))
