"""What was owed is settled by the close at the latest, frozen with the figures, and never rewritten afterwards."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from dispatch import rounds
from dispatch.closing import close_period, gaps
from dispatch.figures import FigureBook
from dispatch.models import PeriodFigure
from projects.expected import settle_expected, waive_filing
from projects.filings import file_nil, return_fields, save_filing, start_filing, submit
from projects.models import Condition, ExpectedFiling, FieldReturn, ListEntry, Period, Project, Stage
from projects.standing import standing_of
from tests.dispatch.conftest import File, Plan
from units.models import Membership, Unit, User

pytestmark = pytest.mark.django_db


def test_what_is_not_owed_or_let_off_is_no_gap(october: Period, plan: Plan, lin: User, at: datetime) -> None:
    road = plan("道路")
    plan("老桥", stage=Stage.ARCHIVED)
    stopped = plan("停工的路")
    assert [gap.project_name for gap in gaps(october)] == ["道路", "停工的路"]
    settle_expected(period=october, at=at)
    waive_filing(row=ExpectedFiling.objects.get(project=stopped), reason="汛期停工", by=lin, at=at)
    assert [gap.project_id for gap in gaps(october)] == [road.pk]


def test_the_close_settles_at_the_latest_and_freezes_who_owed(
    october: Period, plan: Plan, file: File, lin: User, at: datetime
) -> None:
    file(plan("道路"), invested_new_fen=1)
    plan("老桥", stage=Stage.ARCHIVED)
    revision = close_period(period=october, by=lin, at=at)
    october.refresh_from_db()
    assert october.expected_at == at
    frozen = {row.project_name: row for row in revision.figures.all()}
    assert [(row.expected, row.received, row.filed) for row in frozen.values()] == [
        (True, True, True),
        (False, False, False),
    ]
    total = FigureBook(revision).total
    assert [total.value(key).text for key in ("projects", "expected", "received", "waived", "filing_rate")] == [
        "2", "1", "1", "0", "100.0%",
    ]  # fmt: skip


def test_what_was_given_back_is_counted_and_the_first_arrival_decides_what_is_on_time(
    october: Period, plan: Plan, lin: User, chen_filer: User, chen_reviewer: User, at: datetime
) -> None:
    road = plan("道路")
    early = datetime.combine(october.due_on, at.timetz())
    zeros = dict.fromkeys(
        ["invested_before_fen", "allocated_before_fen", "workers_year", "rural_workers_year", "remuneration_year_fen"],
        0,
    )
    filing = start_filing(project=road, period=october, by=chen_filer, at=early)
    filing = save_filing(filing=filing, values={**zeros, "look": "main_work"}, by=chen_filer, at=early)
    filing = submit(filing=file_nil(filing=filing, by=chen_filer, at=early), by=chen_reviewer, at=early)
    filing = return_fields(filing=filing, reasons={"look": "请核对"}, by=lin, at=at)
    revision = close_period(period=october, waive_all="退回未改", by=lin, at=at)
    row = revision.figures.get()
    assert (row.received, row.returned_times, row.filed, row.on_time) == (True, 1, False, False)
    assert standing_of(october).total.on_time == 1  # it came in time; it is not accepted, so no figure counts it
    assert FieldReturn.objects.count() == 1


def test_later_changes_rewrite_neither_rows_nor_standing_nor_frozen_figures(
    october: Period, plan: Plan, file: File, lin: User, at: datetime
) -> None:
    road, bridge = plan("道路"), plan("桥")
    file(road, invested_new_fen=1)
    close_period(period=october, waive_all="没有报", by=lin, at=at)

    def kept() -> tuple[object, ...]:
        figures = PeriodFigure.objects.order_by("pk").values()
        return list(ExpectedFiling.objects.order_by("pk").values()), standing_of(october).total, list(figures)

    before = kept()
    Project.objects.filter(pk=road.pk).update(department=Unit.objects.get(name="区交通局"), stage=Stage.ARCHIVED)
    Project.objects.filter(pk=bridge.pk).update(
        condition=Condition.PAUSED, condition_reason="停工", condition_since=date(2026, 9, 1)
    )
    ListEntry.objects.filter(project=bridge).update(
        leave_reason="并项", leave_at=at, leave_by=lin, left_on=date(2026, 10, 1)
    )
    Membership.objects.update(ends_on=date(2026, 9, 30))
    plan("新路")
    rounds.settle_due(at=at)
    assert kept() == before
