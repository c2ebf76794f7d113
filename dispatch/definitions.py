"""数字口径: every figure of the report as data. Page, paper, annex workbook and `figures --json` all read it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dispatch.measures import MEASURES, Measure


class Shape(StrEnum):
    """How a figure is made and printed."""

    SUM = "sum"  # the numerator itself
    PERCENT = "percent"  # numerator ÷ denominator, in %
    LEAD = "lead"  # numerator ÷ denominator − 序时, in percentage points
    PER_HEAD = "per_head"  # numerator (分) ÷ denominator (人), in 元


@dataclass(frozen=True)
class Definition:
    """One figure. `base` names the denominator for the reader; sums have none."""

    key: str
    label: str
    unit: str
    shape: Shape
    above: Measure
    below: Measure | None
    places: int
    formula: str
    group: str
    spans: bool = False  # made over all months of the report's span, not over its last month alone

    @property
    def base(self) -> str:
        return self.below.label if self.below else ""


def _sum(group: str, measure: str, unit: str, places: int, formula: str, label: str = "") -> Definition:
    made_of = MEASURES[measure]
    return Definition(measure, label or made_of.label, unit, Shape.SUM, made_of, None, places, formula, group)


def _rate(group: str, key: str, label: str, above: str, below: str, places: int, note: str = "") -> Definition:
    top, bottom = MEASURES[above], MEASURES[below]
    formula = f"{top.label}÷{bottom.label}×100%{note}"
    return Definition(key, label, "%", Shape.PERCENT, top, bottom, places, formula, group)


FILED = "各项目填报数之和，未报的不计"
LISTED = "年度清单所列数之和"
ROLLED = "各项目有效发放表之和；同一人在几个项目务工的，各计一次"
INVESTMENT, FUNDS, LABOR, PAY, ROLLS, REPORTING = "投资", "资金", "用工", "报酬", "发放表", "报送"

DEFINITIONS: dict[str, Definition] = {
    made.key: made
    for made in [
        _sum(REPORTING, "projects", "个", 0, "年度清单中的项目个数"),
        _sum(REPORTING, "expected", "个", 0, "确定应报时列入、没有免报的项目个数；不列入的逐个有原因"),
        _sum(REPORTING, "received", "个", 0, "应报项目中报送过（含办公室代填）的个数，后来退回的也算"),
        _sum(REPORTING, "returned", "个", 0, "应报项目中被办公室退回过的个数"),
        _sum(REPORTING, "waived", "个", 0, "列入应报、经办公室写明原因免报的项目个数", "免报项目数"),
        _sum(REPORTING, "filed", "个", 0, "关账时填报已通过的项目个数"),
        _sum(REPORTING, "on_time", "个", 0, "单位自行填报、首次报送在报送截止日及以前的项目个数；退回后重报不改变按时"),
        _sum(REPORTING, "by_office", "个", 0, "由办公室代填的项目个数"),
        _sum(REPORTING, "nil", "个", 0, "按零报告报送的项目个数"),
        _rate(REPORTING, "filing_rate", "报送率", "owed_filed", "owed", 1),
        _sum(INVESTMENT, "plan_fen", "万元", 2, LISTED),
        _sum(INVESTMENT, "invested_fen", "万元", 2, f"本月前完成＋本月新增；{FILED}"),
        _sum(INVESTMENT, "invested_new_fen", "万元", 2, FILED),
        _rate(INVESTMENT, "completion_rate", "投资完成率", "invested_fen", "plan_fen", 1, "；可超过100%"),
        Definition(
            "lead",
            "超欠序时",
            "百分点",
            Shape.LEAD,
            MEASURES["invested_fen"],
            MEASURES["plan_fen"],
            1,
            "投资完成率－月数÷12，单位为百分点",
            INVESTMENT,
        ),
        _sum(INVESTMENT, "new_starts", "个", 0, "开工年月在本年的项目个数"),
        _sum(INVESTMENT, "new_started", "个", 0, "开工年月在本年且已开工的项目个数"),
        _rate(INVESTMENT, "start_rate", "开工率", "new_started", "new_starts", 1),
        _sum(FUNDS, "allocated_fen", "万元", 2, f"本月前拨付＋本月新增；{FILED}"),
        _rate(FUNDS, "allocation_rate", "资金拨付率", "allocated_fen", "invested_fen", 1),
        _sum(FUNDS, "relief_issued_fen", "万元", 2, f"官方调度表；{FILED}"),
        _sum(FUNDS, "relief_paid_fen", "万元", 2, f"官方调度表；{FILED}"),
        _rate(FUNDS, "payment_rate", "资金支付率", "relief_paid_fen", "relief_issued_fen", 1),
        _sum(LABOR, "planned_workers", "人", 0, LISTED),
        _sum(LABOR, "workers_on_day", "人", 0, f"时点数；{FILED}"),
        _sum(
            LABOR,
            "workers_year",
            "人",
            0,
            "项目口径合计：各项目填报的本年累计人头之和；同一人在几个项目务工的，各计一次",
            "本年累计吸纳就业人数（项目口径合计）",
        ),
        _sum(LABOR, "rural_workers_year", "人", 0, FILED),
        _rate(LABOR, "workers_plan_rate", "吸纳就业计划完成率", "workers_year", "planned_workers", 1),
        _sum(LABOR, "relief_rural_workers", "人", 0, f"官方调度表；{FILED}"),
        _sum(LABOR, "relief_posts", "个", 0, f"官方调度表；{FILED}"),
        _sum(LABOR, "relief_trained", "人", 0, f"官方调度表；{FILED}"),
        _sum(PAY, "planned_remuneration_fen", "万元", 2, LISTED),
        _sum(PAY, "remuneration_year_fen", "万元", 2, f"月报填报数；{FILED}"),
        _rate(
            PAY, "remuneration_plan_rate", "劳务报酬计划完成率", "remuneration_year_fen", "planned_remuneration_fen", 1
        ),
        Definition(
            "income_per_head",
            "人均增收",
            "元",
            Shape.PER_HEAD,
            MEASURES["remuneration_year_fen"],
            MEASURES["workers_year"],
            2,
            "本年累计已发放劳动报酬÷本年累计吸纳就业人数",
            PAY,
        ),
        _sum(PAY, "relief_remuneration_fen", "万元", 2, f"官方调度表，自资金下达起累计；{FILED}"),
        _sum(PAY, "floor_base_fen", "万元", 2, "专项取中央预算内资金或衔接资金，农推取市级及以上补助，重推不设下限"),
        _rate(
            PAY,
            "remuneration_share",
            "劳务报酬占比",
            "relief_remuneration_fen",
            "floor_base_fen",
            2,
            "；只计设有报酬下限的项目",
        ),
        _sum(ROLLS, "roll_count", "份", 0, "有效发放表份数"),
        _sum(ROLLS, "roll_heads", "人", 0, ROLLED, "本月发放表人数（项目口径合计）"),
        _sum(ROLLS, "heads_distinct", "人", 0, "同一身份证号只计一次"),
        _sum(ROLLS, "roll_heads_year", "人", 0, ROLLED, "本年发放表人数（项目口径合计）"),
        _sum(ROLLS, "heads_year_distinct", "人", 0, "本年内同一身份证号只计一次"),
        _sum(ROLLS, "roll_centidays", "工日", 2, "各项目有效发放表工日之和"),
        _sum(ROLLS, "roll_net_fen", "万元", 2, "按发放表所属月份，各行实发之和"),
        _sum(ROLLS, "roll_paid_fen", "万元", 2, "有支付日期和凭证（签字）的各行实发之和"),
        _sum(ROLLS, "roll_net_year_fen", "万元", 2, "本年各月发放表实发之和"),
        _sum(ROLLS, "roll_paid_year_fen", "万元", 2, "本年各月有支付日期和凭证（签字）的实发之和"),
        _rate(
            ROLLS,
            "backed_pay_share",
            "劳动报酬中有明细的比重",
            "backed_remuneration_fen",
            "remuneration_year_fen",
            2,
            "；每个项目最多计到其填报数，其余为汇总填报",
        ),
        _rate(
            ROLLS,
            "backed_workers_share",
            "吸纳就业人数中有明细的比重",
            "backed_workers",
            "workers_year",
            2,
            "；每个项目最多计到其填报数，其余为汇总填报",
        ),
    ]
}


def _over(group: str, key: str, measure: str, unit: str, places: int, formula: str, label: str = "") -> Definition:
    """A sum over all months of a span."""
    made_of = MEASURES[measure]
    named = label or made_of.label
    return Definition(key, named, unit, Shape.SUM, made_of, None, places, formula, group, spans=True)


EACH_MONTH = "期内各月之和"
# Figures of the reports that a single month's table does not hold: filings owed and kept, and sums over a span.
# Year-cumulative figures of a span are those of its last month; distinct people are never added over months.
SPAN_DEFINITIONS: dict[str, Definition] = {
    made.key: made
    for made in [
        _over(REPORTING, "owed_times", "owed", "项次", 0, f"应报填报的项目个数（免报的不计），{EACH_MONTH}"),
        _over(REPORTING, "waived_times", "waived", "项次", 0, f"经办公室同意免报的项目个数，{EACH_MONTH}"),
        _over(REPORTING, "received_times", "owed_received", "项次", 0, f"应报中已收到的项目个数，{EACH_MONTH}"),
        _over(
            REPORTING,
            "on_time_times",
            "owed_on_time",
            "项次",
            0,
            f"应报中单位自行填报并在报送截止日及以前报送的，{EACH_MONTH}；办公室代填的不计",
        ),
        _over(REPORTING, "filed_times", "owed_filed", "项次", 0, f"应报中关账时审核已通过的，{EACH_MONTH}"),
        _over(REPORTING, "returned_times", "returned_times", "次", 0, f"办公室退回单位改正的次数，{EACH_MONTH}"),
        Definition(
            "on_time_rate",
            "按时率",
            "%",
            Shape.PERCENT,
            MEASURES["owed_on_time"],
            MEASURES["owed"],
            1,
            "按时报送项次÷应报项次×100%；各月先合计、再相除",
            REPORTING,
            spans=True,
        ),
        _over(
            INVESTMENT,
            "span_invested_new_fen",
            "invested_new_fen",
            "万元",
            2,
            f"{EACH_MONTH}；{FILED}",
            "期内新增完成投资",
        ),
        _rate(LABOR, "training_rate", "培训率", "relief_trained", "relief_rural_workers", 1, "；官方调度表口径"),
        _over(ROLLS, "span_roll_count", "roll_count", "份", 0, f"有效发放表份数，{EACH_MONTH}", "期内发放表"),
        _over(ROLLS, "span_roll_centidays", "roll_centidays", "工日", 2, EACH_MONTH, "期内发放表工日"),
        _over(ROLLS, "span_roll_net_fen", "roll_net_fen", "万元", 2, EACH_MONTH, "期内发放表实发合计"),
        _over(ROLLS, "span_roll_paid_fen", "roll_paid_fen", "万元", 2, EACH_MONTH, "期内发放表已发放"),
    ]
}
ALL_DEFINITIONS = DEFINITIONS | SPAN_DEFINITIONS
