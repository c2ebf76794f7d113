"""The fields of a progress filing as data: one table behind form, checks, history and pages."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from documents.formats import MISSING, count, wan
from projects.models import ProgressFiling


class Shape(StrEnum):
    """What a field holds: money (分, written in 万元), a count, a choice or a text."""

    MONEY = "money"
    COUNT = "count"
    CHOICE = "choice"
    TEXT = "text"
    LONG = "long"


class Span(StrEnum):
    """Over which time a cumulative figure runs: the calendar year, or the fund from its start."""

    NONE = ""
    YEAR = "year"
    FUND = "fund"


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its unit, when it must be filled (`always`, `relief` for 专项, `idle` before the start), its help."""

    name: str
    shape: Shape
    group: str
    unit: str = ""
    needed: str = ""
    span: Span = Span.NONE
    help: str = ""

    @property
    def label(self) -> str:
        return str(ProgressFiling._meta.get_field(self.name).verbose_name)  # type: ignore[union-attr]

    @property
    def heading(self) -> str:
        """The label with its unit, said once."""
        return self.label if not self.unit or self.label.endswith("）") else f"{self.label}（{self.unit}）"

    def written(self, filing: ProgressFiling | None) -> str:
        """The field's value as people read it; "—" when nothing is stated."""
        value = getattr(filing, self.name) if filing else None
        if value is None or value == "":
            return MISSING
        if self.shape is Shape.CHOICE and filing:
            return str(filing.get_look_display())
        return written(self.shape, value)


def written(shape: Shape, value: Any) -> str:
    """A value of one shape as people read it, without its unit."""
    if value is None or value == "":
        return MISSING
    if shape is Shape.MONEY:
        return wan(value)
    return count(value) if shape is Shape.COUNT else str(value)


INVESTMENT, PROGRESS, PEOPLE, RELIEF, REMARKS = "投资与拨付", "形象进度", "就业与报酬", "以工代赈资金（调度表）", "说明"
GROUPS = (INVESTMENT, PROGRESS, PEOPLE, RELIEF, REMARKS)
WAN = "万元"

FIELDS: tuple[Field, ...] = (
    Field("year_task", Shape.TEXT, INVESTMENT, help="本年度要完成的主要建设任务"),
    Field(
        "invested_before_fen", Shape.MONEY, INVESTMENT, WAN, "always", help="1月1日至上月末的累计数，一般等于上月累计"
    ),
    Field("invested_new_fen", Shape.MONEY, INVESTMENT, WAN, "always", help="只填本月当月数；冲减以前多报的数可填负数"),
    Field("allocated_before_fen", Shape.MONEY, INVESTMENT, WAN, "always", help="1月1日至上月末的累计数"),
    Field("allocated_new_fen", Shape.MONEY, INVESTMENT, WAN, "always", help="只填本月当月数"),
    Field("look", Shape.CHOICE, PROGRESS, "", "always"),
    Field("preparation", Shape.TEXT, PROGRESS, help="立项、用地、招标等办到哪一步"),
    Field("not_started_reason", Shape.TEXT, PROGRESS, "", "idle", help="还在前期工作的项目填写"),
    Field("planned_start", Shape.TEXT, PROGRESS, "", "idle", help="还在前期工作的项目填写，例如2026-12"),
    Field("measures", Shape.LONG, PROGRESS, help="进度滞后时写明赶工措施"),
    Field("workers_on_day", Shape.COUNT, PEOPLE, "人", "always", help="报告期末当天在岗人数（时点数）"),
    Field("workers_year", Shape.COUNT, PEOPLE, "人", "always", Span.YEAR, "本年出现过的人头，同一人只计一次，不是人次"),
    Field("rural_workers_year", Shape.COUNT, PEOPLE, "人", "always", Span.YEAR, "上一栏中的农村劳动力"),
    Field("remuneration_year_fen", Shape.MONEY, PEOPLE, WAN, "always", Span.YEAR, "本年已实际发到务工人员手中的报酬"),
    Field("relief_issued_fen", Shape.MONEY, RELIEF, WAN, "relief", help="已下达到本项目的以工代赈资金"),
    Field("relief_used_fen", Shape.MONEY, RELIEF, WAN, help="实际用于实施以工代赈项目的资金"),
    Field("relief_pooled_fen", Shape.MONEY, RELIEF, WAN, help="整合使用的其他资金"),
    Field("relief_paid_fen", Shape.MONEY, RELIEF, WAN, "relief", Span.FUND, "资金下达以来的累计数"),
    Field(
        "relief_paid_provincial_fen", Shape.MONEY, RELIEF, WAN, span=Span.FUND, help="其中支付的省级（市级）财政资金"
    ),
    Field("relief_remuneration_fen", Shape.MONEY, RELIEF, WAN, "relief", Span.FUND, "资金下达以来的累计数"),
    Field("relief_rural_workers", Shape.COUNT, RELIEF, "人", "relief", Span.FUND, "资金下达以来吸纳的农村群众人数"),
    Field("relief_posts", Shape.COUNT, RELIEF, "个", "relief", Span.FUND),
    Field("relief_trained", Shape.COUNT, RELIEF, "人", "relief", Span.FUND),
    Field("results", Shape.LONG, REMARKS),
    Field("remark", Shape.TEXT, REMARKS),
    Field("explanation", Shape.LONG, REMARKS, help="累计数比以前减少、与发放表不一致等情况，在此写明原因"),
)
BY_NAME = {field.name: field for field in FIELDS}


@dataclass(frozen=True, slots=True)
class Cumulative:
    """A figure that must not fall from month to month; `field` is where its correction or explanation belongs."""

    figure: str
    field: str
    label: str
    shape: Shape
    unit: str
    span: Span


CUMULATIVES: tuple[Cumulative, ...] = (
    Cumulative("invested_fen", "invested_new_fen", "本年累计完成投资", Shape.MONEY, WAN, Span.YEAR),
    Cumulative("allocated_fen", "allocated_new_fen", "本年累计拨付资金", Shape.MONEY, WAN, Span.YEAR),
    *[
        Cumulative(field.name, field.name, field.label, field.shape, field.unit, field.span)
        for field in FIELDS
        if field.span
    ],
)
