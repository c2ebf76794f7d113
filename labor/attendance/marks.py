"""The usual marks of a month grid and the work they stand for, in hundredths of a 工日."""

from __future__ import annotations

import unicodedata

FULL, HALF, NONE = 100, 50, 0
WORK = frozenset({FULL, HALF, NONE})
_FULL_MARKS = frozenset({"√", "✓", "✔", "☑", "1", "1.0", "1.00", "全", "全天", "出", "出勤", "1天"})
_HALF_MARKS = frozenset({"0.5", "0.50", ".5", "1/2", "1⁄2", "半", "半天", "半日", "◐", "◑", "△", "▲", "0.5天"})
_NO_MARKS = frozenset(
    {
        "", "0", "0.0", "病", "病假", "事", "事假", "休", "休息", "假", "×", "✗", "✘", "X", "缺", "旷",
        "旷工", "雨", "停", "停工", "-", "--", "—", "——", "/", "\\",
    }
)  # fmt: skip
MARKS = {
    **dict.fromkeys(_FULL_MARKS, FULL),
    **dict.fromkeys(_HALF_MARKS, HALF),
    **dict.fromkeys(_NO_MARKS, NONE),
}
USUAL = {FULL: "√", HALF: "0.5", NONE: ""}
HOW_TO = "出勤一天填“√”或1，半天填“0.5”或“△”，没有出勤留空或填0、“病”“事”“休”“×”"


class UnknownMark(ValueError):
    """A mark that says nothing certain; `str()` is a sentence on what to write instead."""


def centidays_of(text: str) -> int:
    """Return the work a mark stands for: 100, 50 or 0 hundredths of a 工日; full-width forms are the same marks.

    Raises:
        UnknownMark: anything else.
    """
    plain = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    if plain not in MARKS:
        raise UnknownMark(f"看不懂这个考勤符号，{HOW_TO}，请更正。")
    return MARKS[plain]


def mark_of(centidays: int) -> str:
    """Return the mark a grid or a sheet shows for work of 0, 50 or 100 hundredths: "", "0.5", "√"."""
    return USUAL[centidays]
