"""Columns of the project list as data: page and workbook show the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Sum

from documents.formats import count, wan
from documents.workbooks import Column, Kind
from projects.models import ListEntry


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One column: how to get its value from an entry, how to sum it (a query path), how to sort by it."""

    key: str
    heading: str
    value: Callable[[ListEntry], Any]
    kind: Kind = Kind.TEXT
    total: str = ""
    sort: str = ""
    on_page: bool = True

    @property
    def is_number(self) -> bool:
        return self.kind in (Kind.MONEY_WAN, Kind.INTEGER)

    def written(self, value: Any) -> str:
        if self.kind is Kind.MONEY_WAN:
            return wan(value)
        return count(value) if self.kind is Kind.INTEGER else str(value)

    @property
    def column(self) -> Column:
        return Column(key=self.key, heading=self.heading, kind=self.kind)


WAN, COUNT = Kind.MONEY_WAN, Kind.INTEGER

COLUMNS: tuple[ListColumn, ...] = (
    ListColumn("name", "项目名称", lambda entry: entry.project.name, sort="project__name"),
    ListColumn("code", "项目代码", lambda entry: entry.project.code, on_page=False),  # the page has it under the name
    ListColumn("sector", "领域", lambda entry: entry.project.sector.name),
    ListColumn("kind", "类型", lambda entry: entry.project.get_kind_display()),
    ListColumn("nature", "建设性质", lambda entry: entry.project.get_nature_display(), on_page=False),
    ListColumn("stage", "阶段", lambda entry: entry.project.get_stage_display()),
    ListColumn(
        "total_fen", "总投资（万元）", lambda entry: entry.project.total_fen, WAN, "project__total_fen",
        "project__total_fen",
    ),
    ListColumn("plan_fen", "年度计划投资（万元）", lambda entry: entry.plan_fen, WAN, "plan_fen", "plan_fen"),
    ListColumn(
        "planned_workers", "计划吸纳务工人数（人）", lambda entry: entry.planned_workers, COUNT, "planned_workers",
        "planned_workers",
    ),
    ListColumn(
        "planned_remuneration_fen", "计划发放劳务报酬（万元）", lambda entry: entry.planned_remuneration_fen, WAN,
        "planned_remuneration_fen", "planned_remuneration_fen",
    ),
    ListColumn("department", "行业主管部门", lambda entry: entry.project.department.name),
    ListColumn("township", "责任镇街", lambda entry: entry.project.township.name),
    ListColumn("owner_name", "业主单位", lambda entry: entry.project.owner_name, on_page=False),
    ListColumn("contractor_name", "施工单位", lambda entry: entry.project.contractor_name, on_page=False),
    ListColumn("work_items", "可实施以工代赈的建设任务和用工环节", lambda entry: entry.work_items, on_page=False),
)  # fmt: skip
PAGE_COLUMNS = tuple(column for column in COLUMNS if column.on_page)
SORTS = {column.key: column.sort for column in COLUMNS if column.sort}


def totals_of(entries: QuerySet[ListEntry]) -> dict[str, int]:
    """Sums over all filtered rows, in 分 and 人; 计划人数 is a sum over projects, not of distinct people."""
    summed = {column.key: Sum(column.total) for column in COLUMNS if column.total}
    found = entries.order_by().aggregate(**{f"sum_{key}": expression for key, expression in summed.items()})
    return {key: found[f"sum_{key}"] or 0 for key in summed}


def page_rows(entries: Iterable[ListEntry]) -> list[tuple[ListEntry, list[tuple[str, bool]]]]:
    """Each entry with its written cells after the name: (text, is it a number)."""
    columns = PAGE_COLUMNS[1:]
    return [
        (entry, [(column.written(column.value(entry)), column.is_number) for column in columns]) for entry in entries
    ]


def total_cells(totals: Mapping[str, int]) -> list[tuple[str, bool]]:
    """The total line after its label: a written sum, or nothing."""
    return [
        (column.written(totals[column.key]) if column.key in totals else "", column.is_number)
        for column in PAGE_COLUMNS[1:]
    ]
