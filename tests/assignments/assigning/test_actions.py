"""任务: drafted, issued, put off, closed and taken up again; who may, what is refused, and what follows."""

from datetime import date
from typing import Any

import pytest

from assignments.assigning import actions
from assignments.assigning.actions import CLOSED_WITH
from assignments.assigning.breakdown import break_down, proposals
from assignments.assigning.rules import set_rule
from assignments.mandates.actions import register_mandate
from assignments.models import Assignment, AssignmentReport, AssignmentState, Cadence, ReportAct, ReportState
from assignments.reports.actions import accept_report, file_report
from tests.assignments.assigning.conftest import Give, duty, first, moment, unit
from units.models import AuditEntry, Message, User
from units.moving import StalePaper
from units.refusals import NotAllowed, Refusal, WrongState

pytestmark = pytest.mark.usefixtures("reference")


def plan(task: Assignment) -> list[tuple[str, str]]:
    return [(one.label, f"{one.due_on:%m-%d}") for one in task.reports.order_by("due_on")]


def test_a_year_is_broken_down_whole_and_once(he: User) -> None:
    made = break_down(year=2026, by=he, at=moment(1, 5))
    assert len(made) == sum(len(one.leads.all()) for one in type(duty(1)).objects.all()) == 83
    assert [one.serial for one in made] == list(range(1, 84))
    assert {unit.name for unit in Assignment.objects.get(duty__number=16).supports.all()} == {"区农业农村委"}
    assert AuditEntry.objects.get(act="按条款分解任务").rows == 83
    assert Assignment.objects.filter(steps__act="draft").count() == 83
    assert not Message.objects.exists()
    with pytest.raises(Refusal, match="没有缺的"):
        break_down(year=2026, by=he, at=moment(1, 5))
    assert Assignment.objects.count() == 83


def test_the_next_year_is_proposed_from_the_last(he: User, trained: None, give: Give) -> None:
    give(
        demand="每季两场", cadence=Cadence.MONTHLY, measure="rate", target=9_000, supports=[unit("区人力社保局")]
    )  # fmt: skip
    made = break_down(year=2027, duty=duty(26), by=he, at=moment(12, 30))
    town = next(one for one in made if one.lead.name == "建胜镇")
    other = next(one for one in made if one.lead.name == "八桥镇")
    assert (town.demand, town.cadence, town.target, town.due_on) == ("每季两场", "monthly", 9_000, date(2027, 12, 15))
    assert [one.name for one in town.supports.all()] == ["区人力社保局"]
    assert (other.cadence, other.due_on, other.measure) == (Cadence.QUARTERLY, date(2027, 12, 31), "")
    assert all(one.there for one in proposals(2027, duty=duty(26)))


@pytest.mark.parametrize("year", [2025, 2028])
def test_only_this_year_and_the_next_are_broken_down(year: int, he: User) -> None:
    with pytest.raises(Refusal, match="不能分解"):
        break_down(year=year, by=he, at=moment(1, 5))


def test_two_who_draft_at_once_take_two_numbers(lin: User, give: Give, monkeypatch: pytest.MonkeyPatch) -> None:
    give(issue=False)
    real = Assignment.objects.filter
    looks = iter([{"last": None}])

    class Blind:
        """The first look still sees an empty year, as a second clerk would a moment before."""

        def __init__(self, **said: Any) -> None:
            self.found = real(**said)

        def __getattr__(self, name: str) -> Any:
            return getattr(self.found, name)

        def aggregate(self, **said: Any) -> Any:
            return next(looks, None) or self.found.aggregate(**said)

    monkeypatch.setattr("assignments.assigning.numbering.Assignment.objects.filter", lambda **said: Blind(**said))
    assert give(issue=False).serial == 2


@pytest.mark.parametrize(
    ("cadence", "asked"),
    [
        (Cadence.ONCE, [("2026", "11-30")]),  # 28 November is a Saturday
        (Cadence.STANDING, [("2026", "11-30")]),
        (Cadence.MONTHLY, [("2026-08", "09-07"), ("2026-09", "10-08"), ("2026-10", "11-05"), ("2026-11", "12-07")]),
        (Cadence.QUARTERLY, [("2026-Q3", "10-10"), ("2026-Q4", "01-11")]),
    ],
)
def test_reports_are_planned_by_cadence_on_working_days(
    cadence: Cadence, asked: list[tuple[str, str]], give: Give
) -> None:
    task = give(at=moment(9, 1), cadence=cadence, starts_on=date(2026, 1, 1), due_on=date(2026, 11, 28))
    assert plan(task) == asked


