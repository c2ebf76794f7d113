"""The report's own tables as sheets of the 随文工作簿: rankings, comparison, quarters, problems, corrections."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import timezone

from dispatch.comparing import COMPARED, NAMES, Comparison, compared
from dispatch.definitions import ALL_DEFINITIONS, SPAN_DEFINITIONS, Definition
from dispatch.figures import FigureBook, Scope
from dispatch.lamps import lamp_of, reasons_of, rule_note
from dispatch.models import Bulletin
from dispatch.ranking import PROGRESS, TIMELINESS, UNRANKED, places
from dispatch.report.goals import QUARTERLY
from dispatch.restating import restated, untold_revisions
from dispatch.spanbook import SpanBook
from documents.formats import MISSING
from documents.workbooks import Column, Kind, Sheet

FILED = ["owed_times", "waived_times", "received_times", "on_time_times", "filed_times", "returned_times", TIMELINESS]
NOT_ROUNDED = "增减按未舍入的数计算；比率的增减为百分点，增幅以对比期的数为基数；没有可比数的写“—”。"


def figure_column(made: Definition, group: str = "") -> Column:
    return Column(
        key=made.key,
        heading=f"{made.label}（{made.unit}）",
        kind=Kind.DECIMAL,
        places=made.places,
        group=group or made.group,
        width=13,
    )


def number_of(scope: Scope, key: str) -> Any:
    """The printed number; "—" where there is none."""
    number = scope.value(key).number
    return MISSING if number is None else number


def ranking_sheet(book: FigureBook) -> Sheet:
    timely, done = places(book.units, TIMELINESS), places(book.units, PROGRESS)
    keys = [*FILED, PROGRESS, "lead"]
    rows = [
        {
            "name": unit.name,
            **{key: number_of(unit, key) for key in keys},
            "timely": timely[unit.key].text,
            "done": done[unit.key].text,
            "lamp": str(lamp_of(unit)),
            "why": "；".join(reasons_of(unit)),
        }
        for unit in book.units
    ]
    return Sheet(
        title="各单位报送和进度排名",
        name="排名",
        columns=[
            Column(key="name", heading="行业主管部门", width=20),
            *(figure_column(ALL_DEFINITIONS[key]) for key in keys),
            Column(key="timely", heading="按时率名次", width=12),
            Column(key="done", heading="完成率名次", width=12),
            Column(key="lamp", heading="亮灯", width=8),
            Column(key="why", heading="亮灯原因", width=60),
        ],
        rows=rows,
        totals={"name": "合计", **{key: number_of(book.total, key) for key in keys}},
        notes=["比率相同的名次并列。", *(f"{why}。" for why in UNRANKED.values()), rule_note()],
    )


def comparison_sheet(book: SpanBook) -> Sheet:
    found = compared(book)
    return Sheet(
        title="主要指标对比",
        name="对比",
        columns=[
            Column(key="label", heading="指标", width=34),
            Column(key="unit", heading="单位", width=8),
            Column(key="now", heading=NAMES[book.kind].now, kind=Kind.DECIMAL, width=14),
            *(column for against in found for column in _compared_columns(against)),
        ],
        rows=[_compared_row(book, key, found) for key in COMPARED[book.kind]],
        notes=[NOT_ROUNDED, *(note for one in found for note in ([one.why_not] if one.why_not else one.notes))],
    )


def _compared_columns(against: Comparison) -> list[Column]:
    name = against.name
    return [
        Column(key=f"{name}then", heading=name, kind=Kind.DECIMAL, width=14),
        Column(key=f"{name}change", heading=f"比{name}增减", kind=Kind.DECIMAL, width=14),
        Column(key=f"{name}growth", heading=f"比{name}增幅", width=12),
    ]


def _compared_row(book: SpanBook, key: str, found: list[Comparison]) -> dict[str, Any]:
    made = ALL_DEFINITIONS[key]
    row = {"label": made.label, "unit": made.unit, "now": number_of(book.total, key)}
    for against in found:
        change, name = against.changes[key], against.name
        then = change.then.number if change.then else None
        row[f"{name}then"] = MISSING if then is None else then
        row[f"{name}change"] = MISSING if change.number is None else change.number
        row[f"{name}growth"] = change.growth
    return row


def quarters_sheet(book: SpanBook) -> Sheet:
    keys = [*dict.fromkeys([*QUARTERLY, *SPAN_DEFINITIONS])]
    return Sheet(
        title="各季度进展情况",
        name="分季度",
        columns=[
            Column(key="name", heading="截至", width=14),
            *(figure_column(ALL_DEFINITIONS[key]) for key in keys),
        ],
        rows=[{"name": one.period.label, **{key: number_of(one.total, key) for key in keys}} for one in book.quarters],
        notes=["本年累计各数截至季末，不能相加；去重人数不能由各季相加。"],
    )


def span_rows(book: FigureBook) -> list[Definition]:
    """Figures of the span that the month's table does not hold."""
    return [made for made in SPAN_DEFINITIONS.values() if book.total.value(made.key).numerator is not None]


def tasks_sheet(bulletin: Bulletin) -> Sheet:
    return Sheet(
        title="问题清单",
        name="问题清单",
        columns=[
            Column(key="number", heading="序号", kind=Kind.ORDINAL),
            Column(key="problem", heading="问题", width=70),
            Column(key="unit", heading="责任单位", width=20),
            Column(key="due", heading="完成时限", kind=Kind.DATE, width=14),
        ],
        rows=[
            {"number": number, **task, "due": _day(task["due"])} for number, task in enumerate(bulletin.tasks, start=1)
        ],
    )


def _day(due: str) -> date | str:
    try:
        return date.fromisoformat(due)
    except ValueError:
        return due


def restatement_sheets(bulletin: Bulletin) -> Iterable[Sheet]:
    """更正说明, where there is something to tell."""
    found = restated(untold_revisions(bulletin))
    if not found:
        return
    rows = [
        {
            "month": one.revision.period.label,
            "project": one.project_name,
            "label": one.made.label,
            "before": one.before_text,
            "after": one.after_text,
            "why": one.revision.reason,
            "who": str(one.revision.frozen_by),
            "day": timezone.localdate(one.revision.frozen_at),
        }
        for one in found
    ]
    yield Sheet(
        title="更正说明",
        name="更正说明",
        columns=[
            Column(key="month", heading="月份", width=12),
            Column(key="project", heading="项目", width=34),
            Column(key="label", heading="指标", width=30),
            Column(key="before", heading="原数", width=16),
            Column(key="after", heading="更正后", width=16),
            Column(key="why", heading="更正原因", width=40),
            Column(key="who", heading="更正人", width=12),
            Column(key="day", heading="更正日期", kind=Kind.DATE, width=14),
        ],
        rows=rows,
    )
