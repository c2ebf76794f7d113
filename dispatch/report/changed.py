"""对比情况: with the span before and with a year ago, in sentences and as a table."""

from __future__ import annotations

from collections.abc import Iterator

from dispatch.comparing import COMPARED, NAMES, Change, Comparison, compared
from dispatch.definitions import ALL_DEFINITIONS
from dispatch.figures import Scope
from dispatch.report.content import Block, Grid, GridColumn, Line, Part, cell, opened
from dispatch.spanbook import SpanBook
from documents.formats import MISSING

NAMED = 5  # figures said in the sentence; the table has them all


def changes(book: SpanBook) -> list[Block]:
    """One sentence for each span it is compared with, then the table where there is anything to compare."""
    found = compared(book)
    said: list[Block] = [Line(_sentence(book, one)) for one in found]
    return [*said, _grid(book, found)] if any(one.book for one in found) else said


def _sentence(book: SpanBook, against: Comparison) -> tuple[Part, ...]:
    if against.book is None:
        return (against.why_not,)
    told = [(key, change) for key, change in against.changes.items() if change.said][:NAMED]
    parts: list[Part] = [f"与{against.name}相比，"] if told else []
    for number, (key, change) in enumerate(told, start=1):
        end = "。" if number == len(told) else "，"
        said = opened(book.total, key, change.said, against.book.total)
        parts += [change.made.label, said, end]
    return (*parts, *against.notes)


def _grid(book: SpanBook, found: list[Comparison]) -> Grid:
    return Grid(
        columns=(
            GridColumn("指标", 37, "left", wraps=True),
            GridColumn("单位", 9.5, "center"),
            GridColumn(NAMES[book.kind].now, 18),
            *(column for against in found for column in _columns(against)),
        ),
        rows=tuple(_row(book, key, found) for key in COMPARED[book.kind]),
        caption="主要指标对比",
        note=f"注：增减按未舍入的数计算，比率的增减为百分点；{_sums(book)}没有可比数的写“—”。",
        font_size=9,
    )


def _sums(book: SpanBook) -> str:
    return "本年累计数环比只列增减，不计增幅；" if NAMES[book.kind].before else ""


def _columns(against: Comparison) -> Iterator[GridColumn]:
    yield GridColumn(against.name, 18, group=f"与{against.name}对比")
    yield GridColumn("增减", 20, group=f"与{against.name}对比")
    yield GridColumn("增幅", 13.5, group=f"与{against.name}对比")


def _row(book: SpanBook, key: str, found: list[Comparison]) -> tuple[Part, ...]:
    made = ALL_DEFINITIONS[key]
    beside = (part for against in found for part in _beside(book.total, key, against))
    return (made.label, made.unit, cell(book.total, key), *beside)


def _beside(now: Scope, key: str, against: Comparison) -> tuple[Part, ...]:
    change = against.changes[key]
    if against.book is None or change.number is None:
        return (_then(against, key, change), MISSING, MISSING)
    then = against.book.total
    return (cell(then, key), opened(now, key, change.text.removesuffix("个百分点"), then), change.growth)


def _then(against: Comparison, key: str, change: Change) -> Part:
    return cell(against.book.total, key) if against.book and change.then else MISSING
