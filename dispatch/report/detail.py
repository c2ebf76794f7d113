"""附件1 项目进展情况表: one line a project, on landscape sheets."""

from __future__ import annotations

from collections.abc import Sequence

from dispatch.figures import FigureBook, Scope
from dispatch.models import PeriodFigure
from dispatch.report.content import AnnexContent, Grid, GridColumn, Part, cell
from dispatch.report.cutting import cut_note
from documents.formats import MISSING
from projects.models.filing import Look

FIGURES = {
    "plan_fen": GridColumn("年度计划", 16.6, group="投资"),
    "invested_fen": GridColumn("累计完成", 16.6, group="投资"),
    "completion_rate": GridColumn("完成率", 12.2, group="投资"),
    "lead": GridColumn("超欠\n序时", 12.4, group="投资"),
    "allocated_fen": GridColumn("累计拨付", 16.6, group="投资"),
    "workers_on_day": GridColumn("当日\n在岗", 9.8, group="就业和报酬"),
    "workers_year": GridColumn("累计\n吸纳", 9.8, group="就业和报酬"),
    "remuneration_year_fen": GridColumn("累计\n发放", 13.6, group="就业和报酬"),
    "roll_paid_year_fen": GridColumn("发放表\n已发放", 13.6, group="就业和报酬"),
}
NOTE = "注：数据来源指本年累计发放劳动报酬有无发放表明细；带*的为办公室根据单位报送材料代填。"


def detail_annex(book: FigureBook, *, most: int | None = None) -> AnnexContent:
    """One line a project; at most `most` of them on paper, the total over all. The workbook has every one."""
    grid = detail_grid(book, book.projects[:most], cut_note(len(book.projects), most))
    return AnnexContent("重点工程项目以工代赈进展情况表", (grid,), landscape=True)


def detail_grid(book: FigureBook, projects: Sequence[Scope], said: str = "") -> Grid:
    """The lines of some projects, under them the total over all; `said` of what is left out."""
    return Grid(
        columns=(
            GridColumn("序号", 7.8, "center"),
            GridColumn("项目名称", 41, "left", wraps=True),
            GridColumn("行业主管部门", 26, "left"),
            GridColumn("形象进度", 14, "center"),
            *FIGURES.values(),
            GridColumn("数据来源", 15.4, "center"),
        ),
        rows=tuple(_row(scope) for scope in projects),
        total=("", "合计", "", "", *(cell(book.total, key) for key in FIGURES), ""),
        unit="万元、百分点、人",
        note=NOTE + said,
        font_size=8.5,
    )


def _row(scope: Scope) -> tuple[Part, ...]:
    row = scope.rows[0]
    names = (str(row.serial), row.project_name, row.unit_name, look_label(row))
    return (*names, *(cell(scope, key) for key in FIGURES), source_label(row))


def look_label(row: PeriodFigure) -> str:
    return str(Look(row.look).label) if row.look else MISSING


def source_label(row: PeriodFigure) -> str:
    """What stands behind a project's declared remuneration: rows, part rows, or a total alone."""
    if not row.filed:
        return "未报" if row.is_owed else "免报" if row.waived else "无须报送"
    if row.remuneration_year_fen is None:
        made = "未填"
    elif not row.roll_paid_year_fen:
        made = "汇总填报"
    else:
        made = "明细" if row.roll_paid_year_fen >= row.remuneration_year_fen else "部分明细"
    return f"{made}*" if row.by_office else made
