"""The note as an official paper: its text, one chart in it, and the figures as an annex."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.safestring import SafeString

from assignments.models import SituationNote
from assignments.papers import official
from assignments.situation.figures import FigureTable, thaw
from documents.charts import Group, Series, grouped_bar_chart, line_chart
from documents.formats import chinese_date
from documents.papers import Annex, Block, Column, Figure, Heading, OfficialPaper, Paragraph, Table, blocks_from_text

ADDRESSEE = "领导小组各成员单位"
COPIES = ("区政府领导",)


def compose(note: SituationNote, number: str, day: date, *, draft: bool = False) -> OfficialPaper:
    """The paper under a number and a day."""
    tables = thaw(note.figures)
    return official(
        number=number,
        title=note.title,
        addressee=ADDRESSEE,
        body=_with_chart(blocks_from_text(note.body), tables),
        dated=day,
        copies=COPIES,
        draft=draft,
        annexes=(Annex("研判数据表", tuple(_annex(note, tables))),) if tables else (),
        unbroken=("综合研判", "劳动力就业", "灾情疫情"),
    )


def drawing(table: FigureTable) -> SafeString:
    """The SVG of a table's first two columns of numbers; "" for one that is not drawn."""
    numbers = [place for place, head in enumerate(table.heads) if head.unit][:2]
    if not table.chart or not table.rows or len(numbers) < 2:
        return SafeString("")
    names = [table.heads[place].said for place in numbers]
    labels = [str(row[0]) for row in table.rows]
    values = [[_number(row[place]) for place in numbers] for row in table.rows]
    texts = [[line[place] for place in numbers] for line in table.printed]
    if table.chart == "lines":
        lines = [Series(name, [row[at] for row in values], [row[at] for row in texts]) for at, name in enumerate(names)]
        return line_chart(labels, lines, title=table.title)
    groups = [Group(label, row, said) for label, row, said in zip(labels, values, texts, strict=True)]
    return grouped_bar_chart(groups, series=names, title=table.title)


def _number(value: int | str | None) -> int | None:
    return value if isinstance(value, int) else None


def _with_chart(blocks: tuple[Block, ...], tables: Iterable[FigureTable]) -> tuple[Block, ...]:
    """The first chart at the end of the first chapter, where its words are."""
    drawn = next(((table, svg) for table in tables if (svg := drawing(table))), None)
    if drawn is None:
        return blocks
    chapters = [place for place, block in enumerate(blocks) if isinstance(block, Heading) and block.level == 1]
    place = chapters[1] if len(chapters) > 1 else len(blocks)
    table, svg = drawn
    return (*blocks[:place], Figure(svg, f"图1　{table.title}"), *blocks[place:])


def _annex(note: SituationNote, tables: Iterable[FigureTable]) -> Iterable[Block]:
    for place, table in enumerate(tables, start=1):
        yield _table(table, f"表{place}　{table.title}")
    if note.figures_at:
        yield Paragraph(f"数据截至{chinese_date(note.as_of)}，取数后固定，不随以后的填报和更正变化。")


def _table(table: FigureTable, caption: str) -> Table:
    said = (f"来源：{table.source}", table.note)
    return Table(
        columns=tuple(
            Column(head.said, 1.4 if place == 0 else 1, "right" if head.unit else "center")
            for place, head in enumerate(table.heads)
        ),
        rows=tuple(table.printed),
        total=table.printed_total,
        caption=caption,
        note="。".join(one.rstrip("。") for one in said if one) + "。",
    )
