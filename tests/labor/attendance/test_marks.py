from __future__ import annotations

import pytest

from labor.attendance.marks import UnknownMark, centidays_of, mark_of


@pytest.mark.parametrize("text", ["√", "✓", "1", "１", "全", "出", " √ ", "1.0"])
def test_a_whole_day(text: str) -> None:
    assert centidays_of(text) == 100


@pytest.mark.parametrize("text", ["0.5", "０.５", "半", "◐", "½", "．５", "△"])
def test_half_a_day(text: str) -> None:
    assert centidays_of(text) == 50


@pytest.mark.parametrize("text", ["", "病", "事", "休", "×", "0", "０", "x", "　"])
def test_no_work(text: str) -> None:
    assert centidays_of(text) == 0


@pytest.mark.parametrize("text", ["2", "0.25", "？", "√√", "-1", "1.5", "张", "#REF!"])
def test_anything_else_is_unknown(text: str) -> None:
    with pytest.raises(UnknownMark, match="请更正"):
        centidays_of(text)


def test_what_is_shown_reads_back() -> None:
    assert [centidays_of(mark_of(work)) for work in (0, 50, 100)] == [0, 50, 100]
