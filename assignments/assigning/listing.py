"""任务台账: which tasks a person reads, as rows of the page and of the workbook; the same lamps on both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from assignments.assigning.lamp import Clock, Lamp, Lit, lamp_of, shining, with_facts
from assignments.measures import said
from assignments.models import Assignment, AssignmentState, Decision, Issue, Mandate, Meeting, MeetingState
from assignments.models.assignment import AssignmentQuerySet
from documents.workbooks import Column, Kind, Sheet, write_workbook
from units.audit import record
from units.models import User
from units.scope import scope_of

ORIGINS = {"duty": "通知条款", "decision": "议定事项", "mandate": "交办事项", "issue": "新情况新问题"}
RELATED = ("lead", "duty", "decision", "mandate", "issue")
COLUMNS = [
    Column(key="year", heading="年度", kind=Kind.INTEGER, width=8),
    Column(key="serial", heading="序号", kind=Kind.INTEGER, width=8),
    Column(key="title", heading="工作任务", width=50),
    Column(key="demand", heading="工作要求", width=40),
    Column(key="origin", heading="来源", width=24),
    Column(key="lead", heading="责任单位", width=18),
    Column(key="supports", heading="配合单位", width=30),
    Column(key="cadence", heading="报告频次", width=16),
    Column(key="due_on", heading="办结期限", kind=Kind.DATE, width=12),
    Column(key="target", heading="量化目标", width=16),
    Column(key="state", heading="状态", width=10),
    Column(key="lamp", heading="亮灯", width=8),
    Column(key="why", heading="说明", width=20),
    Column(key="remark", heading="备注", width=20),
]


def assignments_for(user: User) -> AssignmentQuerySet:
    """Tasks a person reads, with what their lamps are told from."""
    return with_facts(Assignment.objects.visible_to(user))


class Origins:
    """Where tasks come from, as one person reads it: tasks are the whole house's, what they come from is not.

    A mandate, a meeting or an issue the person has no part in is told by its kind alone; three queries at most.
    """

    def __init__(self, user: User) -> None:
        self.user = user

    def said(self, assignment: Assignment) -> str:
        """通知三（八）, 交办事项：…, 议定事项：…, 新情况新问题：…."""
        if assignment.duty:
            return f"通知{assignment.duty.clause}"
        kind = _kind(assignment)
        label = ORIGINS[kind]
        return f"{label}：{getattr(assignment, kind)}" if self.is_open(assignment) else label

    def is_open(self, assignment: Assignment) -> bool:
        """Whether the person may open what the task comes from."""
        kind = _kind(assignment)
        return kind == "duty" or self._all or getattr(assignment, f"{kind}_id") in self._seen[kind]

    @cached_property
    def _all(self) -> bool:
        return scope_of(self.user).reads_everything

    @cached_property
    def _seen(self) -> dict[str, set[int]]:
        meetings = Meeting.objects.visible_to(self.user).filter(state=MeetingState.MINUTED).order_by()
        found: dict[str, QuerySet[Any]] = {
            "mandate": Mandate.objects.visible_to(self.user),
            "decision": Decision.objects.filter(meeting__in=meetings.values("pk")),
            "issue": Issue.objects.visible_to(self.user),
        }
        return {kind: set(rows.order_by().values_list("pk", flat=True)) for kind, rows in found.items()}


def _kind(assignment: Assignment) -> str:
    return next(kind for kind in ORIGINS if getattr(assignment, f"{kind}_id") is not None)


def lit(found: Iterable[Assignment], clock: Clock) -> list[tuple[Assignment, Lit]]:
    """Each task with its lamp."""
    return [(one, lamp_of(one, clock)) for one in found]


def tasks_by_duty(user: User, year: int, clock: Clock) -> dict[int, list[tuple[Assignment, Lit]]]:
    """Duty key → its tasks of a year with their lamps, by unit; what was cancelled is left out. One query."""
    found = assignments_for(user).filter(year=year, duty__isnull=False).exclude(state=AssignmentState.CANCELLED)
    held: dict[int, list[tuple[Assignment, Lit]]] = defaultdict(list)
    for one, lamp in lit(found.select_related("lead").order_by("lead__code", "serial", "pk"), clock):
        held[one.duty_id or 0].append((one, lamp))
    return dict(held)


def tally(found: AssignmentQuerySet, clock: Clock) -> list[tuple[Lamp, int]]:
    """How many shine how; one query a lamp."""
    return [(lamp, shining(found, lamp, clock).count()) for lamp in Lamp]


def drafts_of(year: int) -> int:
    """How many tasks of a year wait to be issued."""
    return Assignment.objects.filter(year=year, state=AssignmentState.DRAFT).count()


@transaction.atomic
def export_assignments(
    *, found: AssignmentQuerySet, conditions: Sequence[str], clock: Clock, by: User, at: datetime
) -> bytes:
    """The tasks the filters found, as a workbook; recorded like every export."""
    chosen = "；".join(conditions) or "全部"
    origins, whole = Origins(by), found.select_related(*RELATED).prefetch_related("supports")
    rows = [_row(one, shown, origins) for one, shown in lit(whole, clock)]
    record(act="导出任务台账", subject=f"任务台账（{chosen}）"[:200], by=by, at=at, rows=len(rows))
    preamble = [f"筛选条件：{chosen}", f"亮灯截至{clock.on:%Y-%m-%d}"]
    return write_workbook([Sheet(title="任务台账", columns=COLUMNS, rows=rows, preamble=preamble)])


def _row(one: Assignment, shown: Lit, origins: Origins) -> dict[str, object]:
    return {
        "year": one.year,
        "serial": one.serial,
        "title": one.title,
        "demand": one.demand,
        "origin": origins.said(one),
        "lead": one.lead.name,
        "supports": "、".join(unit.name for unit in one.supports.all()),
        "cadence": one.get_cadence_display(),
        "due_on": one.due_on,
        "target": said(one.measure, one.target) if one.measure else "",
        "state": one.get_state_display(),
        "lamp": shown.lamp.label,
        "why": shown.why,
        "remark": one.remark,
    }
