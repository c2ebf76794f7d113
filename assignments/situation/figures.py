"""研判数据: tables of figures that the floors above give for a day; frozen as they were on the note.

This floor knows no labor: whoever knows it registers a source when the house starts (`register`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from assignments.models import Topic
from documents.formats import MISSING, count, yuan

MONEY = "元"  # kept in 分


@dataclass(frozen=True)
class Head:
    """One column: its heading, and the unit of its numbers (人, 人次, 个, 元; "" for words)."""

    heading: str
    unit: str = ""

    @property
    def said(self) -> str:
        return f"{self.heading}（{self.unit}）" if self.unit else self.heading

    def text(self, value: int | str | None) -> str:
        """A value as it is printed; money is kept in 分 and told in 元."""
        if value is None:
            return MISSING
        if isinstance(value, str):
            return value
        return yuan(value) if self.unit == MONEY else count(value)


@dataclass(frozen=True, kw_only=True)
class FigureTable:
    """Figures of one kind: whole numbers with their units, where they come from, and what they say in sentences.

    `chart` names how they are drawn ("lines" over months, "bars", "" not at all), by the first two numbers of a row.
    """

    key: str
    topic: str
    title: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[int | str | None, ...], ...]
    source: str
    total: tuple[int | str | None, ...] = ()
    note: str = ""
    said: tuple[str, ...] = ()
    chart: str = ""

    @property
    def printed(self) -> list[tuple[str, ...]]:
        return [self._line(row) for row in self.rows]

    @property
    def printed_total(self) -> tuple[str, ...]:
        return self._line(self.total) if self.total else ()

    @property
    def page_rows(self) -> list[list[tuple[str, bool]]]:
        """Each cell as it is printed, and whether it is a number of some unit."""
        return [[(text, bool(head.unit)) for head, text in zip(self.heads, row, strict=True)] for row in self.printed]

    def _line(self, row: tuple[int | str | None, ...]) -> tuple[str, ...]:
        return tuple(head.text(value) for head, value in zip(self.heads, row, strict=True))


Source = Callable[[date], Iterable[FigureTable]]

_SOURCES: list[Source] = []


def register(source: Source) -> None:
    """Floors above give figures as of a day; registered twice, a source is asked once."""
    if source not in _SOURCES:
        _SOURCES.append(source)


def take(as_of: date) -> list[dict[str, Any]]:
    """Every figure of a day, as it is frozen on a note."""
    return [asdict(table) for source in _SOURCES for table in source(as_of)]


def thaw(frozen: Iterable[Mapping[str, Any]]) -> list[FigureTable]:
    """The tables of a note, by topic, as they were frozen."""
    order = {topic: place for place, topic in enumerate(Topic.values)}
    tables = [_thawed(dict(one)) for one in frozen]
    return sorted(tables, key=lambda table: order.get(table.topic, len(order)))


def _thawed(one: dict[str, Any]) -> FigureTable:
    heads = tuple(Head(**head) for head in one.pop("heads"))
    rows = tuple(tuple(row) for row in one.pop("rows"))
    total, said = tuple(one.pop("total")), tuple(one.pop("said"))
    return FigureTable(heads=heads, rows=rows, total=total, said=said, **one)
