"""Lines over an ordered axis, such as the months of a year, with the values written at the points where they fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.safestring import SafeString

from documents.charts.ink import (
    ACCENT,
    FAINT,
    INK,
    MISSING,
    SIZE,
    WIDTH,
    Number,
    drawing,
    exact,
    in_words,
    nothing,
    place,
    stroke,
    width_of,
    words,
)

HEIGHT = 240
TOP = 26
BOTTOM = 206
EDGE = 26
STEPS = (-7, -12, -18, 18, 23, 29)  # where a value may stand: just above its point, higher, below
STYLES = ((ACCENT, "", 2.2), (INK, "5 3", 1.4), (FAINT, "1.5 2.5", 1.8))


@dataclass(frozen=True)
class Series:
    """One line: a value (or None: a gap) and its text for each label of the axis."""

    name: str
    values: Sequence[Number | None]
    texts: Sequence[str]


Spot = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True)
class Point:
    x: float
    y: float
    text: str


@dataclass
class Board:
    """What is already drawn: words are put down only where they touch nothing."""

    width: float
    taken: list[Spot] = field(default_factory=list)

    def block(self, points: Sequence[Point]) -> None:
        """Keep words off a line."""
        for start, end in zip(points, points[1:], strict=False):
            steps = max(1, int((end.x - start.x) / 4))
            for step in range(steps + 1):
                x = start.x + (end.x - start.x) * step / steps
                y = start.y + (end.y - start.y) * step / steps
                self.taken.append((x - 1, y - 1.5, x + 1, y + 1.5))

    def put(self, x: float, y: float, text: str, color: str) -> str | None:
        half = width_of(text) / 2 + 2
        middle = min(max(x, half), self.width - half)
        spot = (middle - half, y - SIZE + 1, middle + half, y + 2)
        if spot[1] < 0 or any(_touch(spot, other) for other in self.taken):
            return None
        self.taken.append(spot)
        return words(middle, y, text, anchor="middle", color=color)


def line_chart(
    labels: Sequence[str], series: Sequence[Series], *, title: str, description: str = "", width: float = WIDTH
) -> SafeString:
    """Draw up to three lines over `labels`; the first is the accent, the others dashed. The axis begins at zero.

    Every value is in the description; at the points a text is left out rather than laid over another.

    Raises:
        ValueError: a value is no finite number, or a series does not fit the labels.
    """
    known = [number for line in series for number in map(exact, line.values) if number is not None]
    if not labels or not known:
        return nothing(title=title, width=width)
    names = max(width_of(line.name) for line in series) + 12 if len(series) > 1 else 0
    right = width - EDGE - names
    low, high = min([0.0, *known]), max([0.0, *known])
    board, zero = Board(width), _y(0, low, high)
    parts = [stroke(EDGE - 16, zero, right + 16, zero), *_axis(labels, right, board)]
    board.block([Point(EDGE - 16, zero, ""), Point(right + 16, zero, "")])
    drawn = [_points(line, right, low, high) for line in series]
    for points, style in zip(drawn, STYLES, strict=False):
        parts += _line(points, *style)
        for run in _runs(points):
            board.block(run)
    if len(series) > 1:
        parts += _names(series, drawn, right, board)
    for points, style in zip(drawn, STYLES, strict=False):
        parts += _texts(points, board, style[0])
    return drawing(parts, HEIGHT, title=title, description=description or _said(labels, series), width=width)


def _x(number: int, count: int, right: float) -> float:
    return (EDGE + right) / 2 if count == 1 else EDGE + (right - EDGE) * number / (count - 1)


def _y(value: float, low: float, high: float) -> float:
    return BOTTOM - (value - low) / ((high - low) or 1) * (BOTTOM - TOP)


def _points(line: Series, right: float, low: float, high: float) -> list[Point | None]:
    count = len(line.values)
    pairs = enumerate(zip(map(exact, line.values), line.texts, strict=True))
    return [
        None if value is None else Point(_x(number, count, right), _y(value, low, high), text)
        for number, (value, text) in pairs
    ]


def _runs(points: Sequence[Point | None]) -> Iterator[list[Point]]:
    """Stretches without a gap: an unknown month is not drawn as if it were known."""
    run: list[Point] = []
    for point in points:
        if point is None:
            if run:
                yield run
            run = []
        else:
            run.append(point)
    if run:
        yield run


def _line(points: Sequence[Point | None], color: str, dash: str, width: float) -> list[str]:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    parts = []
    for run in _runs(points):
        path = " ".join(f"{place(point.x)},{place(point.y)}" for point in run)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="{width}"{dashed}/>')
        parts += [f'<circle cx="{place(dot.x)}" cy="{place(dot.y)}" r="2.6" fill="{color}"/>' for dot in run]
    return parts


def _texts(points: Sequence[Point | None], board: Board, color: str) -> list[str]:
    """The last value first: it matters most."""
    parts = []
    for point in reversed([point for point in points if point and point.text]):
        tries = (board.put(point.x, point.y + step, point.text, color) for step in STEPS)
        parts += [next((said for said in tries if said), "")]
    return parts


def _axis(labels: Sequence[str], right: float, board: Board) -> list[str]:
    """The last label first: where room is short, the latest month keeps its name."""
    count = len(labels)
    spots = [(_x(number, count, right), label) for number, label in enumerate(labels)]
    said = [board.put(x, HEIGHT - 8, label, FAINT) for x, label in reversed(spots)]
    return [text for text in reversed(said) if text]


def _names(series: Sequence[Series], drawn: Sequence[Sequence[Point | None]], right: float, board: Board) -> list[str]:
    """Each line's name at its end, pushed down where two would meet and up again from the lower edge."""
    ends = sorted(
        (next((point.y for point in reversed(points) if point), BOTTOM), line.name, style[0])
        for points, line, style in zip(drawn, series, STYLES, strict=False)
    )
    lines: list[float] = []
    for y, _, _ in ends:
        lines.append(max(y + SIZE * 0.36, lines[-1] + SIZE + 3 if lines else 0))
    surplus = max(0.0, lines[-1] - BOTTOM - SIZE * 0.36)
    board.taken.append((right + 18, lines[0] - surplus - SIZE, board.width, lines[-1] - surplus + 3))
    return [words(right + 20, y - surplus, name, color=color) for y, (_, name, color) in zip(lines, ends, strict=True)]


def _touch(a: Spot, b: Spot) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _said(labels: Sequence[str], series: Sequence[Series]) -> str:
    def one(line: Series) -> str:
        return in_words([(label, text or MISSING) for label, text in zip(labels, line.texts, strict=True)])

    return "。".join(f"{line.name}——{one(line)}" if line.name else one(line) for line in series)
