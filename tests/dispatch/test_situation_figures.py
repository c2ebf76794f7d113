"""研判数据 from the floors above: told as of a day, each with its unit and source, people counted once."""

from __future__ import annotations

from datetime import date

import pytest

from assignments.situation import figures
from dispatch.situation_figures import tables

pytestmark = pytest.mark.usefixtures("reference")
ON = date(2026, 11, 20)


def test_every_table_has_its_source_and_sound_rows() -> None:
    told = list(tables(ON))
    assert [table.key for table in told] == ["supply", "ahead", "rosters"]  # nobody asks for people, nothing is frozen
    for table in told:
        assert table.source
        assert all(len(row) == len(table.heads) for row in (*table.rows, table.total) if row)


def test_what_is_told_survives_freezing() -> None:
    told = sorted(tables(ON), key=lambda table: table.key)
    assert sorted(figures.thaw(figures.take(ON)), key=lambda table: table.key) == told


def test_the_months_ahead_are_six_and_drawn() -> None:
    ahead = next(table for table in tables(ON) if table.key == "ahead")
    told = ["11月", "12月", "2027年1月", "2027年2月", "2027年3月", "2027年4月"]
    assert ([row[0] for row in ahead.rows], ahead.chart) == (told, "lines")
