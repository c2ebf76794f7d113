"""What the real rolls tell a filing."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from labor.year_sums import YearSums
from projects.models import Period, Project
from projects.rolled import rolled
from tests.labor.conftest import Import

pytestmark = pytest.mark.django_db


def test_the_rolls_in_force_tell_the_same_figures_as_the_report(
    road: Project, estate: Project, october: Period, bring_in: Import
) -> None:
    bring_in(road)
    told = rolled([road.pk, estate.pk], october)
    known = YearSums(october).figures[road.pk]
    assert set(told) == {road.pk}
    assert (told[road.pk].heads_year, told[road.pk].paid_year_fen) == (known.heads_year, known.paid_year_fen)
    assert told[road.pk].heads_year > 0
    assert told[road.pk].url == f"{reverse('roll_list')}?project={road.pk}"


def test_many_projects_are_told_in_two_queries(
    road: Project, estate: Project, october: Period, bring_in: Import
) -> None:
    bring_in(road)
    bring_in(estate)
    with CaptureQueriesContext(connection) as asked:
        assert set(rolled([road.pk, estate.pk], october)) == {road.pk, estate.pk}
    assert len(asked) == 2


def test_asking_for_nothing_asks_nothing(october: Period) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert rolled([], october) == {}
    assert len(asked) == 0
