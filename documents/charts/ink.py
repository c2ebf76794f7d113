"""The pen: SVG elements as text, the width of words, lengths on a scale."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from html import escape

from django.utils.safestring import SafeString

Number = int | float | Decimal | Fraction

WIDTH = 640
SIZE = 13  # text size; at 156 mm paper width this prints as 9 pt
ACCENT = "#1c4f82"
PALE = "#c9daea"
INK = "#1f2933"
FAINT = "#66727f"
RULE = "#c3ccd4"
MISSING = "—"
NOTHING = "暂无数据"
NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
NARROW = {".": 0.32, ",": 0.32, "-": 0.42, "%": 0.95, " ": 0.3, "m": 0.95, "w": 0.85, "i": 0.32, "l": 0.32}


def width_of(text: str, size: float = SIZE) -> float:
    """An estimate on the generous side: a Chinese character is one em, other signs a part of it."""
    return size * sum(_em(sign) for sign in text)


def _em(sign: str) -> float:
    if unicodedata.east_asian_width(sign) in "WFA":
        return 1.0
    return NARROW.get(sign, 0.74 if sign.isupper() else 0.62)


def wrapped(text: str, room: float, lines: int = 2) -> list[str]:
    """Break a label into at most `lines` lines that fit into `room`; what is too long ends in an ellipsis."""
    kept: list[str] = [""]
    for sign in text:
        if width_of(kept[-1] + sign) <= room:
            kept[-1] += sign
        elif len(kept) < lines:
            kept.append(sign)
        else:
            return [*kept[:-1], _shortened(kept[-1], room)]
    return kept


def _shortened(line: str, room: float) -> str:
    while line and width_of(line + "…") > room:
        line = line[:-1]
    return line + "…"


def exact(value: Number | None) -> float | None:
    """A value as a coordinate needs it.

    Raises:
        ValueError: the value is no finite number.
    """
    if value is None:
        return None
    number = float(value)
    if not math.isfinite(number):
        raise ValueError("图中的数值必须是确定的数。")
    return number


def clean(text: str) -> str:
    """Text as XML may hold it, escaped."""
    return escape(NOT_XML.sub("", text))


def place(number: float) -> str:
    """A coordinate with at most one decimal, the same on every machine; never a negative zero."""
    return f"{round(number, 1) + 0.0:.1f}".removesuffix(".0")


def words(x: float, y: float, text: str, *, anchor: str = "start", color: str = INK, bold: bool = False) -> str:
    weight = ' font-weight="700"' if bold else ""
    return f'<text x="{place(x)}" y="{place(y)}" text-anchor="{anchor}" fill="{color}"{weight}>{clean(text)}</text>'


def box(x: float, y: float, width: float, height: float, *, pale: bool = False) -> str:
    fill = f'fill="{PALE}" stroke="{ACCENT}" stroke-width="1"' if pale else f'fill="{ACCENT}"'
    return f'<rect x="{place(x)}" y="{place(y)}" width="{place(width)}" height="{place(height)}" {fill}/>'


def stroke(x1: float, y1: float, x2: float, y2: float, *, color: str = RULE, dash: str = "", width: float = 1) -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    ends = f'x1="{place(x1)}" y1="{place(y1)}" x2="{place(x2)}" y2="{place(y2)}"'
    return f'<line {ends} stroke="{color}" stroke-width="{place(width)}"{dashed}/>'


def drawing(parts: Iterable[str], height: float, *, title: str, description: str, width: float = WIDTH) -> SafeString:
    """The whole chart; a reader that cannot see it gets the title and every value in words."""
    open_tag = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {place(width)} {place(height)}" role="img" '
        f'aria-label="{clean(title)}" font-size="{SIZE}">'
    )
    body = "".join(parts)
    return SafeString(f"{open_tag}<title>{clean(title)}</title><desc>{clean(description)}</desc>{body}</svg>")


def nothing(*, title: str, width: float = WIDTH) -> SafeString:
    """A chart without any value still says so."""
    said = words(width / 2, 40, NOTHING, anchor="middle", color=FAINT)
    return drawing([said], 70, title=title, description=NOTHING, width=width)


def in_words(pairs: Sequence[tuple[str, str]]) -> str:
    return "；".join(f"{label}：{text}" for label, text in pairs)
