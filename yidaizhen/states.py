"""`docs/states.md`: how each paper moves, drawn and listed from the move tables themselves.

`manage.py write_states` brings the file up to date; a test fails when it is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db.models import TextChoices

from assessment.cases import moves as cases
from assessment.models import CaseState, SheetState
from assessment.sheets import moves as sheets
from assignments.assigning import moves as tasks
from assignments.issues import moves as issues
from assignments.matters import moves as matters
from assignments.meetings import moves as meetings
from assignments.models import (
    AssignmentState,
    IssueState,
    MatterState,
    MeetingState,
    NoteState,
    ReportState,
    SupervisionState,
)
from assignments.situation import moves as situation
from assignments.supervision import moves as supervision
from dispatch import moves as bulletins
from dispatch.models import BulletinState
from labor.alerts import moves as alerts
from labor.demands import moves as demands
from labor.models import AlertState, DemandState, PlacementState, RollState
from labor.pay import moves as pay
from projects import moves as filings
from projects.inspections import moves as rectifications
from projects.models import Condition, FilingState, NominationState, RectificationState, Stage
from projects.nominations import moves as nominations
from projects.stages import moves as stages
from units import flows

MARK = "<!-- 以下由 manage.py write_states 生成，不要手改 -->"


@dataclass(frozen=True, kw_only=True)
class Chart:
    """One move table as a chapter: its states, where a paper begins, and its moves."""

    title: str
    source: str
    states: type[TextChoices]
    start: TextChoices
    moves: tuple[flows.Move, ...]


CHARTS = (
    Chart(
        title="项目申报",
        source="projects.nominations.moves",
        states=NominationState,
        start=NominationState.DRAFT,
        moves=tuple(nominations.MOVES.values()),
    ),
    Chart(
        title="项目环节", source="projects.stages.moves", states=Stage, start=Stage.PLANNING, moves=stages.STAGE_MOVES
    ),
    Chart(
        title="项目办理状态（旁路）",
        source="projects.stages.moves",
        states=Condition,
        start=Condition.NORMAL,
        moves=tuple(stages.CONDITIONS.values()),
    ),
    Chart(
        title="整改",
        source="projects.inspections.moves",
        states=RectificationState,
        start=RectificationState.OPEN,
        moves=tuple(rectifications.MOVES.values()),
    ),
    Chart(
        title="月度填报",
        source="projects.moves",
        states=FilingState,
        start=FilingState.DRAFT,
        moves=tuple(filings.MOVES.values()),
    ),
    Chart(
        title="务工需求",
        source="labor.demands.moves",
        states=DemandState,
        start=DemandState.DRAFT,
        moves=tuple(demands.MOVES.values()),
    ),
    Chart(
        title="用工对接",
        source="labor.demands.moves",
        states=PlacementState,
        start=PlacementState.PROPOSED,
        moves=tuple(demands.PLACEMENT_MOVES.values()),
    ),
    Chart(
        title="发放表",
        source="labor.pay.moves",
        states=RollState,
        start=RollState.DRAFT,
        moves=tuple(pay.MOVES.values()),
    ),
    Chart(
        title="预警",
        source="labor.alerts.moves",
        states=AlertState,
        start=AlertState.NEW,
        moves=tuple(alerts.MOVES.values()),
    ),
    Chart(
        title="督办",
        source="assignments.supervision.moves",
        states=SupervisionState,
        start=SupervisionState.DRAFT,
        moves=tuple(supervision.MOVES.values()),
    ),
    Chart(
        title="新情况新问题",
        source="assignments.issues.moves",
        states=IssueState,
        start=IssueState.RAISED,
        moves=tuple(issues.MOVES.values()),
    ),
    Chart(
        title="重大事项",
        source="assignments.matters.moves",
        states=MatterState,
        start=MatterState.DRAFT,
        moves=tuple(matters.MOVES.values()),
    ),
    Chart(
        title="综合研判",
        source="assignments.situation.moves",
        states=NoteState,
        start=NoteState.DRAFT,
        moves=tuple(situation.MOVES.values()),
    ),
    Chart(
        title="调度报告和通报",
        source="dispatch.moves",
        states=BulletinState,
        start=BulletinState.DRAFT,
        moves=tuple(bulletins.MOVES.values()),
    ),
    Chart(
        title="任务",
        source="assignments.assigning.moves",
        states=AssignmentState,
        start=AssignmentState.DRAFT,
        moves=tuple(tasks.ASSIGNMENT_MOVES.values()),
    ),
    Chart(
        title="任务报告",
        source="assignments.assigning.moves",
        states=ReportState,
        start=ReportState.DUE,
        moves=tuple(tasks.REPORT_MOVES.values()),
    ),
    Chart(
        title="考核评分表",
        source="assessment.sheets.moves",
        states=SheetState,
        start=SheetState.SELF,
        moves=tuple(sheets.MOVES.values()),
    ),
    Chart(
        title="典型案例",
        source="assessment.cases.moves",
        states=CaseState,
        start=CaseState.DRAFT,
        moves=tuple(cases.MOVES.values()),
    ),
    Chart(
        title="会议",
        source="assignments.meetings.moves",
        states=MeetingState,
        start=MeetingState.PROPOSED,
        moves=tuple(meetings.MOVES.values()),
    ),
)


def states_file() -> Path:
    return Path(settings.BASE_DIR) / "docs" / "states.md"


def refreshed(text: str) -> str:
    """The document with its generated half made anew; what people wrote above the mark stays."""
    written, _, _ = text.partition(MARK)
    chapters = [line for chart in CHARTS for line in _chapter(chart)]
    return f"{written}{MARK}\n\n" + "\n".join(chapters)


def _chapter(chart: Chart) -> Iterator[str]:
    yield f"## {chart.title} `{chart.source}`\n"
    yield f"```mermaid\n{flows.diagram(chart.moves, chart.states, start=chart.start.value)}\n```\n"
    yield "| 办理 | 从 | 到 | 说明 |"
    yield "|---|---|---|---|"
    for move in chart.moves:
        ways = f"{_from(move, chart.states)} | {_to(move, chart.states)}"
        yield f"| {move.label} `{move.name}` | {ways} | {_said(move)} |"
    yield ""


def _from(move: flows.Move, states: Iterable[TextChoices]) -> str:
    return "、".join(str(state.label) for state in states if state in move.sources)


def _to(move: flows.Move, states: type[TextChoices]) -> str:
    return str(states(move.target).label) if move.target else "不变"


def _said(move: flows.Move) -> str:
    """What the table says of a move; one that follows from other work names that work."""
    made_by = getattr(move, "made_by", "")
    return f"自动：{made_by}" if made_by else move.hint
