"""Horizontal bars with their values written beside them, one or two to a row, with an optional reference line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from documents.charts.ink import (
    FAINT,
    INK,
    MISSING,
    SIZE,
    WIDTH,
    Number,
    box,
    drawing,
    exact,
    in_words,
    nothing,
    stroke,
    width_of,
    words,
    wrapped,
)

LABEL_SHARE = 0.36
GAP = 8
LINE = 16


@dataclass(frozen=True)
class Bar:
    """One row. `value` sets the length (None: nothing is known, no bar); `text` is written beside it."""

    label: str
    value: Number | None
    text: str = ""


@dataclass(frozen=True)
class Group:
    """One row of several bars, in the order of the chart's series."""

    label: str
    values: Sequence[Number | None]
    texts: Sequence[str]


@dataclass(frozen=True)
class Reference:
    """A thin line across all rows, named at its head."""

    value: Number
    label: str


@dataclass(frozen=True)
class Plot:
    """Where names end, and x of the values `low` and `high`, in units of the drawing."""

    names: float
    left: float
    right: float
    low: float
    high: float

    def x(self, value: float) -> float:
        return self.left + (value - self.low) / ((self.high - self.low) or 1) * (self.right - self.left)


def bar_chart(
    bars: Sequence[Bar],
    *,
    title: str,
    description: str = "",
    reference: Reference | None = None,
    width: float = WIDTH,
) -> SafeString:
    """Draw one bar a row, top to bottom in the order given.

    Args:
        title: read aloud and shown on hover, not drawn: page and paper have their own captions.
        description: what the chart says, for who cannot see it; made from labels and texts when empty.
        reference: a value all bars are compared with.
        width: of the drawing, to words of size 13; a narrow place on a page needs a narrow drawing.

    Raises:
        ValueError: a value is no finite number.
    """
    groups = [Group(bar.label, [bar.value], [bar.text]) for bar in bars]
    return _draw(groups, (), title=title, description=description, reference=reference, thickness=14, width=width)


def grouped_bar_chart(
    groups: Sequence[Group],
    *,
    series: Sequence[str],
    title: str,
    description: str = "",
    reference: Reference | None = None,
) -> SafeString:
    """Draw two bars a row: the first series solid, the second pale with an outline; `series` names them."""
    return _draw(groups, series, title=title, description=description, reference=reference, thickness=11)


def _draw(
    groups: Sequence[Group],
    series: Sequence[str],
    *,
    title: str,
    description: str,
    reference: Reference | None,
    thickness: int,
    width: float = WIDTH,
) -> SafeString:
    if not groups:
        return nothing(title=title, width=width)
    labels = [wrapped(group.label, width * LABEL_SHARE) for group in groups]
    plot = _plot(groups, labels, reference, width)
    top = (LINE + 6 if series else 4) + (LINE + 2 if reference else 0)
    row = max(LINE * max(map(len, labels)), max(len(group.values) for group in groups) * (thickness + 4)) + GAP
    bottom = top + row * len(groups)
    parts = [*_legend(series, plot), stroke(plot.x(0), top, plot.x(0), bottom)]
    for number, group in enumerate(groups):
        middle = top + row * (number + 0.5)
        parts += _label(labels[number], plot.names, middle)
        parts += _row(group, plot, middle, thickness, exact(reference.value) if reference else None)
    if reference:
        parts += _reference(reference, plot, top, bottom, width)
    pairs = [(group.label, "、".join(text or MISSING for text in group.texts)) for group in groups]
    return drawing(parts, bottom + 4, title=title, description=description or in_words(pairs), width=width)


def _plot(groups: Sequence[Group], labels: Sequence[Sequence[str]], reference: Reference | None, width: float) -> Plot:
    values = [exact(value) for group in groups for value in group.values]
    known = [value for value in values if value is not None] + ([float(reference.value)] if reference else [])
    texts = max(width_of(text or MISSING) for group in groups for text in group.texts) + GAP
    low, high = min([0.0, *known]), max([0.0, *known])
    names = max(width_of(line) for label in labels for line in label)
    left = names + GAP + (texts if low < 0 else 0)  # a negative value is written to the left of its bar
    return Plot(names, left, width - texts - GAP, low, high)


def _label(lines: Sequence[str], right: float, middle: float) -> list[str]:
    first = middle + SIZE * 0.36 - LINE * (len(lines) - 1) / 2
    return [words(right, first + LINE * number, line, anchor="end") for number, line in enumerate(lines)]


def _row(group: Group, plot: Plot, middle: float, thickness: int, reference: float | None) -> list[str]:
    step = thickness + 4
    parts = []
    for number, (value, text) in enumerate(zip(group.values, group.texts, strict=True)):
        center = middle + step * (number - (len(group.values) - 1) / 2)
        parts += _bar(exact(value), text, plot, center, thickness, pale=number > 0, reference=reference)
    return parts


def _bar(
    value: float | None, text: str, plot: Plot, center: float, thickness: int, *, pale: bool, reference: float | None
) -> list[str]:
    zero, end = plot.x(0), plot.x(value or 0)
    base = center + SIZE * 0.36
    if value is None:
        return [words(_clear(zero + 5, MISSING, plot, reference), base, text or MISSING, color=FAINT)]
    parts = [box(min(zero, end), center - thickness / 2, abs(end - zero), thickness, pale=pale)] if value else []
    if value < 0:
        return [*parts, words(end - 5, base, text, anchor="end")]
    return [*parts, words(_clear(end + 5, text, plot, reference), base, text)]


def _clear(x: float, text: str, plot: Plot, reference: float | None) -> float:
    """Move the words to the right of the reference line when they would lie across it."""
    if reference is None:
        return x
    line = plot.x(reference)
    return line + 5 if x - 3 < line < x + width_of(text) + 3 else x


def _reference(reference: Reference, plot: Plot, top: float, bottom: float, width: float) -> list[str]:
    x = plot.x(float(reference.value))
    half = width_of(reference.label) / 2
    middle = min(max(x, half + 2), width - half - 2)
    return [
        stroke(x, top - 2, x, bottom, color="#fff", width=3),  # keeps the line in sight where it crosses a bar
        stroke(x, top - 2, x, bottom, color=INK, dash="4 2"),
        words(middle, top - 6, reference.label, anchor="middle"),
    ]


def _legend(series: Sequence[str], plot: Plot) -> list[str]:
    parts: list[str] = []
    x = plot.left
    for number, name in enumerate(series):
        parts += [box(x, 4, 12, 10, pale=number > 0), words(x + 17, 14, name)]
        x += 17 + width_of(name) + 18
    return parts
