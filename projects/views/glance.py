"""一眼看清: where a project stands, what it lacks, who acts next and how much money has come, in one row of figures."""

from __future__ import annotations

from dataclasses import dataclass

from documents.formats import wan
from projects.models import Condition, ProgressFiling, Project, Stage
from projects.money.sums import MoneyLine
from projects.stages.actions import NextStep
from projects.stages.moves import OFFICE

THE_OFFICE = "领导小组办公室"
WAITING = {
    Condition.PAUSED: (THE_OFFICE, "恢复项目后才能流转"),
    Condition.RECTIFYING: ("整改责任单位", "整改经检查单位核验销号后才能流转"),
    Condition.REMOVED: (THE_OFFICE, "随新一版清单重新列入后才能流转"),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure as the page shows it: value, its unit, a note and the part of the page it is taken from."""

    label: str
    value: str
    unit: str = ""
    note: str = ""
    url: str = ""


def glance(project: Project, step: NextStep, money: MoneyLine, reported: ProgressFiling | None = None) -> list[Figure]:
    """Five figures; money in 万元, from what is recorded one by one.

    `reported` is the newest accepted month: where nothing was recorded one by one, its figure stands in the note.
    """
    who, what = whose_turn(project, step)
    return [
        Figure("现在环节", Stage(project.stage).label, note=_place(project)),
        Figure("下一环节还缺", str(len(step.missing)), "项", step.move.label if step.move else "已归档", "#stages"),
        Figure("等谁办理", who, note=what),
        Figure("已拨付", wan(money.allocated_fen), "万元", _issued(money, reported), "#money"),
        Figure("已支付", wan(money.paid_fen), "万元", f"其中劳务报酬 {wan(money.pay_fen)} 万元", "#money"),
    ]


def whose_turn(project: Project, step: NextStep) -> tuple[str, str]:
    """Who has to act for the project to go on, and what they have to do."""
    if step.move is None:
        return "—", "已归档，只能查看"
    if project.condition != Condition.NORMAL:
        return WAITING[Condition(project.condition)]
    if step.missing and all(lack.place == "list" for lack in step.missing):
        return THE_OFFICE, "列入年度清单"
    if step.missing:
        return project.department.name, "或业主单位补齐所缺内容"
    if step.move.posts == OFFICE:
        return THE_OFFICE, f"可以“{step.move.label}”"
    return project.department.name, f"由审核人“{step.move.label}”"


def _place(project: Project) -> str:
    stages = list(Stage)
    place = f"第{stages.index(Stage(project.stage)) + 1}个环节，共{len(stages)}个"
    return place if project.condition == Condition.NORMAL else f"{place}；{project.get_condition_display()}"


def _issued(money: MoneyLine, reported: ProgressFiling | None) -> str:
    if reported and reported.allocated_fen and not money.allocated_fen:
        return f"没有逐笔登记；{reported.period.label}填报本年累计 {wan(reported.allocated_fen)} 万元"
    if money.issued_fen is None:
        return "下达金额还没有登记"
    return f"下达 {wan(money.issued_fen)} 万元，拨付率 {money.allocation_rate}"
