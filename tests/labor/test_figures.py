"""Figures of the rolls: owed and paid apart, people once, in few queries."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from labor.overlaps import overlaps
from labor.rolls import void_roll
from labor.year_sums import RollFigure, YearSums
from projects.models import Period, Project
from projects.periods import open_period
from tests.labor.conftest import Import, saved_roll
from tests.labor.sheets import line, roll_bytes
from units.models import User


@pytest.fixture
def september(reference: None, at: datetime) -> Period:
    return open_period(month=date(2026, 9, 1), by=None, at=at)


@pytest.fixture
def december_before(reference: None, at: datetime) -> Period:
    return open_period(month=date(2025, 12, 1), by=None, at=at)


def roll_of(month: str, *orders: int, **changes: object) -> bytes:
    return roll_bytes([line(order, month=month, **changes) for order in orders], title="表", code="")


def test_figures_add_up_by_month_and_year(
    road: Project, estate: Project, bring_in: Import, october: Period, september: Period, december_before: Period
) -> None:
    bring_in(road, roll_of("2025-12", 8, 9), period=december_before)
    bring_in(road, roll_of("2026-09", 1, 2, pay_on="2026-10-10"), period=september)
    bring_in(road, roll_bytes([line(2), line(3, voucher=None), line(4, pay_on=None)], title="表"))
    bring_in(estate, roll_of("2026-09", 1, pay_on="2026-10-10", rate=300, gross=6000, net=6000), period=september)
    figures = YearSums(october).figures
    assert figures[road.pk] == RollFigure(
        count=1,
        heads=3,
        heads_year=4,
        centidays=6_000,
        net_fen=1_260_000,
        paid_fen=420_000,
        net_year_fen=2_100_000,
        paid_year_fen=1_260_000,
    )
    assert figures[estate.pk] == RollFigure(heads_year=1, net_year_fen=600_000, paid_year_fen=600_000)


def test_people_are_counted_once_over_projects(
    road: Project, estate: Project, park: Project, bring_in: Import, october: Period
) -> None:
    for project in (road, estate, park):
        bring_in(project)
    year = YearSums(october)
    assert sum(figure.heads for figure in year.figures.values()) == 46 + 38 + 22
    assert year.heads(year.figures) == (46 + 38 + 22 - 2, 46 + 38 + 22 - 2)
    assert year.heads([road.pk, park.pk]) == (38 + 22 - 1, 38 + 22 - 1)
    assert year.heads([]) == (0, 0)


def test_a_voided_roll_counts_nowhere(
    road: Project, bring_in: Import, october: Period, lin: User, at: datetime
) -> None:
    roll = saved_roll(bring_in(road))
    void_roll(roll=roll, reason="重做", by=lin, at=at)
    year = YearSums(october)
    assert year.figures == {}
    assert year.heads([road.pk]) == (0, 0)
    assert overlaps(october) == []


def test_figures_cost_five_queries_however_many_projects(
    road: Project, estate: Project, park: Project, bring_in: Import, october: Period, django_assert_num_queries
) -> None:
    for project in (road, estate, park):
        bring_in(project)
        with django_assert_num_queries(5):
            YearSums(october).heads([road.pk, estate.pk, park.pk])


def test_the_sums_are_answered_from_the_covering_index(road: Project, bring_in: Import, october: Period) -> None:
    from django.db import connection

    from labor.figures import lines_in
    from labor.year_sums import _people_rows, _sums

    if connection.vendor != "sqlite":
        pytest.skip("the plan's wording is SQLite's")
    lines = lines_in([october.pk])
    for asked in (_sums(lines, october), _people_rows(lines)):
        assert "USING COVERING INDEX line_covering" in asked.explain()


def test_overlaps_name_the_person_once_with_all_projects(
    road: Project, estate: Project, park: Project, bring_in: Import, october: Period, wang: User, zhao: User
) -> None:
    for project in (road, estate, park):
        bring_in(project)
    found = overlaps(october)
    assert [(each.worker.name, each.projects, each.centidays) for each in found] == [
        ("吴渝红", [park, estate, road], 5_900)
    ]
    mine = overlaps(october, visible_to=wang)
    assert [(overlap.worker, overlap.projects) for overlap in mine] == [
        (overlap.worker, overlap.projects) for overlap in found
    ]
    shown = {part.project: (part.job, part.centidays, part.net_fen) for part in mine[0].parts}
    assert shown[park] == shown[estate] == ("", None, None)
    assert None not in shown[road]
    assert (found[0].is_whole, mine[0].is_whole) == (True, False)
    assert overlaps(october, visible_to=zhao) == []
