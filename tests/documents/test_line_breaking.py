"""Titles break between whole phrases, in lines of like length (GB/T 9704-2012, 7.3.1)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.papers.composing import closing_gaps
from documents.papers.justification import gap_weights
from documents.papers.line_breaking import balanced_lines, text_width

WORDS = ("以工代赈", "重点工程项目", "大渡口区")


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("关于召开会议的通知", ["关于召开会议的通知"]),
        (
            "关于2026年8月全区重点工程项目以工代赈调度情况的报告",
            ["关于2026年8月全区重点工程项目", "以工代赈调度情况的报告"],
        ),
        ("关于印发《大渡口区以工代赈项目管理办法》的通知", ["关于印发《大渡口区以工代赈", "项目管理办法》的通知"]),
        ("第一行\n第二行", ["第一行", "第二行"]),
        (
            "大渡口区重点工程项目以工代赈专项工作领导小组办公室\n文件",
            ["大渡口区重点工程项目以工代赈", "专项工作领导小组办公室", "文件"],
        ),
    ],
)
def test_a_title_breaks_between_phrases(title, lines):
    assert balanced_lines(title, room=20, unbroken=WORDS) == lines


def test_three_lines_are_never_an_hourglass():
    title = "关于大渡口区2026年上半年重点工程项目以工代赈专项工作实施情况和下半年工作安排意见的报告"
    first, middle, last = map(text_width, balanced_lines(title, room=17, unbroken=WORDS))
    assert middle >= min(first, last)


@given(st.text("关于大渡口区的工作情况和报告《》（），0123456789", min_size=1, max_size=45))
def test_breaking_loses_nothing_and_keeps_to_the_room_unless_nothing_fits(text):
    lines = balanced_lines(text, room=20)
    assert "".join(lines) == text
    assert lines == [text] or max(map(text_width, lines)) <= 20


@given(st.text("关于大渡口区的工作情况和报告《》（），", min_size=21, max_size=45))
def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one(text):
    lines = balanced_lines(text, room=20)
    assert all(line[0] not in "》），的和" for line in lines[1:])
    assert all(line[-1] not in "《（" for line in lines[:-1])


@pytest.mark.parametrize(
    ("signature", "dated", "gaps"),
    [(12, 6, (2, 6)), (6, 6, (2, 0)), (4, 6, (6, 2))],
    ids=["date two after the name", "same length", "a longer date stays two in"],
)
def test_date_and_signature_keep_their_distance(signature, dated, gaps):
    assert closing_gaps(signature, dated) == gaps


def test_a_line_widens_beside_chinese_characters_only():
    assert gap_weights("共27个") == [0.5, 0, 0.5, 0]
    assert gap_weights("发放——未") == [1, 0.5, 0, 0.5, 0]
