"""Every figure of December 2026, counted by hand in `conftest.world`."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from labor.demands.matching import fitting
from labor.models import LaborSurvey, Trade, Willingness
from labor.situation.assessing import Question, Situation, assess
from labor.situation.demand import Posts
from labor.situation.months import Month, read_month
from labor.situation.permissions import reach_of
from labor.situation.supply import Supply
from tests.cast import Engage
from tests.labor.demands.conftest import Ask
from tests.labor.situation.conftest import Enter, Publish, World
from units.models import Role, Unit, User
from units.refusals import Refusal

DECEMBER = Month(date(2026, 12, 1))


def told(user: User | None = None, month: Month = DECEMBER, **narrowed: Any) -> Situation:
    return assess(Question(month, **narrowed), reach_of(user))


# The month as a whole


def test_people_stand_once_in_one_of_four(world: World) -> None:
    said = told()
    assert said.supply == Supply(available=3, depends=1, engaged=1, promised=1)  # 甲乙癸 · 丙 · 戊 · 己
    assert said.supply.total == 6
    assert said.asked == 10
    assert said.surveys == ["2026年摸底"]


def test_posts_are_those_of_published_demands_that_touch_the_month(world: World) -> None:
    assert told().posts == Posts(demands=2, posts=7, confirmed=1, proposed=1, open=6)  # D1 3, D2 4


def test_twelve_months_follow_each_other(world: World) -> None:
    lines = told().months
    assert [line.month.key for line in lines][::11] == ["2026-12", "2027-11"]
    assert [line.posts.open for line in lines] == [6, 2, 5, 5, 0, 0, 0, 0, 0, 0, 0, 0]
    # January: 甲乙丁壬, 戊 is still on the roster, 己 on D1; from February all six are free; 丙 every month
    assert [line.supply.available for line in lines] == [3, 4, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6]
    assert [line.supply.engaged for line in lines][:3] == [1, 1, 0]
    assert [line.supply.promised for line in lines][:3] == [1, 1, 0]
    assert {line.supply.depends for line in lines} == {1}


def test_the_first_of_the_months_is_the_month_itself(world: World) -> None:
    said = told()
    assert (said.months[0].posts, said.months[0].supply) == (said.posts, said.supply)


# By township, trade, sector, category


def test_townships_tell_where_people_live_and_where_work_is(world: World) -> None:
    lines = {line.township.name: line for line in told().townships}
    assert len(lines) == Unit.objects.townships().count()
    assert lines["建胜镇"].supply == Supply(available=3, depends=1)
    assert lines["八桥镇"].supply == Supply(engaged=1, promised=1)
    assert lines["跃进村街道"].supply == Supply()
    assert lines["建胜镇"].posts == Posts(demands=1, posts=3, confirmed=1, proposed=1, open=2)
    assert lines["跃进村街道"].posts == Posts(demands=1, posts=4, open=4)
    assert lines["八桥镇"].posts == Posts()


def test_trades_tell_who_fits_and_what_lacks(world: World) -> None:
    mason, plain = told().trades
    assert mason.trade == world.mason
    assert mason.supply == Supply(available=2, engaged=1)  # 甲癸 can do it, 戊 does it
    assert (mason.posts.open, mason.skilled, mason.gap, mason.verdict) == (4, 2, 2, "缺2人")
    # 乙 wishes it; 甲 丙 戊 己 named no wish
    assert plain.supply == Supply(available=2, depends=1, engaged=1, promised=1)
    assert (plain.posts.open, plain.skilled, plain.gap, plain.verdict) == (2, 0, 0, "持平")


def test_gaps_are_told_both_ways(world: World, publish: Publish) -> None:
    assert [one.trade for one in told().short] == [world.mason]
    assert told().spare == []
    world.demands["D1"].headcount = 2
    world.demands["D1"].save(update_fields=["headcount"])
    [spare] = told().spare
    april = told(month=DECEMBER.later(4))
    assert {one.trade for one in april.idle} == {world.plain, world.mason}
    assert ({one.verdict for one in april.idle}, april.short, april.spare) == ({"没有需求"}, [], [])
    assert (spare.trade, spare.gap, spare.verdict) == (world.plain, -1, "多1人")


def test_people_who_must_be_trained_first_are_told_apart(world: World) -> None:
    # January: 甲 can lay bricks, 丁 wishes to
    world.demands["D2"].ends_on, world.demands["D2"].headcount = date(2027, 1, 31), 2
    world.demands["D2"].save()
    mason = next(line for line in told(month=DECEMBER.later(1)).trades if line.trade == world.mason)
    assert (mason.posts.open, mason.supply.available, mason.skilled) == (2, 2, 1)
    assert (mason.gap, mason.lacks_skill, mason.verdict) == (0, 1, "够人，1人须先培训")


def test_sectors_have_posts_and_through_them_trades(world: World) -> None:
    first, second = told().sectors
    assert (first.sector, second.sector) == (world.road.sector, world.estate.sector)
    assert (first.posts.open, second.posts.open) == (2, 4)
    [(line, posts)] = second.trades
    assert (line.trade, posts.open, line.supply.available) == (world.mason, 4, 2)


def test_categories_overlap_and_any_of_them_is_counted_once(world: World) -> None:
    said = told()
    assert [(one.label, one.supply) for one in said.categories] == [
        ("返乡农民工", Supply(depends=1)),
        ("城镇低收入人口", Supply(available=1)),
        ("就业困难人员", Supply(available=1)),
    ]
    assert said.priority == Supply(available=1, depends=1)


@pytest.mark.parametrize("code", ["T1", "T0"])
def test_who_fits_a_trade_is_who_the_matching_would_find(world: World, publish: Publish, lin: User, code: str) -> None:
    """In February nobody is engaged and everybody's days cover the month: candidates are the free people."""
    trade = Trade.objects.get(code=code)
    demand = publish(world.road, trade, 1, date(2027, 2, 1), date(2027, 2, 28))
    line = next(line for line in told(month=DECEMBER.later(2)).trades if line.trade == trade)
    assert fitting(demand, lin).count() == line.supply.available + line.supply.depends


