"""R3 live: paid against the floor with its arithmetic, and what is to be expected at completion."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from labor.clocks.floor import floor_standing
from labor.models import WageLine
from projects.models import FilingState, Period, ProgressFiling, Project, Stage
from projects.periods import open_period
from tests.labor.paying import make_roll
from units.models import User

TODAY = date(2026, 11, 23)


def accept(project: Project, month: date, by: User, at: datetime, *, before: int | None, new: int | None) -> None:
    period = Period.objects.filter(month=month).first() or open_period(month=month, by=None, at=at)
    ProgressFiling.objects.create(
        project=project, period=period, state=FilingState.ACCEPTED, invested_before_fen=before, invested_new_fen=new,
        filed_at=at, filed_by=by, submitted_at=at, submitted_by=by, accepted_at=at, accepted_by=by,
    )  # fmt: skip


@pytest.fixture
def paid_road(road: Project, october: Period, lin: User) -> Project:
    """Two people of the road's October: one paid 50 万元, one still owed as much."""
    roll = make_roll(road, october, by=lin)
    sums = {"centidays": 100, "rate_fen": 500_000_00, "gross_fen": 500_000_00, "net_fen": 500_000_00}
    WageLine.objects.filter(roll=roll).update(**sums)
    WageLine.objects.filter(roll=roll, row=1).update(is_paid=True, pay_on=date(2026, 11, 10), voucher="回单1")
    Project.objects.filter(pk=road.pk).update(starts="2026-01", ends="2027-08")
    road.refresh_from_db()
    return road


def test_paid_is_held_against_the_floor_with_its_base_named(paid_road: Project) -> None:
    standing = floor_standing(paid_road, TODAY)
    assert (standing.paid_fen, standing.unpaid_fen, standing.short_fen) == (500_000_00, 500_000_00, 700_000_00)
    assert standing.arithmetic == (
        "已发放50.00万元÷中央预算内资金400.00万元＝12.50%，距报酬下限还差70.00万元。"
        "算法：中央预算内资金400.00万元×30%＝不少于120.00万元。"
    )


def test_the_forecast_by_money_adds_the_years_investment(paid_road: Project, lin: User, at: datetime) -> None:
    Project.objects.filter(pk=paid_road.pk).update(starts="2025-06")
    paid_road.refresh_from_db()
    accept(paid_road, date(2026, 9, 1), lin, at, before=40_000_00, new=10_000_00)
    accept(paid_road, date(2026, 10, 1), lin, at, before=1_000_000_00, new=50_000_00)
    lacking = floor_standing(paid_road, TODAY).forecasts[0]
    assert (lacking.conclusion, lacking.arithmetic) == ("—", "2025年没有审核通过的完成投资，无法预测。")
    accept(paid_road, date(2025, 12, 1), lin, at, before=500_000_00, new=130_000_00)
    forecast = floor_standing(paid_road, TODAY).forecasts[0]
    assert forecast.arithmetic == (
        "2026年10月及以前的发放表已发放50.00万元÷（累计完成投资168.00万元÷总投资420.00万元＝40.00%）"
        "＝125.00万元（预测办法为办公室自定）"
    )
    assert forecast.conclusion == "按现在的进度，完工时预计发放125.00万元，能达到下限120.00万元。"


def test_the_forecast_by_time_counts_the_months_that_are_over(paid_road: Project) -> None:
    forecast = floor_standing(paid_road, TODAY).forecasts[1]
    assert forecast.expected_fen == 1_000_000_00  # 10 months of 20
    assert "已过10个月÷计划工期20个月（2026年1月至2027年8月）＝50.00%" in forecast.arithmetic
    assert forecast.conclusion == "按现在的进度，完工时预计发放100.00万元，不能达到下限120.00万元，还差20.00万元。"
    assert floor_standing(paid_road, date(2027, 12, 1)).forecasts[1].expected_fen == 500_000_00


@pytest.mark.parametrize(
    ("changed", "which", "why"),
    [
        ({"starts": "", "ends": ""}, 1, "项目没有登记开工年月和完工年月，无法预测。"),
        ({"starts": "2026-11"}, 1, "计划2026年11月开工，还没有满一个月，无法预测。"),
        ({}, 0, "还没有审核通过、写明完成投资的月报，无法预测。"),
    ],
)
def test_without_a_base_there_is_a_dash_and_what_lacks(
    paid_road: Project, changed: dict[str, Any], which: int, why: str
) -> None:
    Project.objects.filter(pk=paid_road.pk).update(**changed)
    paid_road.refresh_from_db()
    forecast = floor_standing(paid_road, TODAY).forecasts[which]
    assert (forecast.conclusion, forecast.arithmetic, forecast.reaches) == ("—", why, None)


def test_a_kind_without_a_floor_is_told_and_a_built_project_is_not_forecast(
    estate: Project, paid_road: Project
) -> None:
    free = floor_standing(estate, TODAY)
    assert (free.share, free.short_fen) == ("—", None)
    assert "不设劳务报酬占比下限" in free.arithmetic
    Project.objects.filter(pk=paid_road.pk).update(stage=Stage.COMPLETED)
    paid_road.refresh_from_db()
    assert floor_standing(paid_road, TODAY).forecasts == ()
