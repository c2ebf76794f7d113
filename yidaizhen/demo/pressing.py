"""督办: one of last quarter closed and told of in its 通报; then one red and raised a level, one yellow, one green."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from assignments.models import SourceKind, SupervisionNotice
from assignments.supervision.answering import answer_supervision, sign_for, write_answer
from assignments.supervision.checking import close_supervision
from assignments.supervision.escalating import escalate_due
from assignments.supervision.issuing import issue_supervision
from assignments.supervision.raising import edit_supervision, raise_from, raise_supervision
from assignments.supervision.reporting import Quarter, draft_report, issue_report
from projects.models import Rectification
from yidaizhen.demo.telling import moment, november, once, the, unit

SEPTEMBER = moment(date(2026, 9, 7), 9)


def supervisions() -> Iterator[str]:
    yield from once("督办", told=SupervisionNotice.objects.exists(), act=_supervisions)


def _supervisions() -> str:
    _last_quarter()
    _red()
    _yellow()
    _green()
    return "第三季度督办1件已办结，通报已印发；11月督办3件：红灯1件已提级，黄灯1件由逾期整改转来，绿灯1件。"


def _issued(*, at: datetime, **values: Any) -> SupervisionNotice:
    made = raise_supervision(by=the("he"), at=at, **values)
    return issue_supervision(notice=made, by=the("lin"), at=at)


def _last_quarter() -> None:
    notice = _issued(
        unit=unit("区农业农村委"), title="三季度高标准农田项目用工台账补齐",
        basis="9月4日领导小组办公室例会要求", demand="逐项目补齐务工人员进出场台账。\n反馈补齐情况并附台账。",
        due_on=date(2026, 9, 16), at=SEPTEMBER,
    )  # fmt: skip
    notice = sign_for(notice=notice, by=the("xu"), at=moment(date(2026, 9, 7), 15))
    said = "已逐项目补齐务工人员进出场台账，并核对考勤记录，台账留存备查。"
    notice = answer_supervision(notice=notice, answer=said, by=the("xu"), at=moment(date(2026, 9, 15), 10))
    close_supervision(
        notice=notice, verdict="抽看2个项目台账，内容齐全。", by=the("he"), at=moment(date(2026, 9, 17), 10)
    )
    report = draft_report(quarter=Quarter(2026, 3), at=moment(date(2026, 10, 9), 9))
    issue_report(report=report, by=the("lin"), at=moment(date(2026, 10, 12), 15))


def _red() -> None:
    notice = _issued(
        unit=unit("区农业农村委"), title="跳磴镇高标准农田招标文件落实务工要求",
        basis="渝府办发〔2022〕100号和11月6日领导小组办公室例会要求",
        demand="在招标文件中写明吸纳当地群众务工人数、劳务报酬和培训要求。\n反馈修改后的招标文件相关页。",
        due_on=date(2026, 11, 18), at=november(9, 9),
    )  # fmt: skip
    notice = sign_for(notice=notice, by=the("xu"), at=november(9, 16))
    said = "招标文件正在修改，劳务报酬条款还在与招标代理机构核对。"
    write_answer(notice=notice, answer=said, by=the("chen"), at=november(17, 10))
    escalate_due(at=november(19, 9))


def _yellow() -> None:
    """The township's finding left lying past its day; nobody has signed for it yet."""
    late: Rectification = QuerySet(Rectification).get(holds_project=True, responsible=unit("建胜镇"))
    made = raise_from(kind=SourceKind.RECTIFICATION, key=str(late.pk), by=the("he"), at=november(23, 9))
    values = {name: getattr(made, name) for name in ("unit", "title", "basis", "demand")}
    made = edit_supervision(
        notice=made, values=values | {"due_on": date(2026, 11, 26)}, by=the("he"), at=november(23, 9)
    )
    issue_supervision(notice=made, by=the("lin"), at=november(23, 10))


def _green() -> None:
    notice = _issued(
        unit=unit("区住房城乡建设委"), title="老旧小区改造项目年末用工核对",
        basis="2026年度重点工程项目以工代赈工作安排",
        demand="核对在建项目全年务工人数、工日和劳务报酬。\n反馈核对结果和差异原因。",
        due_on=date(2026, 12, 18), at=november(20, 9),
    )  # fmt: skip
    sign_for(notice=notice, by=the("wu"), at=november(20, 14))
