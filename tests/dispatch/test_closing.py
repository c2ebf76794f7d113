"""关账: nothing missing passes silently, figures freeze once, and stay."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dispatch.closing import AlreadyClosed, GapKind, GapsRemain, close_period, gaps
from dispatch.figures import FigureBook
from dispatch.models import FigureRevision, GapWaiver, PeriodFigure
from projects.models import FilingState, Period, PeriodClosed, ProgressFiling
from projects.periods import hold_open, open_period
from tests.dispatch.conftest import WAN
from units.models import AuditEntry
from units.refusals import NotAllowed, Refusal

STATES = {
    None: ("未填报", "区农业农村委填报人"),
    FilingState.DRAFT: ("草稿", "区农业农村委填报人"),
    FilingState.REVIEWING: ("单位审核中", "区农业农村委审核人"),
    FilingState.SUBMITTED: ("已报送，待办公室审核", "办公室审核"),
    FilingState.RETURNED: ("已退回", "退回意见"),
}


@pytest.mark.parametrize("state", STATES)
def test_each_unaccepted_filing_is_a_gap_that_names_who_must_act(state, plan, file, october):
    project = plan("道路")
    if state is not None:
        file(project, state=state, invested_new_fen=1)
    [gap] = gaps(october)
    label, who = STATES[state]
    assert (gap.kind, gap.state) == (GapKind.NO_FILING, label)
    assert who in gap.to_do
    assert "道路" in gap.sentence
    assert project.code in gap.sentence


def test_an_accepted_official_form_without_the_ledger_is_a_gap(plan, file, october):
    file(plan("道路"), relief_issued_fen=400 * WAN)
    assert [gap.kind for gap in gaps(october)] == [GapKind.NO_LEDGER]


def test_a_nil_return_is_no_gap(plan, file, october):
    file(plan("道路"), is_nil=True)
    assert gaps(october) == []


def test_closing_refuses_with_every_gap_at_once_and_changes_nothing(plan, file, october, lin, at):
    file(plan("道路"), invested_new_fen=1)
    plan("管网")
    plan("公园")
    with pytest.raises(GapsRemain) as refused:
        close_period(period=october, by=lin, at=at)
    said = "".join(refused.value.sentences)
    assert "还缺 2 项" in said
    assert "管网" in said
    assert "公园" in said
    assert october.is_open
    assert Period.objects.get().is_open
    assert not FigureRevision.objects.exists()
    assert not AuditEntry.objects.filter(act="关账").exists()


def test_one_reason_does_not_waive_another_gap(plan, october, lin, at):
    plan("道路"), plan("管网")
    first, second = gaps(october)
    with pytest.raises(GapsRemain) as refused:
        close_period(period=october, waivers={first: "停工整改"}, by=lin, at=at)
    assert refused.value.gaps == [second]


def test_a_blank_reason_waives_nothing(plan, october, lin, at):
    plan("道路")
    with pytest.raises(GapsRemain):
        close_period(period=october, waive_all="  ", by=lin, at=at)


def test_each_gap_is_waived_with_its_reason_and_recorded(plan, october, lin, at):
    plan("道路"), plan("管网")
    first, _ = gaps(october)
    close_period(period=october, waivers={first: "停工整改"}, waive_all="已电话催报", by=lin, at=at)
    reasons = dict(GapWaiver.objects.values_list("project__name", "reason"))
    assert reasons == {"道路": "停工整改", "管网": "已电话催报"}
    entry = AuditEntry.objects.get(act="关账")
    assert (entry.by, entry.rows) == (lin, 2)
    assert "停工整改" in str(entry.detail)


def test_a_waived_project_is_frozen_without_numbers_and_keeps_its_plan(plan, file, october, lin, at):
    file(plan("道路", plan_fen=100 * WAN), invested_new_fen=50 * WAN)
    plan("管网", plan_fen=300 * WAN)
    close_period(period=october, waive_all="已催报", by=lin, at=at)
    book = FigureBook(FigureRevision.objects.get())
    assert [row.project_name for row in book.unfiled()] == ["管网"]
    assert book.total.value("completion_rate").text == "12.5%"
    assert book.scope("project", book.rows[1].project_code).value("completion_rate").text == "—"


def test_a_filing_that_was_not_accepted_gives_no_numbers(plan, file, october, lin, at):
    file(plan("道路"), state=FilingState.SUBMITTED, invested_new_fen=50 * WAN)
    close_period(period=october, waive_all="未及审核", by=lin, at=at)
    assert PeriodFigure.objects.get().invested_fen is None


def test_a_month_is_closed_once(closed, october, lin, at):
    stale = Period(pk=october.pk, month=october.month, due_on=october.due_on)
    with pytest.raises(AlreadyClosed) as refused:
        close_period(period=stale, by=lin, at=at)
    assert "林岚" in str(refused.value)
    assert FigureRevision.objects.count() == 1


def test_a_closed_month_takes_no_more_facts(closed, october):
    with pytest.raises(PeriodClosed):
        hold_open(october)


def test_without_a_list_there_is_nothing_to_close(october, lin, at):
    with pytest.raises(Refusal, match="年度清单还没有项目"):
        close_period(period=october, by=lin, at=at)
    assert Period.objects.get().is_open


def test_only_the_office_administrator_closes(plan, october, chen_reviewer, leader, sysadmin, at):
    plan("道路")
    for stranger in (chen_reviewer, leader, sysadmin):
        with pytest.raises(NotAllowed):
            close_period(period=october, waive_all="催报", by=stranger, at=at)


def test_frozen_figures_do_not_follow_later_changes(closed):
    before = FigureBook(closed).total.value("invested_fen").numerator
    ProgressFiling.objects.update(invested_new_fen=0)
    for row in closed.figures.select_related("project"):
        type(row.project).objects.filter(pk=row.project_id).update(name="改名")
    book = FigureBook(FigureRevision.objects.get(pk=closed.pk))
    assert book.total.value("invested_fen").numerator == before == 120 * WAN
    assert "改名" not in [row.project_name for row in book.rows]


def test_what_the_month_says_of_the_start_decides_whether_work_began(plan, file, october, lin, at):
    file(plan("甲", starts="2026-03"), look="preparation", invested_new_fen=0)
    file(plan("乙", starts="2026-03", stage="preparation"), look="main_work", invested_new_fen=0)
    file(plan("丙", starts="2026-12", stage="preparation"), look="", invested_new_fen=0)
    close_period(period=october, by=lin, at=at)
    book = FigureBook(FigureRevision.objects.get())
    assert [row.project_name for row in book.not_started()] == ["甲"]
    rate = book.total.value("start_rate")
    assert (rate.numerator, rate.denominator, rate.text) == (1, 3, "33.3%")


def test_closing_asks_about_as_often_for_twenty_projects_as_for_two(plan, lin, at):
    """SQLite takes the wide frozen rows twenty at a time: one more statement, never one a project."""
    counts = []
    for month, more in ((7, 1), (8, 1), (9, 18)):
        period = open_period(month=date(2026, month, 1), by=None, at=at)
        for number in range(more):
            plan(f"项目{month}-{number}")
        with CaptureQueriesContext(connection) as queries:
            close_period(period=period, waive_all="测量", by=lin, at=at)
        counts.append(len(queries))
    _, two, twenty = counts
    assert two <= twenty <= two + 1


def test_an_unfiled_project_is_where_its_last_filing_left_it(plan, file, october, lin, at):
    road = plan("道路", stage="preparation")
    september = open_period(month=date(2026, 9, 1), by=None, at=at)
    file(road, period=september, look="main_work")
    close_period(period=october, waive_all="已催报", by=lin, at=at)
    assert PeriodFigure.objects.get().started


@pytest.mark.parametrize(("today", "warned"), [("2026-10-31", True), ("2026-11-01", False)])
def test_closing_a_month_that_still_runs_is_warned_of(today, warned, october, lin, client):
    with time_machine.travel(f"{today}T02:00:00Z", tick=False):
        client.force_login(lin)
        body = client.get("/periods/2026-10/close/").content.decode()
    assert ("还没有过完（月末 2026年10月31日）" in body) is warned
