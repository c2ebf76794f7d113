"""Columns of a list as data: page and workbook show the same, in the columns a person chose."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet, Sum

from documents.formats import MISSING, count, ratio, rounded, wan, yuan
from documents.workbooks import Column, Kind

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One column: how to get its value from a row, how to sum it (a query path), how to sort by it.

    A ratio names the keys of the columns it divides; its total divides their totals, never averages the ratios.
    """

    key: str
    heading: str
    value: Callable[[Any], Any]
    kind: Kind = Kind.TEXT
    total: str = ""
    sort: str = ""
    on_page: bool = True
    divides: Pair | None = None

    @property
    def is_number(self) -> bool:
        return self.kind in (Kind.MONEY_WAN, Kind.MONEY_YUAN, Kind.INTEGER, Kind.PERCENT)

    @property
    def look(self) -> str:
        """The class of the column's cells."""
        return "num" if self.is_number else "nowrap"

    def written(self, value: Any) -> str:
        if self.kind is Kind.MONEY_WAN:
            return wan(value)
        if self.kind is Kind.MONEY_YUAN:
            return yuan(value)
        if self.kind is Kind.PERCENT:
            return MISSING if value is None else f"{value}%"
        if self.kind is Kind.INTEGER:
            return count(value)
        return MISSING if value is None else str(value)

    @property
    def column(self) -> Column:
        return Column(key=self.key, heading=self.heading, kind=self.kind)


WAN, COUNT = Kind.MONEY_WAN, Kind.INTEGER


def share(numerator: int | None, denominator: int | None) -> Any:
    """A share in percent with two decimals (a Decimal), or None without a base."""
    quotient = ratio(numerator, denominator)
    return None if quotient is None else rounded(quotient * 100, 2)


COLUMNS: tuple[ListColumn, ...] = (
    ListColumn("name", "项目名称", lambda entry: entry.project.name, sort="project__name"),
    ListColumn("code", "项目代码", lambda entry: entry.project.code),  # the page has it under the name
    ListColumn("serial", "序号", lambda entry: entry.serial, COUNT, sort="serial", on_page=False),
    ListColumn("sector", "领域", lambda entry: entry.project.sector.name),
    ListColumn("kind", "类型", lambda entry: entry.project.get_kind_display()),
    ListColumn("nature", "建设性质", lambda entry: entry.project.get_nature_display(), on_page=False),
    ListColumn("stage", "阶段", lambda entry: entry.project.get_stage_display()),
    ListColumn("condition", "办理状态", lambda entry: entry.project.get_condition_display(), on_page=False),
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
        "planned_priority_workers", "其中重点群体（人）", lambda entry: entry.planned_priority_workers, COUNT,
        "planned_priority_workers", "planned_priority_workers", on_page=False,
    ),
    ListColumn(
        "planned_remuneration_fen", "计划发放劳务报酬（万元）", lambda entry: entry.planned_remuneration_fen, WAN,
        "planned_remuneration_fen", "planned_remuneration_fen",
    ),
    ListColumn(
        "pay_share", "计划报酬占年度计划投资（%）",
        lambda entry: share(entry.planned_remuneration_fen, entry.plan_fen), Kind.PERCENT, on_page=False,
        divides=("planned_remuneration_fen", "plan_fen"),
    ),
    ListColumn(
        "planned_training", "计划培训（人次）", lambda entry: entry.planned_training, COUNT, "planned_training",
        "planned_training", on_page=False,
    ),
    ListColumn("department", "行业主管部门", lambda entry: entry.project.department.name),
    ListColumn("township", "责任镇街", lambda entry: entry.project.township.name),
    ListColumn("site", "建设地点（镇街）", lambda entry: entry.project.site, on_page=False),
    ListColumn("starts", "开工年月", lambda entry: entry.project.starts, sort="project__starts", on_page=False),
    ListColumn("ends", "完工年月", lambda entry: entry.project.ends, sort="project__ends", on_page=False),
    ListColumn("owner_name", "业主单位", lambda entry: entry.project.owner_name, on_page=False),
    ListColumn("contractor_name", "施工单位", lambda entry: entry.project.contractor_name, on_page=False),
    ListColumn("funding_text", "资金构成", lambda entry: entry.funding_text, on_page=False),
    ListColumn("work_items", "可实施以工代赈的建设任务和用工环节", lambda entry: entry.work_items, on_page=False),
    ListColumn("remark", "备注", lambda entry: entry.remark, on_page=False),
)  # fmt: skip
ALWAYS = ("name", "code")  # one cell on the page, two columns in the workbook
CHOICES = tuple(column for column in COLUMNS if column.key not in ALWAYS)
SORTS = {column.key: column.sort for column in COLUMNS if column.sort}
BY_KEY = {column.key: column for column in COLUMNS}


def chosen(keys: Iterable[str]) -> tuple[ListColumn, ...]:
    """The columns to show, in the list's own order; unknown keys are passed over, none at all means the usual ones."""
    wanted = set(keys) & {column.key for column in CHOICES}
    return tuple(column for column in CHOICES if (column.key in wanted if wanted else column.on_page))


def totals_of(entries: QuerySet[Any], columns: Sequence[ListColumn] = COLUMNS) -> dict[str, Any]:
    """Sums over all filtered rows (分, 人, 人次) and ratios of those sums.

    计划人数 is a sum over projects, not of distinct people.
    """
    return _summed(entries, columns)[0]


def _summed(entries: QuerySet[Any], columns: Sequence[ListColumn]) -> tuple[dict[str, Any], int]:
    known = BY_KEY | {column.key: column for column in columns}
    needed = {key for column in columns for key in (column.divides or (column.key,))}
    summed = {key: Sum(known[key].total) for key in sorted(needed) if known[key].total}
    asked = {f"sum_{key}": expression for key, expression in summed.items()}
    found = entries.order_by().aggregate(found=Count("pk"), **asked)
    sums = {key: found[f"sum_{key}"] or 0 for key in summed}
    shown = {column.key for column in columns}
    ratios = {column.key: _divided(sums, column.divides) for column in columns if column.divides}
    return {key: value for key, value in sums.items() if key in shown} | ratios, found["found"]


def count_and_totals(entries: QuerySet[Any], columns: Sequence[ListColumn]) -> tuple[int, dict[str, Any]]:
    """How many rows were found, with their totals, in one question to the database."""
    totals, number = _summed(entries, columns)
    return number, totals


def _divided(sums: Mapping[str, int], keys: Pair) -> Any:
    return share(sums[keys[0]], sums[keys[1]])


def page_rows(entries: Iterable[Any], columns: Sequence[ListColumn]) -> list[tuple[Any, list[tuple[str, str]]]]:
    """Each row with its written cells after the name: (text, the class of its cell)."""
    looks = [(column, column.look) for column in columns]
    return [(entry, [(column.written(column.value(entry)), look) for column, look in looks]) for entry in entries]


def total_cells(totals: Mapping[str, Any], columns: Sequence[ListColumn]) -> list[tuple[str, str]]:
    """The total line after its label: a written sum or ratio, or nothing, with the class of its cell."""
    return [(column.written(totals[column.key]) if column.key in totals else "", column.look) for column in columns]