# Narrowed, and for whom


def test_the_sector_narrows_demand_alone(world: World) -> None:
    said = told(sector=world.estate.sector)
    assert (said.posts.open, said.supply.available) == (4, 3)


def test_the_township_narrows_homes_and_sites(world: World) -> None:
    said = told(township=Unit.objects.get(name="建胜镇"))
    assert (said.posts.open, said.supply.available, len(said.townships)) == (2, 3, 1)
    assert [line.supply.available for line in said.months][:3] == [3, 3, 3]


def test_the_trade_narrows_both(world: World) -> None:
    said = told(trade=world.mason)
    assert (said.posts.open, said.supply) == (4, Supply(available=2, engaged=1))
    assert [line.trade for line in said.trades] == [world.mason]
    assert [line.posts.open for line in said.months][:3] == [4, 0, 5]


def test_a_township_counts_its_own_people_against_all_published_demands(world: World, zhao: User) -> None:
    said = told(zhao)
    assert said.supply == Supply(engaged=1, promised=1)
    assert said.posts.open == 6
    assert {line.township.name for line in said.townships if line.supply is not None} == {"八桥镇"}
    assert said.reach.said.startswith("供给为八桥镇的摸底人员")
    narrowed = told(zhao, township=Unit.objects.get(name="建胜镇"))
    assert (narrowed.supply.engaged, narrowed.posts.open) == (1, 2)


def test_a_department_counts_its_demands_and_numbers_without_categories(world: World, chen_filer: User) -> None:
    said = told(chen_filer)
    assert (said.posts.open, said.supply.available) == (2, 3)
    assert (list(said.categories), said.priority) == ([], Supply())


def test_an_owner_of_nothing_and_an_administrator_have_no_demand(
    world: World, engage: Engage, sysadmin: User, leader: User
) -> None:
    clerk = engage("clerk", Role.OWNER_CLERK, "区水利局" if Unit.objects.filter(name="区水利局") else "区交通局")
    assert told(clerk).posts == Posts()
    assert (told(sysadmin).asked, told(sysadmin).supply, told(sysadmin).posts) == (0, Supply(), Posts())
    assert told(leader).supply == told().supply


def test_the_newest_answer_counts_where_two_surveys_are_open(world: World, ask: Ask, older: LaborSurvey) -> None:
    ask("甲", survey=older, worker=world.people["甲"].worker, surveyed_on=date(2025, 10, 9))
    said = told()
    assert (said.asked, said.supply.available, said.surveys) == (10, 3, ["2026年摸底"])


def test_a_district_without_survey_or_demand_is_empty(reference: None) -> None:
    said = told()
    assert said.is_empty
    assert (said.supply.total, said.posts, list(said.trades), list(said.sectors)) == (0, Posts(), [], [])


def test_as_many_queries_for_ten_people_as_for_thirty(world: World, ask: Ask, publish: Publish) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            told()
        return len(captured)

    few = queries()
    for number in range(20):
        ask(f"某{number}", "九宫庙街道", skills=[world.mason], wanted=[world.plain], categories=["01"])
        publish(world.road, world.mason, 1, date(2026, 12, 1), date(2027, 3, 1))
    assert queries() == few


# Months


@pytest.mark.parametrize(("months", "key"), [(1, "2027-01"), (0, "2026-12"), (-12, "2025-12"), (13, "2028-01")])
def test_months_follow_each_other_over_the_year(months: int, key: str) -> None:
    assert DECEMBER.later(months).key == key


@pytest.mark.parametrize("text", ["2026-13", "2026年12月", "", "202612", "1999-12", "9999-12"])
def test_what_is_no_month_is_refused_in_words(text: str) -> None:
    with pytest.raises(Refusal, match="月份“"):
        read_month(text)


# The months ahead are counted in one go, the month of the page on its own: both must say the same


def test_each_month_ahead_is_what_the_page_of_that_month_says(world: World, ask: Ask, enter: Enter) -> None:
    ask("寅", born_on=date(2011, 3, 15), willingness=Willingness.DEPENDS)  # sixteen from April 2027
    away = ask("卯", available_from=date(2027, 2, 10), available_to=date(2027, 6, 1))
    left = {"leave_reason": "完工"}
    enter(world.road, away, world.mason, entered_on=date(2026, 10, 1), left_on=date(2027, 2, 28), **left)
    enter(world.estate, away, world.mason, entered_on=date(2027, 2, 5), left_on=date(2027, 4, 1), **left)
    enter(world.estate, world.people["己"], world.plain, entered_on=date(2027, 1, 20))  # promised, then there
    lines = told().months
    assert [line.supply for line in lines] == [told(month=line.month).supply for line in lines]
    assert [line.supply.engaged for line in lines] == [1, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1]
    assert [line.supply.depends for line in lines] == [1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2]
