"""新情况新问题和重大事项: one settled, one open, one that crossed departments, went up in time and was answered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from assignments.issues.actions import answer_issue, assign_issue, close_issue, give_opinion
from assignments.issues.raising import raise_issue
from assignments.matters.actions import press, record_answer
from assignments.matters.drafting import draft_matter, prefilled
from assignments.matters.issuing import issue_matter
from assignments.matters.signing import sign_matter
from assignments.models import Issue, IssueKind, MajorMatter, MatterAct, MatterKind, Urgency
from yidaizhen.demo.stages import ROAD
from yidaizhen.demo.telling import Chapter, november, once, project, the, unit

FIRST = "产业道路两户临时用地协议没有签订"
STANDING = "冬季用工和春耕错不开，下月报名人数不足"
SETTLED = "培训合格证发放慢，影响上岗"


def issues() -> Iterator[str]:
    told = Issue.objects.filter(title=FIRST).exists()
    yield from once("新情况新问题和重大事项", told=told, act=_issues)


def _issues() -> str:
    _settled()
    matter = _gone_up()
    _standing()
    return f"问题3件：1件办结，1件办理中，1件跨部门、逾期，已上报区政府（{matter.paper}）并有批示。"


def _raise(title: str, at: datetime, **said: Any) -> Issue:
    values = {"title": title, "urgency": Urgency.NORMAL, "project": None, **said}
    return raise_issue(unit=unit("建胜镇"), values=values, by=the("wang"), at=at)


def _settled() -> None:
    issue = _raise(
        SETTLED, november(3), kind=IssueKind.LABOR, situation="10月培训的24人还没有领到合格证，项目单位不让上岗。",
        demand="请农业农村部门协调培训机构尽快发证。",
    )  # fmt: skip
    lead = unit("区农业农村委")
    issue = assign_issue(issue=issue, lead=lead, due_on=date(2026, 11, 17), by=the("lin"), at=november(3, 15))
    said = "已与培训机构核对，24人合格证11月9日全部发到本人，项目单位已安排上岗。"
    issue = answer_issue(issue=issue, result=said, by=the("chen"), at=november(10))
    close_issue(issue=issue, reason="情况属实，同意办结。", by=the("lin"), at=november(10, 16))


def _gone_up() -> MajorMatter:
    """Crosses two departments, lies past its day, goes up, is answered."""
    issue = _raise(
        FIRST, november(4), kind=IssueKind.PROCEDURE, urgency=Urgency.URGENT, project=project(ROAD),
        situation="产业道路K1+200至K1+450段涉及两户临时用地，协议没有签订，施工队11月2日起停工，18名务工人员待岗。",
        demand="请规划自然资源、农业农村部门到现场指导，依法办理临时用地手续。",
    )  # fmt: skip
    issue = assign_issue(
        issue=issue, lead=unit("区规划自然资源局"), supports=[unit("区农业农村委"), unit("建胜镇")],
        due_on=date(2026, 11, 11), by=the("lin"), at=november(4, 15),
    )  # fmt: skip
    said = "涉及的是一般耕地，同意按临时用地办理，复垦方案由业主单位补充。"
    give_opinion(issue=issue, unit=unit("区农业农村委"), text=said, by=the("chen"), at=november(6))
    said = "两户中一户同意，另一户对补偿标准有异议，镇里正在做工作。"
    give_opinion(issue=issue, unit=unit("建胜镇"), text=said, by=the("wang"), at=november(9))
    return _reported(Issue.objects.get(pk=issue.pk))


def _reported(issue: Issue) -> MajorMatter:
    known = november(12, 9)
    said = {
        "title": "建胜镇产业道路因临时用地停工", "kind": MatterKind.COORDINATION,
        "situation": (
            "建胜镇产业道路硬化工程K1+200至K1+450段涉及两户临时用地，协议没有签订，施工队11月2日起停工，"
            "18名务工人员待岗。交办期限11月11日已过，问题没有解决。"
        ),
        "next_steps": "11月底前完成两户协议签订和临时用地审批，12月上旬复工，优先安排待岗人员返岗。",
    }  # fmt: skip
    values = {**prefilled(issue, at=known), **said}
    values.pop("known_at")
    matter = draft_matter(values=values, known_at=known, issue=issue, by=the("he"), at=november(12, 10))
    matter = press(matter=matter, act=MatterAct.SEND, by=the("he"), at=november(12, 11))
    matter = press(matter=matter, act=MatterAct.CHECK, by=the("lin"), at=november(12, 14))
    matter = sign_matter(matter=matter, by=the("leader"), at=november(12, 15))
    matter = issue_matter(matter=matter, by=the("lin"), at=november(12, 16))
    words = "请规划自然资源局牵头，月底前依法解决，待岗群众工资不能断。"
    given: dict[str, Any] = {"answer": words, "answered_by": "区政府（演示）", "answered_on": date(2026, 11, 13)}
    return record_answer(matter=matter, **given, by=the("he"), at=november(13, 15))


def _standing() -> None:
    issue = _raise(
        STANDING, november(19), kind=IssueKind.LABOR, situation="12月产业道路和高标准农田同时用工，报名群众只够七成。",
        demand="请人力社保部门从邻近镇街组织推荐。",
    )  # fmt: skip
    lead = unit("区人力社保局")
    assign_issue(
        issue=issue, lead=lead, supports=[unit("八桥镇")], due_on=date(2026, 12, 3), by=the("lin"), at=november(20)
    )


CHAPTERS = [Chapter("新情况新问题和重大事项", issues)]
