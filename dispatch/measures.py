"""What can be counted of one frozen row: the numerators and denominators that figures are made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from dispatch.aggregates import backed
from dispatch.models import PeriodFigure


class Raw(StrEnum):
    """The unit a measure is kept in."""

    FEN = "分"
    HEADS = "人"
    PIECES = "个"
    COPIES = "份"
    ITEMS = "项次"
    TIMES = "次"
    CENTIDAYS = "百分之一工日"


class Provenance(StrEnum):
    """来源: whether rows of a wage roll stand behind a number, or only a declared total."""

    ROLL = "发放表明细"
    DECLARED = "汇总填报"
    LIST = "年度清单"
    STATE = "填报状态"


@dataclass(frozen=True)
class Measure:
    """One countable thing. `distinct` ones come from Headcount in any scope wider than a project."""

    key: str
    label: str
    raw: Raw
    provenance: Provenance
    of: Callable[[PeriodFigure], int | None]
    distinct: str = ""
    behind: str = ""


def _field(
    name: str, label: str, raw: Raw, provenance: Provenance, *, key: str = "", distinct: str = "", behind: str = ""
) -> Measure:
    return Measure(key or name, label, raw, provenance, lambda row: getattr(row, name), distinct, behind)


def _when(key: str, label: str, test: Callable[[PeriodFigure], bool], raw: Raw = Raw.PIECES) -> Measure:
    return Measure(key, label, raw, Provenance.STATE, lambda row: int(test(row)))


def _owed(key: str, label: str, test: Callable[[PeriodFigure], bool]) -> Measure:
    """Counted over filings that were owed; over several months each month counts (项次)."""
    return _when(key, label, lambda row: row.is_owed and test(row), Raw.ITEMS)


FEN, HEADS, PIECES = Raw.FEN, Raw.HEADS, Raw.PIECES
LIST, DECLARED, ROLL = Provenance.LIST, Provenance.DECLARED, Provenance.ROLL

MEASURES: dict[str, Measure] = {
    measure.key: measure
    for measure in [
        _when("projects", "清单项目数", lambda row: True),  # noqa: ARG005
        _when("expected", "应报项目数", lambda row: row.is_owed),
        _when("received", "收到填报的应报项目数", lambda row: row.is_owed and row.received),
        _when("returned", "被退回过的应报项目数", lambda row: row.is_owed and row.returned_times > 0),
        _when("filed", "已报送项目数", lambda row: row.filed),
        _when("on_time", "单位按时报送项目数", lambda row: row.on_time),
        _when("by_office", "办公室代填项目数", lambda row: row.by_office),
        _owed("owed", "应报项次", lambda row: True),  # noqa: ARG005
        _owed("owed_received", "收到项次", lambda row: row.received or row.filed),
        _owed("owed_on_time", "按时报送项次", lambda row: row.on_time),
        _owed("owed_filed", "通过项次", lambda row: row.filed),
        _when("waived", "免报项次", lambda row: row.waived, Raw.ITEMS),
        _field("returned_times", "退回次数", Raw.TIMES, Provenance.STATE),
        _when("nil", "零报告项目数", lambda row: row.is_nil),
        _when("new_starts", "本年计划新开工项目数", lambda row: row.is_new_start),
        _when("new_started", "计划新开工中已开工项目数", lambda row: row.is_new_start and row.started),
        _field("plan_fen", "年度计划投资", FEN, LIST),
        _field("total_fen", "总投资", FEN, LIST),
        _field("invested_fen", "本年累计完成投资", FEN, DECLARED),
        _field("invested_new_fen", "本月新增完成投资", FEN, DECLARED),
        _field("allocated_fen", "本年累计拨付资金", FEN, DECLARED),
        _field("planned_workers", "计划吸纳务工人数", HEADS, LIST),
        _field("planned_remuneration_fen", "计划发放劳务报酬", FEN, LIST),
        _field("workers_on_day", "报告期当日吸纳就业人数", HEADS, DECLARED),
        _field("workers_year", "本年累计吸纳就业人数", HEADS, DECLARED, behind="roll_heads_year"),
        _field("rural_workers_year", "其中农村劳动力", HEADS, DECLARED),
        _field("remuneration_year_fen", "本年累计已发放劳动报酬", FEN, DECLARED, behind="roll_paid_year_fen"),
        _field("relief_issued_fen", "下达的以工代赈资金", FEN, DECLARED),
        _field("relief_paid_fen", "已支付以工代赈资金", FEN, DECLARED),
        _field("relief_remuneration_fen", "已发放劳务报酬（调度表）", FEN, DECLARED),
        _field("relief_rural_workers", "已吸纳农村群众务工", HEADS, DECLARED),
        _field("relief_posts", "已设置公益性岗位", PIECES, DECLARED),
        _field("relief_trained", "已组织劳动力技能培训", HEADS, DECLARED),
        _field("floor_base_fen", "报酬下限基数", FEN, LIST),
        _field("roll_count", "本月发放表", Raw.COPIES, ROLL),
        _field("roll_heads", "本月发放表人数", HEADS, ROLL),
        _field("roll_heads_year", "本年发放表人数", HEADS, ROLL),
        _field("roll_heads", "本月发放表去重人数", HEADS, ROLL, key="heads_distinct", distinct="month_heads"),
        _field("roll_heads_year", "本年发放表去重人数", HEADS, ROLL, key="heads_year_distinct", distinct="year_heads"),
        _field("roll_centidays", "本月发放表工日", Raw.CENTIDAYS, ROLL),
        _field("roll_net_fen", "本月发放表实发合计", FEN, ROLL),
        _field("roll_paid_fen", "本月发放表已发放", FEN, ROLL),
        _field("roll_net_year_fen", "本年发放表实发合计", FEN, ROLL),
        _field("roll_paid_year_fen", "本年发放表已发放", FEN, ROLL),
        Measure(
            "backed_remuneration_fen",
            "有发放表明细的劳动报酬",
            FEN,
            ROLL,
            lambda row: backed(row.remuneration_year_fen, row.roll_paid_year_fen),
        ),
        Measure(
            "backed_workers",
            "有发放表明细的吸纳就业人数",
            HEADS,
            ROLL,
            lambda row: backed(row.workers_year, row.roll_heads_year),
        ),
    ]
}
