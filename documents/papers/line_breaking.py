"""Where a title or masthead breaks: whole phrases, lines of like length, never an hourglass (GB/T 9704-2012, 7.3.1).

The shape wanted is a trapezoid or a diamond: of three lines the middle one may be the longest, never the shortest.
"""

import re
from functools import lru_cache
from itertools import combinations, pairwise

# Words of official style that read badly when split between two lines.
OFFICIAL_WORDS = (
    "关于", "情况", "报告", "通报", "通知", "请示", "批复", "函", "工作", "专项", "领导小组", "办公室", "实施",
    "方案", "意见", "办法", "进展", "月度", "季度", "年度", "上半年", "下半年", "人民政府", "文件", "印发",
)  # fmt: skip
GOOD_BEFORE = ("的", "和", "与", "及", "等")  # a line does not begin with these
ROUGH_BREAK = 8  # what a break beside no known word costs, in the square of a character
OPENERS, CLOSERS = "（《〈“‘〔【", "）》〉”’〕】、，。：；？！"


def text_width(text: str) -> float:
    """Return the width of a text in 字: an ASCII character takes half of one."""
    return sum(0.5 if ord(character) < 0x2E80 and character.isascii() else 1 for character in text)


def balanced_lines(text: str, *, room: float, unbroken: tuple[str, ...] = ()) -> list[str]:
    """Break `text` into the fewest lines of at most `room` 字, as even as whole words allow.

    A line break already in the text is kept; only a line wider than `room` is broken further.
    """
    if "\n" in text:
        kept = [line.strip() for line in text.splitlines() if line.strip()]
        return [part for line in kept for part in balanced_lines(line, room=room, unbroken=unbroken)]
    for count in range(1, 6):
        if lines := _best(text, count, room, unbroken):
            return list(lines)
    return [text]


@lru_cache(maxsize=256)
def _best(text: str, count: int, room: float, unbroken: tuple[str, ...]) -> tuple[str, ...] | None:
    places = _break_places(text, unbroken)
    if count == 1:
        return (text,) if text_width(text) <= room else None
    seams = {place for word in (*OFFICIAL_WORDS, *unbroken) for place in _ends(text, word)}
    layouts = [
        (_ugliness(lines) + ROUGH_BREAK * len(set(cuts) - seams), lines)
        for cuts in combinations(places, count - 1)
        if max(map(text_width, lines := _cut(text, cuts))) <= room
    ]
    return min(layouts, default=(0, None))[1]


def _cut(text: str, cuts: tuple[int, ...]) -> tuple[str, ...]:
    return tuple(text[start:end] for start, end in pairwise((0, *cuts, len(text))))


def _break_places(text: str, unbroken: tuple[str, ...]) -> list[int]:
    closed = {place for word in (*OFFICIAL_WORDS, *unbroken) for place in _inside(text, word)}
    closed |= {
        place
        for found in re.finditer(r"[0-9A-Za-z.%]+[年月日号期]*", text)
        for place in range(found.start() + 1, found.end())
    }
    return [
        place
        for place in range(2, len(text) - 1)
        if place not in closed and text[place] not in CLOSERS + "".join(GOOD_BEFORE) and text[place - 1] not in OPENERS
    ]


def _inside(text: str, word: str) -> list[int]:
    starts = [found.start() for found in re.finditer(re.escape(word), text)]
    return [place for start in starts for place in range(start + 1, start + len(word))]


def _ends(text: str, word: str) -> list[int]:
    return [place for found in re.finditer(re.escape(word), text) for place in found.span()]


def _ugliness(lines: tuple[str, ...]) -> float:
    """Lower is better: uneven lines cost, an hourglass costs most, a break after 的 or 、 is welcome."""
    widths = [text_width(line) for line in lines]
    uneven = sum((width - sum(widths) / len(widths)) ** 2 for width in widths)
    hourglass = any(
        middle < min(before, after) for before, middle, after in zip(widths, widths[1:], widths[2:], strict=False)
    )
    welcome = sum(line[-1] in "的、，》" for line in lines[:-1])
    split_words = sum(1 for line in lines[:-1] if line.endswith("关于"))
    return uneven + 100 * hourglass - 6 * welcome + 6 * split_words
