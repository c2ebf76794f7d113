"""应报: settled once and kept; added to and exempted from by the office alone; standing told apart place by place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from projects.expected import add_expected, settle_due, settle_expected, unwaive_filing, waive_filing
from projects.filings import (
    accept,
    file_for_unit,
    return_fields,
    save_filing,
    send_to_review,
    start_filing,
    start_nil,
    submit,
)
from projects.models import Condition, ExpectedFiling, ListEntry, Period, PeriodClosed, ProgressFiling, Project, Stage
from projects.owing import expected_of, left_since, unlisted, who_owes
from projects.owing_rules import set_rule, withdraw_rule
from projects.periods import open_period
from projects.standing import Tally, standing_of
from tests.projects.conftest import MakeProject
from tests.projects.figures import WAN, complete
from tests.projects.samples import AT
from units.models import AuditEntry, Membership, Unit, User
from units.refusals import NotAllowed, Refusal, WrongState

DAY = timedelta(days=1)


def owed(period: Period) -> dict[str, str]:
    """Project → why it owes nothing."""
    return {row.project.name: row.why_not for row in expected_of(period)}


def test_who_owes_is_asked_of_the_live_list_until_it_is_settled_and_then_kept(
    october: Period, make_project: MakeProject
) -> None:
    road = make_project(1)
    make_project(2, stage=Stage.ARCHIVED)
    make_project(3, condition=Condition.PAUSED, condition_reason="汛期", condition_since=date(2026, 10, 20))
    make_project(4, department=Unit.objects.get(name="建胜镇"))
    Membership.objects.filter(unit__name="建胜镇").update(ends_on=date(2026, 9, 30))
    before = owed(october)
    assert before == {
        "道路硬化工程01": "",
        "道路硬化工程02": "项目处于归档阶段，按应报规则不列入",
        "道路硬化工程03": "项目自2026年10月20日起暂停：汛期",
        "道路硬化工程04": "建胜镇10月末没有在任的成员席位",
    }
    assert who_owes(october) == {road.pk}
    assert settle_expected(period=october, at=AT) == 4
    Project.objects.update(stage=Stage.ARCHIVED)
    Membership.objects.all().update(ends_on=date(2026, 9, 30))
    assert owed(october) == before
    assert who_owes(october) == {road.pk}


def test_a_pause_that_began_after_the_month_leaves_it_owed(october: Period, make_project: MakeProject) -> None:
    make_project(1, condition=Condition.PAUSED, condition_reason="停工", condition_since=date(2026, 11, 2))
    assert owed(october) == {"道路硬化工程01": ""}


def test_settling_twice_is_settling_once_and_an_empty_list_is_not_settled(
    october: Period, make_project: MakeProject, lin: User
) -> None:
    assert settle_expected(period=october, at=AT) == 0
    october.refresh_from_db()
    assert october.expected_at is None
    make_project(1)
    assert settle_expected(period=october, by=lin, at=AT) == 1
    assert settle_expected(period=Period.objects.get(pk=october.pk), at=AT + DAY) == 0
    assert (ExpectedFiling.objects.count(), AuditEntry.objects.filter(act="确定应报").count()) == (1, 1)


def test_the_turn_settles_on_the_opening_day_and_not_before(october: Period, make_project: MakeProject) -> None:
    make_project(1)
    Period.objects.filter(pk=october.pk).update(opens_on=date(2026, 10, 26))
    opening = AT.replace(month=10, day=26)
    assert settle_due(at=opening - DAY) == 0
    assert settle_due(at=opening) == 1
    assert settle_due(at=opening) == 0


def test_a_list_that_changes_leaves_kept_rows_alone_and_the_office_adds_with_a_reason(
    october: Period, make_project: MakeProject, lin: User, chen_filer: User
) -> None:
    make_project(1)
    paused = make_project(2, condition=Condition.PAUSED, condition_reason="停工", condition_since=date(2026, 10, 2))
    settle_expected(period=october, at=AT)
    late = make_project(3)
    Project.objects.filter(pk=paused.pk).update(condition=Condition.NORMAL, condition_reason="", condition_since=None)
    assert [row.project.name for row in unlisted(october)] == [paused.name, late.name]
    assert late.pk not in who_owes(october)
    with pytest.raises(NotAllowed):
        add_expected(period=october, projects=[late], reason="新列", by=chen_filer, at=AT)
    with pytest.raises(Refusal, match="请写明补列原因"):
        add_expected(period=october, projects=[late], reason=" ", by=lin, at=AT)
    with pytest.raises(Refusal, match="请先勾选"):
        add_expected(period=october, projects=[], reason="新列", by=lin, at=AT)
    assert add_expected(period=october, projects=[late, paused], reason="清单第二版列入", by=lin, at=AT) == 2
    assert who_owes(october) >= {late.pk, paused.pk}
    assert unlisted(october) == []
    with pytest.raises(Refusal, match="不用再补列"):
        add_expected(period=october, projects=[late], reason="再列", by=lin, at=AT)


def test_a_project_that_leaves_the_list_still_owes_and_may_file_until_the_office_lets_it_off(
    october: Period, road: Project, lin: User, chen_filer: User
) -> None:
    settle_expected(period=october, at=AT)
    ListEntry.objects.filter(project=road).update(
        leave_reason="并项", leave_at=AT, leave_by=lin, left_on=date(2026, 10, 28)
    )
    assert [row.project for row in left_since(october)] == [road]
    assert start_filing(project=road, period=october, by=chen_filer, at=AT).pk
    waive_filing(row=ExpectedFiling.objects.get(), reason="已调出", by=lin, at=AT)
    assert left_since(october) == []


def test_exempting_needs_the_office_a_reason_and_a_month_not_filed_and_can_be_taken_back(
    october: Period, road: Project, lin: User, chen_filer: User
) -> None:
    settle_expected(period=october, at=AT)
    row = ExpectedFiling.objects.get()
    with pytest.raises(NotAllowed):
        waive_filing(row=row, reason="停工", by=chen_filer, at=AT)
    with pytest.raises(Refusal, match="请写明免报原因"):
        waive_filing(row=row, reason="", by=lin, at=AT)
    with pytest.raises(Refusal, match="最多200字，现在有201字"):
        waive_filing(row=row, reason="停" * 201, by=lin, at=AT)
    waive_filing(row=row, reason="停工", by=lin, at=AT)
    assert who_owes(october) == set()
    with pytest.raises(WrongState, match="已经免报"):
        waive_filing(row=row, reason="停工", by=lin, at=AT)
    unwaive_filing(row=row, by=lin, at=AT)
    with pytest.raises(WrongState, match="没有免报"):
        unwaive_filing(row=row, by=lin, at=AT)
    filing = start_filing(project=road, period=october, by=lin, at=AT)
    file_for_unit(filing=filing, values=complete(), by=lin, at=AT)
    with pytest.raises(WrongState, match="已经报送"):
        waive_filing(row=row, reason="停工", by=lin, at=AT)


def test_an_unsettled_or_a_closed_month_is_not_changed(october: Period, road: Project, lin: User) -> None:
    with pytest.raises(WrongState, match="还没有确定"):
        add_expected(period=october, projects=[road], reason="新列", by=lin, at=AT)
    settle_expected(period=october, at=AT)
    row = ExpectedFiling.objects.get()
    Period.objects.filter(pk=october.pk).update(closed_at=AT, closed_by=lin)
    with pytest.raises(PeriodClosed):
        waive_filing(row=row, reason="停工", by=lin, at=AT)
    with pytest.raises(PeriodClosed):
        unwaive_filing(row=row, by=lin, at=AT)


def test_the_rule_is_the_offices_from_a_month_on(october: Period, make_project: MakeProject, lin: User) -> None:
    make_project(1, stage=Stage.PLANNING)
    with pytest.raises(NotAllowed):
        set_rule(stages=["planning"], resting=[], starts_on=AT.date(), basis="自定", by=User(pk=0), at=AT)
    with pytest.raises(Refusal) as refused:
        set_rule(stages=[], resting=[], starts_on=date(2026, 10, 1), basis="", by=lin, at=AT)
    assert len(refused.value.sentences) == 3
    rule = set_rule(stages=["construction"], resting=["paused"], starts_on=AT.date(), basis="自定", by=lin, at=AT)
    november = open_period(month=date(2026, 11, 1), by=None, at=AT)
    assert (len(who_owes(october)), len(who_owes(november))) == (1, 0)
    withdraw_rule(rule=rule, by=lin, at=AT)
    assert len(who_owes(november)) == 1
    with pytest.raises(WrongState):
        withdraw_rule(rule=rule, by=lin, at=AT)


@pytest.fixture
def filed(october: Period, chen_filer: User, chen_reviewer: User) -> Callable[[Project, datetime], ProgressFiling]:
    """A filing sent and submitted by the unit at a moment."""

    def make(project: Project, at: datetime) -> ProgressFiling:
        begun = start_filing(project=project, period=october, by=chen_filer, at=at)
        filing = save_filing(filing=begun, values=complete(), by=chen_filer, at=at)
        send_to_review(filing=filing, by=chen_filer, at=at)
        return submit(filing=filing, by=chen_reviewer, at=at)

    return make


def test_each_place_of_the_standing_is_told_apart(
    october: Period, make_project: MakeProject, lin: User, filed: Callable[[Project, datetime], ProgressFiling]
) -> None:
    roads = [make_project(number) for number in range(1, 8)]
    Project.objects.filter(pk=roads[6].pk).update(stage=Stage.ARCHIVED)
    settle_expected(period=october, at=AT)
    early, late = datetime.combine(october.due_on, AT.timetz()), datetime.combine(october.due_on + DAY, AT.timetz())
    accept(filing=filed(roads[0], early), by=lin, at=late)
    filed(roads[1], late)
    returned = filed(roads[2], early)
    return_fields(filing=returned, reasons={"look": "请核对"}, by=lin, at=late)
    file_for_unit(
        filing=start_filing(project=roads[3], period=october, by=lin, at=early), values=complete(), by=lin, at=early
    )
    waive_filing(row=ExpectedFiling.objects.get(project=roads[4]), reason="停工", by=lin, at=AT)
    standing = standing_of(october)
    assert standing.total == Tally(
        expected=5, received=4, on_time=2, returned=1, returned_times=1, accepted=2, missing=1, waived=1, not_owed=1
    )
    assert [(one.unit_name, one.tally.expected) for one in standing.units] == [("区农业农村委", 5)]
    assert [line.row.project for line in standing.lines if line.is_missing] == [roads[5]]


def test_the_standing_asks_the_same_of_two_projects_and_of_twenty(october: Period, make_project: MakeProject) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            standing_of(Period.objects.get(pk=october.pk))
        return len(asked)

    [make_project(number) for number in (1, 2)]
    two = questions()
    [make_project(number) for number in range(3, 21)]
    assert questions() == two
    settle_expected(period=october, at=AT)
    assert questions() <= two


def test_a_nil_return_of_a_month_nobody_began_takes_one_act(
    september: Period, october: Period, road: Project, lin: User, chen_filer: User
) -> None:
    first = start_filing(project=road, period=september, by=lin, at=AT)
    file_for_unit(filing=first, values=complete(), by=lin, at=AT)
    filing = start_nil(project=road, period=october, by=chen_filer, at=AT)
    assert (filing.state, filing.is_nil, filing.invested_fen, filing.invested_new_fen) == (
        "reviewing",
        True,
        340 * WAN,
        0,
    )
    with pytest.raises(Refusal, match="已有人开始填报"):
        start_nil(project=road, period=october, by=chen_filer, at=AT)


def test_a_unit_that_joins_in_july_owes_from_july_on(make_project: MakeProject, lin: User, reference: None) -> None:
    """New units and moved projects never rewrite a month that is settled."""
    months = {number: open_period(month=date(2026, number, 1), by=None, at=AT) for number in (6, 7, 8)}
    joined = Unit.objects.create(code="90", name="区数据局", kind="department")
    Membership.objects.create(unit=joined, starts_on=date(2026, 7, 1), decision="增补通知")
    road, new = make_project(1), make_project(2, department=joined)
    for period in months.values():
        settle_expected(period=period, at=AT)
    assert [new.pk in who_owes(period) for period in months.values()] == [False, True, True]
    before = [standing_of(period).total for period in months.values()]
    Project.objects.filter(pk=road.pk).update(department=joined, stage=Stage.ARCHIVED)
    ListEntry.objects.filter(project=new).update(
        leave_reason="并项", leave_at=AT, leave_by=lin, left_on=date(2026, 6, 1)
    )
    Membership.objects.filter(unit__name="区农业农村委").update(ends_on=date(2026, 5, 31))
    assert [standing_of(period).total for period in months.values()] == before
    assert {row.unit_name for row in expected_of(months[6])} == {"区农业农村委", "区数据局"}
    assert next(row for row in expected_of(months[6]) if row.project == road).unit_name == "区农业农村委"
