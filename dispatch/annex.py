"""随文工作簿: the report's figures as typed numbers, each equal to what the paper prints; deterministic bytes."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.utils import timezone

from dispatch.annex_tables import (
    comparison_sheet,
    figure_column,
    number_of,
    quarters_sheet,
    ranking_sheet,
    restatement_sheets,
    span_rows,
    tasks_sheet,
)
from dispatch.definitions import DEFINITIONS, Definition
from dispatch.figures import FigureBook, Scope
from dispatch.models import Bulletin, FigureRevision
from dispatch.notes import notes, rounding_note
from dispatch.report.content import Grid
from dispatch.report.detail import NOTE, look_label, source_label
from dispatch.report.late import late_annex
from dispatch.spanbook import SpanBook
from documents.formats import MISSING
from documents.workbooks import Column, Kind, Sheet, write_workbook

NOT_ADDED = "去重人数不能由各分项相加，各范围分别去重。"
BY_GROUP = [made for _, group in groupby(DEFINITIONS.values(), key=lambda made: made.group) for made in group]
SUMMED = [made.key for made in BY_GROUP if made.below is None and not made.above.distinct]


def annex_workbook(book: FigureBook, bulletin: Bulletin | None = None) -> bytes:
    """The report's tables as sheets: 总体, 排名, 对比, 分季度, 分领域, 分单位, 项目明细, 滞后名单, 问题清单, 说明.

    A book of one revision alone has no comparison and no quarters; without a report there are no problems.
    """
    return write_workbook(
        [
            _overall(book),
            *_spanning(book),
            _grouped(book, book.sectors, "分领域", "领域"),
            _grouped(book, book.units, "分单位", "行业主管部门"),
            _projects(book),
            _late(book),
            *([tasks_sheet(bulletin), *restatement_sheets(bulletin)] if bulletin else []),
            _explained(book),
        ]
    )


def _spanning(book: FigureBook) -> list[Sheet]:
    if not isinstance(book, SpanBook):
        return []
    return [ranking_sheet(book), comparison_sheet(book), *([quarters_sheet(book)] if book.quarters else [])]


def _span_of(book: FigureBook) -> str:
    return book.span if isinstance(book, SpanBook) else book.period.label


FIGURE_COLUMNS = [figure_column(made) for made in BY_GROUP]


def _numbers(scope: Scope) -> dict[str, Any]:
    """Printed numbers by figure; "—" where there is none."""
    return {key: number_of(scope, key) for key in DEFINITIONS}


def _overall(book: FigureBook) -> Sheet:
    return Sheet(
        title=f"{_span_of(book)}重点工程项目以工代赈总体情况",
        name="总体",
        columns=[
            Column(key="group", heading="类别", width=10),
            Column(key="label", heading="指标", width=36),
            Column(key="number", heading="数值", kind=Kind.DECIMAL, width=14),
            Column(key="unit", heading="单位", width=9),
            Column(key="text", heading="报告写法", width=18),
            Column(key="numerator", heading="分子（原始）", kind=Kind.INTEGER, width=18),
            Column(key="numerator_unit", heading="分子单位", width=13),
            Column(key="denominator", heading="分母（原始）", kind=Kind.INTEGER, width=18),
            Column(key="denominator_unit", heading="分母单位", width=13),
            Column(key="base", heading="基数", width=26),
            Column(key="formula", heading="口径", width=60),
        ],
        rows=[_overall_row(book.total, made) for made in [*BY_GROUP, *span_rows(book)]],
    )


def _overall_row(scope: Scope, made: Definition) -> dict[str, Any]:
    value = scope.value(made.key)
    return value.as_dict() | {
        "group": made.group,
        "number": MISSING if value.number is None else value.number,
        "text": value.said,
        "base": value.base,
    }


def _grouped(book: FigureBook, scopes: list[Scope], name: str, heading: str) -> Sheet:
    return Sheet(
        title=f"{_span_of(book)}重点工程项目以工代赈{name}情况",
        name=name,
        columns=[Column(key="name", heading=heading, width=20), *FIGURE_COLUMNS],
        rows=[{"name": scope.name, **_numbers(scope)} for scope in scopes],
        totals={"name": "合计", **_numbers(book.total)},
        notes=[note for note in (rounding_note(scopes, book.total, SUMMED), NOT_ADDED) if note],
    )


PROJECT_COLUMNS = [
    Column(key="serial", heading="序号", kind=Kind.ORDINAL),
    Column(key="name", heading="项目名称", width=34),
    Column(key="code", heading="项目代码", kind=Kind.PROJECT_CODE),
    Column(key="sector", heading="领域", width=12),
    Column(key="unit", heading="行业主管部门", width=18),
    Column(key="township", heading="责任镇街", width=14),
    Column(key="look", heading="形象进度", width=10),
    Column(key="source", heading="数据来源", width=16),
]


def _projects(book: FigureBook) -> Sheet:
    return Sheet(
        title=f"{_span_of(book)}重点工程项目以工代赈进展情况表",
        name="项目明细",
        columns=[*PROJECT_COLUMNS, *FIGURE_COLUMNS],
        rows=[_project_row(scope) for scope in book.projects],
        totals=_numbers(book.total),
        notes=[NOTE],
    )


def _project_row(scope: Scope) -> dict[str, Any]:
    row = scope.rows[0]
    return {
        "serial": row.serial,
        "name": row.project_name,
        "code": row.project_code,
        "sector": row.sector_name,
        "unit": row.unit_name,
        "township": row.township_name,
        "look": look_label(row),
        "source": source_label(row),
        **_numbers(scope),
    }


def _late(book: FigureBook) -> Sheet:
    grids = [block for block in late_annex(book).blocks if isinstance(block, Grid)]
    return Sheet(
        title=f"{_span_of(book)}进度滞后、应开工未开工及未报项目名单",
        name="滞后名单",
        columns=[
            Column(key="list", heading="名单", width=30),
            Column(key="project", heading="项目名称", width=34),
            Column(key="unit", heading="行业主管部门", width=20),
            Column(key="remark", heading="情况", width=60),
        ],
        rows=[row for grid in grids for row in _late_rows(grid)],
    )


def _late_rows(grid: Grid) -> Iterable[dict[str, Any]]:
    headings = [column.heading.replace("\n", "") for column in grid.columns]
    for row in grid.rows:
        said = [f"{heading}：{part}" for heading, part in list(zip(headings, row, strict=True))[3:]]
        yield {"list": grid.caption, "project": str(row[1]), "unit": str(row[2]), "remark": "；".join(said)}


def _frozen(revision: FigureRevision) -> str:
    at = f"{timezone.localtime(revision.frozen_at):%Y年%m月%d日 %H:%M}"
    return f"数字取自{revision}，{at}由{revision.frozen_by}办理。"


def _explained(book: FigureBook) -> Sheet:
    basis = [
        *(_frozen(revision) for revision in (*book.earlier, book.revision)),
        "先合计、再相除、最后四舍五入；合计行的比率用合计数重算，不是各行比率的平均。没有基数的写“—”。",
        *notes(book),
    ]
    return Sheet(
        title=f"{_span_of(book)}数据说明",
        name="说明",
        columns=[
            Column(key="number", heading="序号", kind=Kind.ORDINAL),
            Column(key="text", heading="说明", width=110),
        ],
        rows=[{"number": number, "text": text} for number, text in enumerate(basis, start=1)],
    )