def test_the_units_are_told_once_of_all_that_is_issued_together(
    lin: User, wang: User, zhao: User, chen_filer: User, give: Give
) -> None:
    for number in range(3):
        give(issue=False, title=f"第{number}项", supports=[unit("区农业农村委")])
    made = actions.issue_all(year=2026, by=lin, at=moment(11, 4))
    assert [one.state for one in made] == [AssignmentState.ISSUED] * 3
    assert Message.objects.get(to=wang).title == Message.objects.get(to=chen_filer).title == "下达2026年任务3项"
    assert not Message.objects.filter(to=zhao).exists()
    with pytest.raises(Refusal, match="没有拟订待下达"):
        actions.issue_all(year=2026, by=lin, at=moment(11, 4))


def test_all_drafts_are_issued_or_none(he: User, lin: User, give: Give, monkeypatch: pytest.MonkeyPatch) -> None:
    mine, theirs = give(issue=False), give(issue=False)
    with pytest.raises(NotAllowed, match="办公室管理员"):
        actions.issue_all(year=2026, by=he, at=moment(11, 4))
    actions.issue_assignment(assignment=theirs, by=lin, at=moment(11, 4))
    monkeypatch.setattr(actions, "_drafts", lambda year: [mine, theirs])  # as read a moment before
    with pytest.raises(StalePaper, match="都没有下达"):
        actions.issue_all(year=2026, by=lin, at=moment(11, 4))
    mine.refresh_from_db()
    assert mine.state == AssignmentState.DRAFT


def test_the_clerk_drafts_and_the_director_issues(he: User, wang: User, give: Give) -> None:
    draft = give(issue=False)
    with pytest.raises(NotAllowed, match="办公室管理员"):
        actions.issue_assignment(assignment=draft, by=he, at=moment(11, 3))
    with pytest.raises(NotAllowed, match="办公室拟订"):
        actions.draft_assignment(
            origin=duty(26), lead=unit("建胜镇"), title="x", due_on=date(2026, 12, 1), by=wang, at=moment(11, 3)
        )
    edited = actions.edit_assignment(
        assignment=draft, values={"title": "改过"}, supports=[unit("八桥镇")], by=he, at=moment(11, 3)
    )
    assert edited.title == "改过"
    assert edited.steps.get(act="edit").changes["title"] == ["开展政策宣讲", "改过"]
    with pytest.raises(StalePaper):
        actions.edit_assignment(
            assignment=draft, values={"title": "又改"}, supports=[], version=1, by=he, at=moment(11, 3)
        )


def test_a_draft_is_thrown_away_and_an_issued_task_is_not(he: User, give: Give) -> None:
    draft = give(issue=False)
    actions.delete_draft(assignment=draft, by=he, at=moment(11, 3))
    assert not Assignment.objects.exists()
    assert AuditEntry.objects.filter(act="删除拟订的任务").exists()
    with pytest.raises(WrongState, match="已被删除"):
        actions.delete_draft(assignment=draft, by=he, at=moment(11, 3))
    issued = give()
    with pytest.raises(WrongState, match="不能删除"):
        actions.delete_draft(assignment=issued, by=he, at=moment(11, 3))


def test_all_that_is_wrong_with_a_draft_is_said_at_once(lin: User) -> None:
    with pytest.raises(Refusal) as refused:
        actions.draft_assignment(
            origin=duty(26), lead=unit("建胜镇"), supports=[unit("建胜镇")], title=" ", demand="长" * 501,
            starts_on=date(2026, 12, 2), due_on=date(2026, 12, 1), measure="没有的", by=lin, at=moment(11, 3),
        )  # fmt: skip
    assert len(refused.value.sentences) == 5
    assert not Assignment.objects.exists()


def test_a_task_past_its_day_is_not_issued(give: Give, lin: User) -> None:
    draft = give(issue=False, at=moment(11, 3), due_on=date(2026, 11, 10))
    with pytest.raises(Refusal, match="已过"):
        actions.issue_assignment(assignment=draft, by=lin, at=moment(11, 20))


