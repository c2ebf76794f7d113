"""Who hears of an issue's move: whose turn it is, and whose issue it is."""

from __future__ import annotations

from datetime import date, datetime

from django.urls import reverse

from assignments.issues.people import day_of, directors, office, people_of, tell_others
from assignments.models import Issue, IssueAct
from units.models import User
from units.telling import Word

WORDS: dict[IssueAct, tuple[str, str, str]] = {
    IssueAct.RAISE: ("新提出待交办：{}", "请审看，交办或退回补充。", "info"),
    IssueAct.AMEND: ("已补充待交办：{}", "请审看，交办或退回补充。", "info"),
    IssueAct.HAND_BACK: ("退回补充：{}", "请补充后重新提交。", "warn"),
    IssueAct.ASSIGN: ("交办协调：{}", "请牵头单位按期办理，配合单位提出意见。", "info"),
    IssueAct.REASSIGN: ("改派或改期：{}", "请看新的牵头单位和办理期限。", "info"),
    IssueAct.OPINE: ("有新的协调意见：{}", "请阅看。", "info"),
    IssueAct.ANSWER: ("已办待核：{}", "请核定办结或退回重办。", "info"),
    IssueAct.REJECT: ("退回重办：{}", "请继续协调办理。", "warn"),
    IssueAct.CLOSE: ("已办结：{}", "结果已经核定。", "good"),
    IssueAct.REOPEN: ("重新办理：{}", "请继续协调办理。", "warn"),
    IssueAct.WITHDRAW: ("已撤回：{}", "提出单位撤回，不用再办。", "info"),
    IssueAct.ESCALATE: ("已列为重大事项：{}", "正在起草给区政府的报告，问题照常办理。", "warn"),
}


def announce(issue: Issue, act: IssueAct, *, by: User | None, at: datetime, reason: str = "") -> None:
    """Tell the people a move concerns; the key holds the version, so that each move is told once."""
    title, says, tone = WORDS[act]
    word = Word(
        kind="issue",
        key=f"issue-{issue.pk}-{act}-{issue.version}",
        title=title.format(issue)[:120],
        body=f"原因：{reason}。{says}" if reason else says,
        url=reverse("issue_detail", args=[issue.pk]),
        tone=tone,
    )
    tell_others(word, _to(issue, act, day_of(at)), by=by, at=at)


def _to(issue: Issue, act: IssueAct, on: date) -> list[User]:
    if act in (IssueAct.RAISE, IssueAct.AMEND, IssueAct.WITHDRAW):
        return office(on)
    if act == IssueAct.ANSWER:
        return directors(on)
    if act == IssueAct.HAND_BACK:
        return people_of([issue.unit_id], on)
    return people_of([issue.unit_id, issue.lead_id, *(unit.pk for unit in issue.supports.all())], on)
