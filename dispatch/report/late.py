"""四、滞后及未报名单, in the text and as 附件2."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from dispatch.aggregates import LAG_POINTS
from dispatch.figures import FigureBook
from dispatch.models import GapWaiver
from dispatch.notes import month_word, names_of, reason_of
from dispatch.report.content import AnnexContent, Block, Grid, GridColumn, Line, Part, cell
from dispatch.report.cutting import cut_note, noted

NONE = "无"
TITLE = "进度滞后、应开工未开工及未报项目名单"


def late(book: FigureBook) -> list[Block]:
    """Who is behind, who has not begun, who has not reported; the lists are 附件2."""
    behind = [scope.name for scope in book.lagging()]
    waiting = [row.project_name for row in book.not_started()]
    silent = [row.project_name for row in book.unfiled()]
    return [
        Line((_count(behind, f"投资完成率低于序时进度{LAG_POINTS}个百分点及以上的项目"),), lead="（一）进度滞后项目。"),
        Line((_count(waiting, "按清单开工年月应开工而未开工的项目"),), lead="（二）应开工未开工项目。"),
        Line((_unreported(silent, month_word(book)),), lead="（三）未报项目。"),
    ]


def _count(names: list[str], what: str) -> str:
    return f"{what}{len(names)}个：{names_of(names, counted=False)}。详见附件2。" if names else f"没有{what}。"


def _unreported(names: list[str], month: str) -> str:
    return _count(names, f"{month}填报未报送或未通过审核的项目") if names else f"应报项目{month}均已报送并通过审核。"


def late_annex(book: FigureBook, *, most: int | None = None) -> AnnexContent:
    """The three lists; at most `most` rows each on paper, all of them in the workbook."""
    lists = (_lagging(book), _not_started(book), _unfiled(book))
    return AnnexContent(TITLE, tuple(_cut(grid, most) for grid in lists))


def _cut(grid: Grid, most: int | None) -> Grid:
    return replace(grid, rows=grid.rows[:most], note=noted(grid.note, cut_note(len(grid.rows), most)))


def _numbered(rows: Iterable[tuple[Part, ...]]) -> tuple[tuple[Part, ...], ...]:
    return tuple((str(number), *row) for number, row in enumerate(rows, start=1))


def _columns(*columns: GridColumn) -> tuple[GridColumn, ...]:
    return (GridColumn("序号", 10.4, "center"), *columns)


PROJECT = GridColumn("项目名称", 42, "left", wraps=True)
UNIT = GridColumn("行业主管部门", 32, "left")
TOWNSHIP = GridColumn("责任镇街", 21, "left")


def _lagging(book: FigureBook) -> Grid:
    return Grid(
        _columns(
            PROJECT,
            UNIT,
            TOWNSHIP,
            GridColumn("完成率", 13.6),
            GridColumn("超欠\n序时", 13.6),
            GridColumn("主要措施", 24.2, "left", wraps=True),
        ),  # fmt: skip
        _numbered(
            (
                scope.name,
                scope.rows[0].unit_name,
                scope.rows[0].township_name,
                cell(scope, "completion_rate"),
                cell(scope, "lead"),
                scope.rows[0].measures or "未说明",
            )
            for scope in book.lagging()
        ),
        caption=f"表1 进度滞后项目（投资完成率低于序时进度{LAG_POINTS}个百分点及以上）",
        unit="百分点",
    )


def _not_started(book: FigureBook) -> Grid:
    return Grid(
        _columns(PROJECT, UNIT, TOWNSHIP, GridColumn("未开工主要原因", 51.4, "left", wraps=True)),
        _numbered((row.project_name, row.unit_name, row.township_name, reason_of(row)) for row in book.not_started()),
        caption="表2 应开工未开工项目",
    )


def _unfiled(book: FigureBook) -> Grid:
    waivers = GapWaiver.objects.filter(period=book.period)
    reasons = {waiver.project_id: waiver.reason for waiver in waivers}
    return Grid(
        _columns(PROJECT, UNIT, GridColumn("关账说明", 72.4, "left", wraps=True)),
        _numbered((row.project_name, row.unit_name, reasons.get(row.project_id, NONE)) for row in book.unfiled()),
        caption="表3 未报项目",
    )
