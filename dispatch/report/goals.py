"""年度目标完成情况 and 各季度进展: the year's goals beside what is done, and the quarters side by side."""

from __future__ import annotations

from dispatch.figures import FigureBook, Scope
from dispatch.report.content import Block, Grid, GridColumn, Line, Part, before_lead, cell, figured, say
from dispatch.spanbook import SpanBook

# 目标, 完成, 完成率; the goal's figure is the base of the rate.
GOALS = (
    ("完成投资（万元）", "plan_fen", "invested_fen", "completion_rate"),
    ("计划新开工项目开工（个）", "new_starts", "new_started", "start_rate"),
    ("吸纳务工（人，项目口径合计）", "planned_workers", "workers_year", "workers_plan_rate"),
    ("发放劳务报酬（万元）", "planned_remuneration_fen", "remuneration_year_fen", "remuneration_plan_rate"),
)
QUARTERLY = {
    "span_invested_new_fen": GridColumn("新增完成\n投资", 19, group="本季度"),
    "span_roll_net_fen": GridColumn("发放表\n实发", 17, group="本季度"),
    "owed_times": GridColumn("应报\n项次", 12, group="本季度"),
    "on_time_rate": GridColumn("按时率", 14, group="本季度"),
    "invested_fen": GridColumn("累计完成\n投资", 20, group="截至季末"),
    "completion_rate": GridColumn("完成率", 14, group="截至季末"),
    "workers_year": GridColumn("累计\n吸纳", 13, group="截至季末"),
    "heads_year_distinct": GridColumn("发放表\n去重人数", 20, group="截至季末"),
}


def goals(book: FigureBook) -> list[Block]:
    """The goals of the year's list against what was done, in words and as a table."""
    total = book.total
    told = say(
        "年度清单共{projects}项目，年度计划投资{plan_fen}；截至期末累计完成投资{invested_fen}，"
        "投资完成率{completion_rate}，{lead_words}{lead}。",
        total,
        lead_words=before_lead(total, f"与序时进度{total.value('lead').pace_text}相比"),
    )
    return [Line(told), _goal_table(total)]


def _goal_table(total: Scope) -> Grid:
    return Grid(
        columns=(
            GridColumn("目标", 60, "left"),
            GridColumn("年度目标", 30),
            GridColumn("已完成", 30),
            GridColumn("完成率", 24),
        ),
        rows=tuple((name, *(cell(total, key) for key in keys)) for name, *keys in GOALS),
        caption="年度目标完成情况",
        note="注：年度目标为年度清单所列数之和；完成率以年度目标为基数，没有目标的写“—”。",
    )


def quarters(book: SpanBook) -> list[Block]:
    """The quarters of a half or a year side by side; a quarter without figures is not there."""
    if not book.quarters:
        return []
    return [
        Line(_by_quarter(book)),
        Grid(
            columns=(GridColumn("季度", 22, "left"), *QUARTERLY.values()),
            rows=tuple((_quarter(one), *(cell(one.total, key) for key in QUARTERLY)) for one in book.quarters),
            caption="各季度进展情况",
            unit="万元、项次、人",
            note="注：截至季末各数为本年累计，不能相加；去重人数为本年发放表中同一身份证号只计一次。",
        ),
    ]


def _by_quarter(book: SpanBook) -> tuple[Part, ...]:
    parts: list[Part] = []
    for one in book.quarters:
        end = "。" if one is book.quarters[-1] else "；"
        new, rate = figured(one.total, "span_invested_new_fen"), figured(one.total, "completion_rate")
        parts += [f"{_quarter(one)}新增完成投资", new, "，季末投资完成率", rate, end]
    return tuple(parts)


def _quarter(book: FigureBook) -> str:
    return f"第{'一二三四'[book.month // 3 - 1]}季度"
