"""二、分领域情况 and 三、分单位情况: one sentence a group, one table, one chart each."""

from __future__ import annotations

from dataclasses import replace

from dispatch.definitions import DEFINITIONS
from dispatch.figures import FigureBook, Scope
from dispatch.notes import rounding_note
from dispatch.report.content import Block, Grid, GridColumn, Line, Part, Picture, before_lead, cell, say
from dispatch.report.cutting import MOST_BARS, MOST_UNITS, REST, largest, noted
from documents.charts import Bar, Reference, bar_chart
from documents.formats import rounded
from projects.pace import pace

COLUMNS = {
    "projects": GridColumn("项目数", 13.2),
    "plan_fen": GridColumn("年度计划", 19.8, group="投资"),
    "invested_fen": GridColumn("累计完成", 19.8, group="投资"),
    "completion_rate": GridColumn("完成率", 13.6, group="投资"),
    "lead": GridColumn("超欠\n序时", 13.6, group="投资"),
    "workers_year": GridColumn("累计\n吸纳", 12.2, group="就业和报酬"),
    "remuneration_year_fen": GridColumn("累计发放", 17, group="就业和报酬"),
    "backed_pay_share": GridColumn("有明细\n比重", 14.8, group="就业和报酬"),
}
INVESTED = "累计完成投资{invested_fen}，投资完成率{completion_rate}，{lead_words}{lead}"
UNTOLD = "没有填报完成投资"
UNITS = "个、万元、百分点、人"
SUMMED = [key for key in COLUMNS if DEFINITIONS[key].below is None]


def by_sector(book: FigureBook) -> list[Block]:
    return [
        Line(_sentences(book.sectors, "领域")),
        _grid(book, book.sectors, "领域", "分领域进展情况"),
        _completion_chart(book, book.sectors),
    ]


def by_unit(book: FigureBook) -> list[Block]:
    return [
        Line(("按行业主管部门统计，各单位项目进展、吸纳就业和劳务报酬发放情况如下。",)),
        _units(book),
        _pay_chart(book.units),
    ]


def groups(book: FigureBook) -> list[Block]:
    """Both tables and one chart: what a half-year's or a year's report has room for."""
    return [
        _grid(book, book.sectors, "领域", "分领域进展情况"),
        _completion_chart(book, book.sectors),
        _units(book),
    ]


def _units(book: FigureBook) -> Grid:
    """All units, or the largest by plan where they are more than paper carries; the total is over all."""
    shown = largest(book.units, "plan_fen")
    whole = _grid(book, book.units, "行业主管部门", "分单位进展情况")
    if len(shown) == len(book.units):
        return whole
    said = f"本表列年度计划投资最多的{MOST_UNITS}个单位，合计为全部{len(book.units)}个，{REST}"
    names = {scope.name for scope in shown}
    return replace(whole, rows=tuple(row for row in whole.rows if row[0] in names), note=noted(whole.note, said))


def _sentences(scopes: list[Scope], suffix: str) -> tuple[Part, ...]:
    parts: tuple[Part, ...] = ()
    for scope in scopes:
        end = "。" if scope is scopes[-1] else "；"
        told = scope.value("invested_fen").numerator is not None
        parts += say(
            f"{{name}}{{projects}}项目，{INVESTED if told else UNTOLD}{{end}}",
            scope,
            name=f"{scope.name}{suffix}",
            end=end,
            lead_words=before_lead(scope, "较序时进度"),
        )
    return parts


def _grid(book: FigureBook, scopes: list[Scope], heading: str, caption: str) -> Grid:
    name = GridColumn(heading, 32, align="left")
    return Grid(
        columns=(name, *COLUMNS.values()),
        rows=tuple((scope.name, *(cell(scope, key) for key in COLUMNS)) for scope in scopes),
        total=("合计", *(cell(book.total, key) for key in COLUMNS)),
        caption=caption,
        unit=UNITS,
        note=rounding_note(scopes, book.total, SUMMED),
    )


def _completion_chart(book: FigureBook, scopes: list[Scope]) -> Picture:
    values = [(scope.name, scope.value("completion_rate")) for scope in scopes]
    due = rounded(pace(book.month) * 100, 1)
    caption = f"图1 各领域投资完成率与序时进度（{'截至' if book.earlier else ''}{book.period.label}）"
    svg = bar_chart(
        [Bar(name, value.number, value.text) for name, value in values],
        title=caption,
        reference=Reference(due, f"序时{due}%"),
    )
    return Picture(svg, caption, "；".join(f"{name}{value.text}" for name, value in values))


def _pay_chart(scopes: list[Scope]) -> Picture:
    shown = largest(scopes, "remuneration_year_fen", MOST_BARS)
    values = [(scope.name, scope.value("remuneration_year_fen")) for scope in shown]
    few = "" if len(shown) == len(scopes) else f"，最多的{MOST_BARS}个单位"
    caption = f"图2 各单位本年累计已发放劳动报酬（万元{few}）"
    svg = bar_chart([Bar(name, value.number, value.text) for name, value in values], title=caption)
    return Picture(svg, caption, "；".join(f"{name}{value.said}" for name, value in values))
