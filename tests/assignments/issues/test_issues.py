"""新情况新问题: who may do what in which state, numbers, 应上报 marked once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from assignments.issues.actions import (
    answer_issue,
    assign_issue,
    close_issue,
    give_opinion,
    press,
    reassign_issue,
    reopen_issue,
)
from assignments.issues.marking import look_at_issues, mark
from assignments.issues.project_card import issue_annex
from assignments.issues.raising import amend_issue, raise_issue
from assignments.issues.terms import set_terms, terms_on, usual_due
from assignments.models import Ground, Issue, IssueAct, IssueState, Urgency
from projects.models import Project
from tests.assignments.issues.conftest import MONDAY, WRITTEN, Raise, the
from tests.cast import Engage
from units.models import Message, Role, User
from units.moving import StalePaper
from units.refusals import NotAllowed, Refusal, WrongState

FRIDAY = date(2026, 11, 20)


def assigned(issue: Issue, lin: User, **changed: Any) -> Issue:
    given = {"lead": the("区规划自然资源局"), "due_on": FRIDAY, "by": lin, "at": MONDAY, **changed}
    return assign_issue(issue=issue, **given)


def test_issues_are_numbered_within_their_year(raised: Raise) -> None:
    last_year = MONDAY.replace(year=2025)
    assert [raised().number, raised().number, raised(at=last_year).number] == [
        "问题〔2026〕1号", "问题〔2026〕2号", "问题〔2025〕1号",
    ]  # fmt: skip


def test_all_that_is_missing_is_said_at_once(wang: User) -> None:
    empty = {**WRITTEN, "title": " ", "demand": "", "situation": "长" * 2001}
    with pytest.raises(Refusal) as refused:
        raise_issue(unit=the("建胜镇"), values=empty, by=wang, at=MONDAY)
    assert len(refused.value.sentences) == 3
    assert not Issue.objects.exists()


def test_nobody_raises_in_another_units_name(zhao: User) -> None:
    with pytest.raises(NotAllowed):
        raise_issue(unit=the("建胜镇"), values=WRITTEN, by=zhao, at=MONDAY)


def test_a_whole_way(raised: Raise, lin: User, planner: User, wang: User, zhao: User) -> None:
    issue = raised()
    assert Message.objects.filter(to=lin, key=f"issue-{issue.pk}-raise-1").exists()
    issue = press(issue=issue, act=IssueAct.HAND_BACK, by=lin, at=MONDAY, reason="请写明户数")
    issue = amend_issue(issue=issue, values={**WRITTEN, "title": "两户占地手续没有办妥"}, by=wang, at=MONDAY)
    assert issue.steps.last().changes == {"title": ["占地手续没有办妥", "两户占地手续没有办妥"]}
    issue = assigned(issue, lin)
    assert Issue.objects.visible_to(planner).get() == issue
    assert not Issue.objects.visible_to(zhao).exists()
    give_opinion(issue=issue, unit=the("建胜镇"), text="村里已经开会。", by=wang, at=MONDAY)
    with pytest.raises(NotAllowed):
        answer_issue(issue=issue, result="办妥", by=wang, at=MONDAY)
    issue = answer_issue(issue=issue, result="已签协议。", by=planner, at=MONDAY)
    issue = press(issue=issue, act=IssueAct.REJECT, by=lin, at=MONDAY, reason="只签了一户")
    issue = answer_issue(issue=issue, result="两户都已签。", by=planner, at=MONDAY)
    issue = close_issue(issue=issue, by=lin, at=MONDAY)
    assert (issue.state, issue.closed_by, issue.marked_at) == (IssueState.CLOSED, lin, None)
    issue = reopen_issue(issue=issue, due_on=FRIDAY, reason="一户反悔", by=lin, at=MONDAY)
    assert (issue.state, issue.closed_at, issue.result) == (IssueState.ASSIGNED, None, "两户都已签。")


def test_who_answered_does_not_close(raised: Raise, lin: User, engage: Engage) -> None:
    both = engage("both", Role.OFFICE_ADMIN, "区发展改革委")
    issue = assigned(raised(), lin, lead=the("区规划自然资源局"))
    Issue.objects.filter(pk=issue.pk).update(state=IssueState.ANSWERED)
    issue.steps.create(act=IssueAct.ANSWER, state=IssueState.ANSWERED, at=MONDAY, by=both)
    issue.refresh_from_db()
    with pytest.raises(NotAllowed, match="办理过"):
        close_issue(issue=issue, by=both, at=MONDAY)


def test_a_raiser_withdraws_only_before_the_assignment(raised: Raise, lin: User, wang: User) -> None:
    kept = assigned(raised(), lin)
    with pytest.raises(WrongState):
        press(issue=kept, act=IssueAct.WITHDRAW, by=wang, at=MONDAY, reason="不用了")
    gone = raised()
    with pytest.raises(Refusal, match="请写明原因"):
        press(issue=gone, act=IssueAct.WITHDRAW, by=wang, at=MONDAY)
    assert press(issue=gone, act=IssueAct.WITHDRAW, by=wang, at=MONDAY, reason="不用了").state == IssueState.WITHDRAWN


def test_a_button_that_no_page_has_is_refused(raised: Raise, lin: User) -> None:
    with pytest.raises(Refusal, match="没有这个办理事项"):
        press(issue=raised(), act=IssueAct.CLOSE, by=lin, at=MONDAY, reason="x")


def test_what_an_assignment_cannot_be_is_said_at_once(raised: Raise, lin: User) -> None:
    lead = the("区规划自然资源局")
    with pytest.raises(Refusal) as refused:
        assigned(raised(), lin, supports=[lead], due_on=FRIDAY - timedelta(days=9))
    assert len(refused.value.sentences) == 2


def test_a_reassignment_changes_something_and_says_why(raised: Raise, lin: User) -> None:
    issue = assigned(raised(), lin)
    given: dict[str, Any] = {"issue": issue, "lead": issue.lead, "by": lin, "at": MONDAY}
    with pytest.raises(Refusal, match="没有改动"):
        reassign_issue(**given, due_on=FRIDAY, reason="再想想")
    with pytest.raises(Refusal, match="请写明原因"):
        reassign_issue(**given, due_on=FRIDAY + timedelta(days=3), reason="")
    late = reassign_issue(**given, due_on=FRIDAY + timedelta(days=3), reason="需要现场测量")
    assert late.steps.last().changes["办理期限"] == ["2026-11-20", "2026-11-23"]


def test_what_somebody_else_moved_is_not_moved_blindly(raised: Raise, lin: User) -> None:
    issue = raised()
    assigned(issue, lin, version=issue.version)
    with pytest.raises(WrongState):
        assigned(issue, lin, version=issue.version)
    again = assigned(raised(), lin)
    with pytest.raises(StalePaper):
        reassign_issue(
            issue=again, lead=the("区财政局"), due_on=FRIDAY, reason="改派", by=lin,
            at=MONDAY, version=again.version - 1,
        )  # fmt: skip


def test_what_crosses_departments_is_marked_at_once(raised: Raise, lin: User) -> None:
    issue = assigned(raised(), lin, supports=[the("区财政局")])
    assert issue.ground == Ground.CROSSES
    assert mark(issue=issue, ground=Ground.OVERDUE, at=MONDAY).ground == Ground.CROSSES
    assert Message.objects.filter(key=f"issue-{issue.pk}-mark", to=lin).count() == 1


def test_one_department_and_a_township_do_not_cross(raised: Raise, lin: User) -> None:
    assert assigned(raised(), lin, supports=[the("八桥镇")]).marked_at is None


def test_a_turn_marks_what_is_past_its_day_once(raised: Raise, lin: User) -> None:
    issue, fresh = assigned(raised(), lin), assigned(raised(), lin, due_on=FRIDAY + timedelta(days=9))
    assert look_at_issues(at=MONDAY + timedelta(days=4)) == []
    assert look_at_issues(at=MONDAY + timedelta(days=5)) == [issue]
    assert look_at_issues(at=MONDAY + timedelta(days=5)) == []
    issue.refresh_from_db()
    fresh.refresh_from_db()
    assert (issue.ground, fresh.ground) == (Ground.OVERDUE, "")
    assert Message.objects.filter(key=f"issue-{issue.pk}-mark").count() == 1


def test_what_should_have_gone_up_is_not_closed_without_a_word(raised: Raise, lin: User, planner: User) -> None:
    issue = assigned(raised(), lin, supports=[the("区财政局")])
    issue = answer_issue(issue=issue, result="已签。", by=planner, at=MONDAY)
    with pytest.raises(Refusal, match="不上报的理由"):
        close_issue(issue=issue, by=lin, at=MONDAY)
    assert close_issue(issue=issue, by=lin, at=MONDAY, reason="两部门当场商定").state == IssueState.CLOSED


def test_the_day_follows_the_urgency_and_the_terms_of_its_day(lin: User, wang: User) -> None:
    assert usual_due(Urgency.CRITICAL, MONDAY.date()) == date(2026, 11, 18)
    values = {
        "normal_days": 8, "urgent_days": 4, "critical_days": 1,
        "normal_hours": 48, "urgent_hours": 12, "critical_hours": 2,
    }  # fmt: skip
    with pytest.raises(NotAllowed):
        set_terms(starts_on=FRIDAY, values=values, by=wang, at=MONDAY)
    set_terms(starts_on=FRIDAY, values=values, by=lin, at=MONDAY)
    assert (terms_on(FRIDAY - timedelta(days=1)).normal_days, terms_on(FRIDAY).normal_days) == (10, 8)
    wrong = {**values, "urgent_days": 9, "normal_hours": 999}
    with pytest.raises(Refusal) as refused:
        set_terms(starts_on=MONDAY.date() - timedelta(days=1), values=wrong, by=lin, at=MONDAY)
    assert len(refused.value.sentences) == 3
    with pytest.raises(Refusal, match="没有改动"):
        set_terms(starts_on=FRIDAY, values=values, by=lin, at=MONDAY)
    set_terms(starts_on=FRIDAY, values={**values, "normal_days": 7}, by=lin, at=MONDAY)
    assert terms_on(FRIDAY).normal_days == 7


def test_a_project_one_does_not_see_cannot_be_named(wang: User) -> None:
    hidden = Project(pk=987654, name="别处的项目")
    with pytest.raises(Refusal, match="不在您单位的管理范围"):
        raise_issue(unit=the("建胜镇"), values={**WRITTEN, "project": hidden}, by=wang, at=MONDAY)


def test_a_projects_page_counts_what_is_open_on_it(raised: Raise, lin: User, wang: User, leader: User) -> None:
    project = Project(pk=987654, name="别处的项目")
    raised()
    told = issue_annex(project, wang, MONDAY)
    assert [(one.label, one.value, one.url) for one in told.figures][:2] == [
        ("未办结问题", "0", ""), ("提出过的问题", "0", ""),
    ]  # fmt: skip
    assert told.figures[2].url == "/issues/new/?project=987654"
    assert len(issue_annex(project, leader, MONDAY).figures) == 2
