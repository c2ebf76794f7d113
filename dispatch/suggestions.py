"""Suggested wording of 存在的问题 and 下步工作, from the figures alone; people rewrite it before the issue.

The report goes upward, to the district government: it says what the office will urge (督促…), and asks nobody (请…).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dispatch.aggregates import LAG_POINTS
from dispatch.figures import FigureBook
from dispatch.models import PeriodFigure
from dispatch.notes import names_of, reason_of
from documents.formats import percent

NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True)
class Finding:
    """One problem: its title, what the figures show, and what is to be done."""

    title: str
    shown: str
    remedy_title: str
    remedy: str


def suggest(book: FigureBook) -> tuple[str, str]:
    """Return (存在的问题, 下步工作), one numbered paragraph a line."""
    findings = [finding for look in LOOKS if (finding := look(book)) is not None]
    problems = [(finding.title, finding.shown) for finding in findings]
    remedies = [(finding.remedy_title, finding.remedy) for finding in findings]
    nothing = "从本月数字看，未发现进度滞后、应报未报、应开工未开工和报酬占比不足等问题。"
    return _numbered(problems) or nothing, _numbered([*remedies, STANDING])


STANDING = (
    "做好下月调度",
    "督促各行业主管部门按时报送下月进展，由本单位审核人审核后报办公室；劳务报酬按月足额发放并报发放表。",
)


def _numbered(items: list[tuple[str, str]]) -> str:
    return "\n".join(f"（{NUMERALS[index]}）{title}。{text}" for index, (title, text) in enumerate(items))


def _lagging(book: FigureBook) -> Finding | None:
    behind = book.lagging()
    if not behind:
        return None
    worst = "、".join(
        f"{scope.name}（{scope.value('completion_rate').text}，{scope.value('lead').text}）" for scope in behind[:5]
    )
    units = "、".join(dict.fromkeys(scope.rows[0].unit_name for scope in behind))
    return Finding(
        "部分项目投资进度滞后",
        f"投资完成率低于序时进度{LAG_POINTS}个百分点及以上的项目有{len(behind)}个，差距较大的有{worst}。",
        "加快滞后项目建设",
        f"督促{units}对照附件2逐项分析原因，明确赶工措施和完成时限，于下月报送时一并说明。",
    )


def _unfiled(book: FigureBook) -> Finding | None:
    missing = book.unfiled()
    if not missing:
        return None
    units = "、".join(dict.fromkeys(row.unit_name for row in missing))
    return Finding(
        "部分项目未报送进展",
        f"{names_of(row.project_name for row in missing)}本月未报送或报送未通过审核，涉及{units}。",
        "补齐应报未报数据",
        f"督促{units}尽快补报，确无进展的按零报告报送。",
    )


def _not_started(book: FigureBook) -> Finding | None:
    waiting = book.not_started()
    if not waiting:
        return None
    said = "；".join(f"{row.project_name}（{reason_of(row)}）" for row in waiting[:5])
    return Finding(
        "部分项目应开工未开工",
        f"按年度清单开工时间应开工而未开工的项目有{len(waiting)}个：{said}。",
        "推动应开工项目尽快开工",
        "督促有关行业主管部门会同业主单位倒排前期工作，逐项明确开工日期。",
    )


def _no_rows(book: FigureBook) -> Finding | None:
    without = [row for row in book.rows if row.remuneration_year_fen and not row.roll_count]
    if not without:
        return None
    total = book.total
    return Finding(
        "劳务报酬数据缺少发放表支撑",
        f"本年累计已发放劳动报酬{total.value('remuneration_year_fen').said}中，"
        f"有发放表明细的占{total.value('backed_pay_share').text}，其余为汇总填报；"
        f"{len(without)}个填报了劳动报酬的项目本月没有发放表。",
        "补齐发放表",
        "督促各业主单位、施工单位按月编制实名发放表，由行业主管部门汇总报办公室，做到报酬数据可追溯到人。",
    )


def _disagreeing(book: FigureBook) -> Finding | None:
    differing = [row.project_name for row in book.rows if _disagrees(row)]
    if not differing:
        return None
    return Finding(
        "填报数与发放表不一致",
        f"{names_of(differing)}填报的累计数小于发放表数，具体差异见数据说明。",
        "核实填报数据",
        "督促有关行业主管部门对照发放表核实累计吸纳就业人数和已发放劳动报酬，于下月报送时更正并说明。",
    )


def _disagrees(row: PeriodFigure) -> bool:
    fewer = row.workers_year is not None and row.workers_year < row.roll_heads_year
    less = row.remuneration_year_fen is not None and row.remuneration_year_fen < row.roll_paid_year_fen
    return fewer or less


def below_floor(book: FigureBook) -> list[PeriodFigure]:
    """Projects whose stated remuneration does not reach the floor of R3 (渝发改规范〔2023〕10号, 〔2021〕2号)."""
    return [
        row
        for row in book.rows
        if row.floor_base_fen
        and row.floor_share is not None
        and row.relief_remuneration_fen is not None
        and row.relief_remuneration_fen * 100 < row.floor_base_fen * row.floor_share
    ]


def _below_floor(book: FigureBook) -> Finding | None:
    below = below_floor(book)
    if not below:
        return None
    said = "；".join(
        f"{row.project_name}劳务报酬占{row.floor_base_name}的"
        f"{percent(row.relief_remuneration_fen, row.floor_base_fen)}，下限为{row.floor_share}%"
        for row in below[:5]
    )
    return Finding(
        "部分项目劳务报酬占比尚未达到下限",
        f"{said}。",
        "提高劳务报酬发放比例",
        "会同有关行业主管部门督促业主单位落实以工代赈专门条款，在剩余工程量中优先使用当地劳动力，确保完工时达到报酬下限。",
    )


LOOKS: list[Callable[[FigureBook], Finding | None]] = [
    _lagging, _not_started, _unfiled, _below_floor, _disagreeing, _no_rows,
]  # fmt: skip
