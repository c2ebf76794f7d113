"""What a report says, before it is paper or page: text whose figures remember where they come from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from string import Formatter
from typing import ClassVar, Literal
from urllib.parse import urlencode

from django.urls import reverse

from dispatch.definitions import ALL_DEFINITIONS, Shape
from dispatch.figures import Scope
from dispatch.values import Value
from documents.formats import rounded
from documents.papers import Column, Table
from documents.papers.model import HeaderCell


@dataclass(frozen=True)
class Figured:
    """A printed figure that can be opened: the scope and the definition it belongs to, and the freezings behind it.

    `earlier` are the other months of a span; `against` the span it is compared with, its last month first.
    """

    text: str
    scope: str
    key: str
    figure: str
    revision: int = field(default=0, compare=False)
    earlier: tuple[int, ...] = field(default=(), compare=False)
    against: tuple[int, ...] = field(default=(), compare=False)

    @property
    def url(self) -> str:
        """The page of the rows behind it."""
        asked = {"key": self.key, "with": _joined(self.earlier), "against": _joined(self.against)}
        query = urlencode({name: value for name, value in asked.items() if value})
        address = reverse("figure_rows", args=[self.revision, self.scope, self.figure])
        return f"{address}?{query}" if query else address

    def __str__(self) -> str:
        return self.text


def _joined(keys: Sequence[int]) -> str:
    return ",".join(str(key) for key in keys)


Part = str | Figured
Align = Literal["left", "center", "right"]


def say(template: str, scope: Scope, **words: object) -> tuple[Part, ...]:
    """Fill `{figure_key}` with figures of the scope, unit included, and other names with `words`.

    The sentence "完成{invested_fen}" becomes ("完成", Figured("82827.14万元", …)).
    """
    parts: list[Part] = []
    for literal, name, _, _ in Formatter().parse(template):
        if literal:
            parts.append(literal)
        if name:
            parts.append(str(words[name]) if name in words else figured(scope, name))
    return tuple(parts)


def figured(scope: Scope, key: str) -> Figured:
    return opened(scope, key, scope.value(key).said)


def opened(scope: Scope, key: str, text: str, against: Scope | None = None) -> Figured:
    """A text that opens a figure of the scope, beside the scope it is compared with."""
    spans = ALL_DEFINITIONS[key].spans
    earlier = scope.earlier if spans else ()
    beside = (against.revision, *(against.earlier if spans else ())) if against else ()
    return Figured(text, scope.kind, scope.key, key, scope.revision, earlier, beside)


def before_lead(scope: Scope, against: str) -> str:
    """What stands before {lead}: `against` before 超 or 欠; nothing before 与序时持平, which names the pace itself."""
    exact = scope.value("lead").exact
    if exact is None:
        return "超欠序时"
    return against if rounded(exact, 1) else ""


def cell(scope: Scope, key: str) -> Figured:
    """A figure as a table prints it: the unit stands in the heading."""
    return opened(scope, key, table_text(scope.value(key)))


def table_text(value: Value) -> str:
    return value.text.removesuffix("个百分点") if value.definition.shape is Shape.LEAD else value.text


def plain(parts: Sequence[Part]) -> str:
    return "".join(str(part) for part in parts)


@dataclass(frozen=True)
class Title:
    """A heading on its own line, level 1 「一、」 or 2 「（一）」."""

    level: Literal[1, 2]
    text: str
    shape: ClassVar[str] = "title"


@dataclass(frozen=True)
class Line:
    """A paragraph; `lead` is its run-in heading."""

    parts: tuple[Part, ...]
    lead: str = ""
    shape: ClassVar[str] = "line"


@dataclass(frozen=True)
class Narrative:
    """Text a person may have rewritten."""

    text: str
    shape: ClassVar[str] = "narrative"

    @property
    def lines(self) -> list[str]:
        return [line for raw in self.text.splitlines() if (line := raw.strip())]


@dataclass(frozen=True)
class Picture:
    """A chart. `label` says for those who cannot see it what it shows."""

    svg: str
    caption: str
    label: str
    shape: ClassVar[str] = "picture"


@dataclass(frozen=True)
class GridColumn:
    """A column: heading (a line break in it is kept), width in mm, alignment, group; `wraps`: texts may take lines."""

    heading: str
    width: float = 1
    align: Align = "right"
    group: str = ""
    wraps: bool = False

    @property
    def page_class(self) -> str:
        """The class of its cells on a page: figures in line, names with room, the rest on one line."""
        if self.align == "right":
            return "num"
        return "wrap" if self.wraps else "nowrap"


@dataclass(frozen=True)
class Grid:
    """A table. Rows and total hold texts and figures; `note` is what the reader must know of its sums."""

    columns: tuple[GridColumn, ...]
    rows: tuple[tuple[Part, ...], ...]
    total: tuple[Part, ...] = ()
    caption: str = ""
    unit: str = ""
    note: str = ""
    font_size: float = 10.5
    shape: ClassVar[str] = "grid"

    @property
    def header_rows(self) -> list[list[HeaderCell]]:
        """One or two rows of head cells, as the paper's table has them."""
        columns = tuple(Column(made.heading, made.width, made.align, made.group) for made in self.columns)
        return Table(columns=columns, rows=()).header_rows

    @property
    def page_rows(self) -> list[list[tuple[Part, str]]]:
        """Each row's parts with the page's class of their columns."""
        return [self._classed(row) for row in self.rows]

    @property
    def page_total(self) -> list[tuple[Part, str]]:
        return self._classed(self.total)

    def _classed(self, row: tuple[Part, ...]) -> list[tuple[Part, str]]:
        return [(part, column.page_class) for part, column in zip(row, self.columns, strict=False)]


Block = Title | Line | Narrative | Picture | Grid


@dataclass(frozen=True)
class AnnexContent:
    title: str
    blocks: tuple[Block, ...]
    landscape: bool = False


@dataclass(frozen=True)
class Report:
    """A whole report, from its title to its annexes."""

    title: str
    addressee: str
    body: tuple[Block, ...]
    annexes: tuple[AnnexContent, ...] = field(default=())
    is_downward: bool = False


Section = tuple[str, Sequence[Block]]
NUMERALS = "一二三四五六七八九十"


def numbered(sections: Iterable[Section]) -> tuple[Block, ...]:
    """Sections under their headings 「一、」「二、」; those that say nothing are left out."""
    said = [(title, blocks) for title, blocks in sections if blocks]
    return tuple(
        block
        for numeral, (title, blocks) in zip(NUMERALS, said, strict=False)
        for block in (Title(1, f"{numeral}、{title}"), *blocks)
    )


def led(lines: Iterable[tuple[str, Sequence[Part]]]) -> list[Block]:
    """Paragraphs with run-in headings 「（一）…。」; empty ones are left out."""
    said = [(title, parts) for title, parts in lines if parts]
    return [
        Line(tuple(parts), lead=f"（{numeral}）{title}。")
        for numeral, (title, parts) in zip(NUMERALS, said, strict=False)
    ]
