"""What a filing needs, carries on and explains."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from projects import filings
from projects.carrying import carried_on
from projects.completeness import falls, missing_to_send, previous_filing
from projects.models import FilingAct, FilingState, Period, ProgressFiling, Project, ProjectKind
from projects.periods import open_period
from tests.projects.conftest import MakeProject
from tests.projects.figures import RELIEF, WAN, complete, start
from tests.projects.samples import AT
from units.models import User
from units.refusals import Refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def filed_september(road: Project, september: Period, lin: User) -> ProgressFiling:
    filing = filings.start_filing(project=road, period=september, by=lin, at=AT)
    return filings.file_for_unit(filing=filing, values=complete(), by=lin, at=AT)


def test_starting_twice_gives_the_same_draft(road: Project, october: Period, chen_filer: User) -> None:
    assert start(road, october, chen_filer).pk == start(road, october, chen_filer).pk


def test_a_draft_carries_on_last_months_sums(
    road: Project, october: Period, filed_september: ProgressFiling, chen_filer: User
) -> None:
    draft = start(road, october, chen_filer)
    assert (draft.invested_before_fen, draft.allocated_before_fen) == (340 * WAN, 310 * WAN)
    assert (draft.year_task, draft.look, draft.invested_new_fen) == ("完成路基", "main_work", None)


def test_in_january_nothing_came_before(road: Project, filed_september: ProgressFiling) -> None:
    january = Period(month=date(2027, 1, 1), due_on=date(2027, 2, 5))
    draft = carried_on(road, january, filed_september)
    assert (draft.invested_before_fen, draft.allocated_before_fen) == (0, 0)


def test_a_project_off_the_list_is_not_filed(road: Project, october: Period, chen_filer: User) -> None:
    road.entries.all().delete()
    with pytest.raises(Refusal, match="不在2026年度清单内"):
        start(road, october, chen_filer)


def test_all_that_is_missing_is_said_at_once(road: Project, october: Period, chen_filer: User) -> None:
    draft = start(road, october, chen_filer, workers_on_day=5, workers_year=3, rural_workers_year=3)
    with pytest.raises(filings.Incomplete) as refused:
        filings.send_to_review(filing=draft, by=chen_filer, at=AT)
    assert [lack.field for lack in refused.value.lacks] == [
        "invested_before_fen", "invested_new_fen", "allocated_before_fen", "allocated_new_fen", "look",
        "remuneration_year_fen", "workers_on_day",
    ]  # fmt: skip
    assert "“形象进度”还没有填。" in refused.value.sentences
    assert "当日在岗5人多于本年累计3人" in refused.value.sentences[-1]


def test_a_project_not_begun_says_why_and_when(road: Project, october: Period, chen_filer: User) -> None:
    draft = start(road, october, chen_filer, **complete(look="preparation"))
    assert [lack.field for lack in missing_to_send(draft, None)] == ["not_started_reason", "planned_start"]


def test_a_special_project_fills_the_official_forms_fields_too(
    make_project: MakeProject, october: Period, chen_filer: User
) -> None:
    draft = start(make_project(kind=ProjectKind.SPECIAL), october, chen_filer, **complete())
    assert {lack.field for lack in missing_to_send(draft, None)} == set(RELIEF)
    filings.save_filing(filing=draft, values=RELIEF, by=chen_filer, at=AT)
    assert missing_to_send(draft, None) == []


FALLEN = [
    ("workers_year", 11, "本年累计已吸纳就业人数（人）为11人，比2026年9月已报的12人少"),
    ("rural_workers_year", 5, "其中农村劳动力（人）为5人"),
    ("remuneration_year_fen", 119 * WAN, "为119.00万元，比2026年9月已报的120.00万元少"),
    ("invested_new_fen", -1 * WAN, "本年累计完成投资为339.00万元，比2026年9月已报的340.00万元少"),
    ("allocated_before_fen", 279 * WAN, "本年累计拨付资金为309.00万元"),
]


@pytest.mark.parametrize(("field", "value", "says"), FALLEN)
def test_a_falling_sum_is_refused_unless_explained(
    road: Project, october: Period, filed_september: ProgressFiling, chen_filer: User, field: str, value: int, says: str
) -> None:
    values = complete(invested_before_fen=340 * WAN)
    draft = start(road, october, chen_filer, **{**values, field: value})
    with pytest.raises(filings.Incomplete, match=says):
        filings.send_to_review(filing=draft, by=chen_filer, at=AT)
    filings.save_filing(filing=draft, values={"explanation": "核减重复登记"}, by=chen_filer, at=AT)
    assert filings.send_to_review(filing=draft, by=chen_filer, at=AT).state == FilingState.REVIEWING


def test_a_sum_of_the_fund_runs_over_the_turn_of_the_year(
    make_project: MakeProject, october: Period, lin: User
) -> None:
    project = make_project(kind=ProjectKind.SPECIAL)
    filing = filings.start_filing(project=project, period=october, by=lin, at=AT)
    filings.file_for_unit(filing=filing, values={**complete(), **RELIEF}, by=lin, at=AT)
    january = Period.objects.create(month=date(2027, 1, 1), due_on=date(2027, 2, 5))
    later = ProgressFiling(project=project, period=january, workers_year=1, relief_trained=9)
    assert [fall.figure.figure for fall in falls(later, previous_filing(later))] == ["relief_trained"]


def test_a_draft_of_last_month_is_not_what_this_month_is_compared_with(
    road: Project, september: Period, october: Period, chen_filer: User
) -> None:
    start(road, september, chen_filer, **complete(workers_year=99))
    assert previous_filing(start(road, october, chen_filer)) is None


def test_a_nil_return_carries_the_sums_on_and_adds_nothing(
    road: Project, october: Period, filed_september: ProgressFiling, chen_filer: User
) -> None:
    draft = start(road, october, chen_filer)
    filings.file_nil(filing=draft, by=chen_filer, at=AT)
    assert (draft.state, draft.is_nil) == (FilingState.REVIEWING, True)
    assert (draft.invested_fen, draft.invested_new_fen, draft.allocated_new_fen) == (340 * WAN, 0, 0)
    assert (draft.workers_on_day, draft.workers_year, draft.remuneration_year_fen) == (0, 12, 120 * WAN)


def test_a_nil_return_without_a_month_before_asks_for_the_sums(
    road: Project, october: Period, chen_filer: User
) -> None:
    draft = start(road, october, chen_filer)
    with pytest.raises(filings.Incomplete) as refused:
        filings.file_nil(filing=draft, by=chen_filer, at=AT)
    assert {lack.field for lack in refused.value.lacks} >= {"invested_before_fen", "workers_year"}
    draft.refresh_from_db()
    assert (draft.is_nil, draft.invested_new_fen) == (False, None)


def test_a_nil_return_corrected_into_a_real_one_is_no_longer_nil(
    road: Project, october: Period, filed_september: ProgressFiling, chen_filer: User
) -> None:
    draft = start(road, october, chen_filer)
    filings.file_nil(filing=draft, by=chen_filer, at=AT)
    filings.withdraw(filing=draft, by=chen_filer, at=AT)
    filings.save_filing(filing=draft, values={"invested_new_fen": WAN}, by=chen_filer, at=AT)
    filings.send_to_review(filing=draft, by=chen_filer, at=AT)
    assert draft.is_nil is False


def test_the_second_of_two_savers_is_told_and_nothing_is_lost(
    road: Project, october: Period, chen_filer: User, both: User
) -> None:
    draft = start(road, october, chen_filer)
    seen = draft.version
    filings.save_filing(filing=draft, values={"workers_year": 12}, by=chen_filer, at=AT, version=seen)
    with pytest.raises(filings.StaleFiling, match="刚被别人改过"):
        filings.save_filing(filing=draft, values={"workers_year": 99}, by=both, at=AT, version=seen)
    draft.refresh_from_db()
    assert (draft.workers_year, draft.version) == (12, seen + 1)


def test_the_page_opened_before_anybody_filed_does_not_overwrite_a_colleague(
    road: Project, october: Period, chen_filer: User, both: User
) -> None:
    start(road, october, chen_filer, workers_year=12)
    with pytest.raises(filings.StaleFiling, match="陈禾刚刚已开始填报本月"):
        filings.file_month(
            project=road, period=october, act=FilingAct.SAVE, values={"workers_year": 99}, version=None, by=both, at=AT
        )


def test_sending_an_incomplete_month_saves_nothing_of_it(road: Project, october: Period, chen_filer: User) -> None:
    with pytest.raises(filings.Incomplete):
        filings.file_month(
            project=road, period=october, act=FilingAct.SEND, values={"workers_year": 9}, version=None,
            by=chen_filer, at=AT,
        )  # fmt: skip
    assert not ProgressFiling.objects.exists()


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"workers_year": -1}, "不能为负数"),
        ({"workers_year": 3, "rural_workers_year": 4}, "农村劳动力不能超过"),
        ({"year_task": "长" * 201}, "“年度建设任务”"),
        ({"look": "flying"}, "“形象进度”"),
    ],
)
def test_values_that_break_a_constraint_are_refused_in_words(
    road: Project, october: Period, chen_filer: User, values: dict[str, Any], says: str
) -> None:
    draft = start(road, october, chen_filer)
    with pytest.raises(Refusal, match=says):
        filings.save_filing(filing=draft, values=values, by=chen_filer, at=AT)
    draft.refresh_from_db()
    assert draft.version == 0


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("filing_workers_year_min", {"workers_year": -1}),
        ("filing_rural_within_workers", {"workers_year": 1, "rural_workers_year": 2}),
        ("filing_filed_by_and_at", {"filed_at": AT}),
    ],
)
def test_the_database_itself_refuses_a_wrong_filing(
    road: Project, october: Period, name: str, values: dict[str, Any]
) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        ProgressFiling.objects.create(project=road, period=october, **values)


def test_a_month_is_filed_once(road: Project, october: Period) -> None:
    ProgressFiling.objects.create(project=road, period=october)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProgressFiling.objects.create(project=road, period=open_period(month=october.month, by=None, at=AT))