def test_an_extension_moves_what_is_not_filed(lin: User, wang: User, give: Give) -> None:
    task = give()
    moved = actions.extend_assignment(
        assignment=task, due_on=date(2026, 12, 26), reason="等第二场", by=lin, at=moment(11, 24)
    )
    assert plan(moved) == [("2026", "12-28")]  # 26 December is a Saturday
    assert "2026-12-26" in Message.objects.filter(to=wang).order_by("-pk")[0].title
    with pytest.raises(Refusal) as refused:
        actions.extend_assignment(assignment=moved, due_on=date(2026, 11, 2), reason="", by=lin, at=moment(11, 24))
    assert len(refused.value.sentences) == 2
    with pytest.raises(Refusal, match="原因"):
        actions.extend_assignment(assignment=moved, due_on=date(2027, 1, 4), reason=" ", by=lin, at=moment(11, 24))


def test_a_shorter_term_drops_the_reports_beyond_it(lin: User, give: Give) -> None:
    task = give(cadence=Cadence.MONTHLY, due_on=date(2026, 12, 31))
    assert [label for label, _ in plan(task)] == ["2026-11", "2026-12"]
    actions.extend_assignment(assignment=task, due_on=date(2026, 11, 30), reason="提前办结", by=lin, at=moment(11, 24))
    assert [label for label, _ in plan(task)] == ["2026-11"]


def test_a_task_is_closed_when_its_reports_are_settled_and_reopens_with_what_is_to_come(
    lin: User, wang: User, give: Give
) -> None:
    task = give(cadence=Cadence.MONTHLY, due_on=date(2026, 12, 31))
    with pytest.raises(Refusal, match="2026年11月（待报）"):
        actions.close_assignment(assignment=task, by=lin, at=moment(11, 24))
    filed = file_report(report=first(task), text="办了两场", by=wang, at=moment(12, 1))
    with pytest.raises(Refusal, match="已报待认可"):
        actions.close_assignment(assignment=task, by=lin, at=moment(12, 2))
    accept_report(report=filed, by=lin, at=moment(12, 2))
    done = actions.close_assignment(assignment=task, by=lin, at=moment(12, 3))
    later = task.reports.get(label="2026-12")
    assert (done.state, later.state) == (AssignmentState.DONE, ReportState.WAIVED)
    assert later.steps.get(act=ReportAct.WAIVE).reason == CLOSED_WITH
    again = actions.reopen_assignment(assignment=done, reason="还差一场", by=lin, at=moment(12, 4))
    later.refresh_from_db()
    assert (again.state, later.state) == (AssignmentState.ISSUED, ReportState.DUE)


def test_a_cancelled_task_owes_nothing_and_says_why(lin: User, wang: User, give: Give) -> None:
    task = give()
    gone = actions.cancel_assignment(assignment=task, reason="并入另一项", by=lin, at=moment(11, 5))
    assert gone.state == AssignmentState.CANCELLED
    assert not AssignmentReport.objects.owed().exists()
    with pytest.raises(WrongState, match="已撤销"):
        file_report(report=first(task), text="x", by=wang, at=moment(11, 6))


def test_a_task_may_come_of_a_mandate(lin: User, he: User) -> None:
    values = {
        "issuer": "区委办", "document": "批示", "title": "摸清意愿", "demand": "报数",
        "received_on": date(2026, 11, 2), "due_on": date(2026, 12, 1),
    }  # fmt: skip
    mandate = register_mandate(values=values, files=[], by=he, at=moment(11, 3))
    made = actions.draft_assignment(
        origin=mandate, lead=unit("八桥镇"), title="摸清意愿", due_on=date(2026, 11, 30), by=he, at=moment(11, 3)
    )
    assert (made.mandate, made.duty, made.year) == (mandate, None, 2026)


def test_the_days_are_the_offices_own_from_a_day_on(lin: User, wang: User, give: Give) -> None:
    days = {"month_day": 8, "quarter_day": 15, "return_days": 3, "soon_days": 2}
    with pytest.raises(NotAllowed):
        set_rule(starts_on=date(2026, 11, 3), days=days, by=wang, at=moment(11, 3))
    with pytest.raises(Refusal, match="早于今天"):
        set_rule(starts_on=date(2026, 11, 2), days=days, by=lin, at=moment(11, 3))
    set_rule(starts_on=date(2026, 11, 3), days=days, by=lin, at=moment(11, 3))
    assert plan(give(cadence=Cadence.QUARTERLY, due_on=date(2026, 12, 31))) == [("2026-Q4", "01-15")]
