"""任务分工: a year's tasks of five clauses, one overdue, one sent back, one measured and accepted; and one mandate."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from assignments.assigning.actions import draft_assignment, issue_all, issue_assignment
from assignments.assigning.breakdown import break_down
from assignments.mandates.actions import register_mandate
from assignments.models import Assignment, AssignmentReport, Cadence, Duty, Mandate
from assignments.reports.actions import accept_report, file_report, return_report
from yidaizhen.demo.papers import paper
from yidaizhen.demo.telling import november, once, the, unit

YEAR = 2026
BROKEN_DOWN = (15, 18, 20, 21, 26)  # duties by their number in the notice's order
DOCUMENT = "大渡口府办〔2026〕演示12号"


def tasks() -> Iterator[str]:
    yield from once("任务分工", told=Assignment.objects.filter(year=YEAR).exists(), act=_tasks)
    yield from once("交办事项", told=Mandate.objects.filter(document=DOCUMENT).exists(), act=_mandate)


def _tasks() -> str:
    for number in BROKEN_DOWN:
        break_down(year=YEAR, duty=_duty(number), by=the("he"), at=november(3, 9))
    made = issue_all(year=YEAR, by=the("lin"), at=november(3, 15))
    _overdue()
    _measured()
    _sent_back()
    beside = "另加3项：1项逾期、1项退回补充、1项达到量化目标"
    return f"{YEAR}年按{len(BROKEN_DOWN)}项条款分解并下达任务{len(made)}项，{beside}。"


def _duty(number: int) -> Duty:
    return Duty.objects.get(number=number)


def _task(number: int, lead: str, title: str, due_on: date, **told: Any) -> Assignment:
    draft = draft_assignment(
        origin=_duty(number), lead=unit(lead), title=title, due_on=due_on, by=the("he"), at=november(4, 9), **told
    )
    return issue_assignment(assignment=draft, by=the("lin"), at=november(4, 15))


def _report(task: Assignment) -> AssignmentReport:
    return task.reports.select_related("assignment__lead").order_by("due_on")[0]


def _overdue() -> None:
    _task(
        14, "区农业农村委", "核对在建项目批复文件是否写明吸纳当地群众务工的要求", date(2026, 11, 18),
        demand="逐个项目核对批复原文，没有写明的列出补救办法。",
    )  # fmt: skip


def _measured() -> None:
    """Filed with the figure of the last close, accepted by somebody else."""
    task = _task(
        15, "区农业农村委", "农业农村和水利领域年度投资完成率达到序时进度", date(2026, 11, 20),
        measure="completion_rate", target=7_500,
    )  # fmt: skip
    said = "两个在建项目按月调度，10月定稿后逐个核对投资完成情况。"
    filed = file_report(report=_report(task), text=said, by=the("chen"), at=november(10, 10))
    accept_report(report=filed, by=the("lin"), at=november(11, 9))


def _sent_back() -> None:
    task = _task(
        26, "建胜镇", "第四季度以工代赈政策宣讲不少于两场", date(2026, 12, 15),
        demand="每场留存签到和照片，宣讲内容含报酬发放和维权渠道。", supports=[unit("区人力社保局")],
    )  # fmt: skip
    said = "已在百佳园村开展宣讲一场，到场43人。"
    filed = file_report(report=_report(task), text=said, by=the("wang"), at=november(16, 10))
    reason = "要求不少于两场，请补充第二场的安排和签到。"
    return_report(report=filed, reason=reason, by=the("he"), at=november(17, 9))


def _mandate() -> str:
    at: datetime = november(12, 9)
    made = register_mandate(
        values={
            "issuer": "区政府办公室",
            "document": DOCUMENT,
            "title": "摸清冬季返乡人员务工意愿，提前安排岗位",
            "demand": "各镇街12月10日前报送返乡人数和务工意愿，办公室汇总后报区政府。",
            "received_on": date(2026, 11, 11),
            "due_on": date(2026, 12, 18),
        },
        files=[_order()],
        by=the("he"),
        at=at,
    )
    for name in ("建胜镇", "八桥镇"):
        draft = draft_assignment(
            origin=made, lead=unit(name), title=made.title, demand=made.demand, cadence=Cadence.ONCE,
            due_on=date(2026, 12, 10), by=the("he"), at=at,
        )  # fmt: skip
        issue_assignment(assignment=draft, by=the("lin"), at=november(12, 15))
    return "登记区政府办公室交办事项1件，分给建胜镇、八桥镇。"


def _order() -> Any:
    says = "请专项工作领导小组办公室牵头，摸清冬季返乡人员务工意愿。"
    return paper("交办通知", title="关于做好冬季返乡人员务工安排的通知", number="", dated=date(2026, 11, 10), says=says)
