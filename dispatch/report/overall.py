"""一、总体情况: the district in figures, each ratio with its base, and what does not agree."""

from __future__ import annotations

from django.utils import timezone

from dispatch.figures import FigureBook, Scope
from dispatch.notes import notes
from dispatch.report.content import Block, Line, Part, Title, before_lead, say
from documents.formats import chinese_date

FUNDS = (
    "以工代赈资金下达{relief_issued_fen}，已支付{relief_paid_fen}，资金支付率{payment_rate}"
    "（以下达资金为基数，官方调度表口径）。"
)
FLOOR = (
    "设有报酬下限的{count}个项目已发放劳务报酬{relief_remuneration_fen}，占{base}{floor_base_fen}的{remuneration_share}"
    "（官方调度表口径；重推项目不设下限，不计入）。"
)
UNTOLD = "设有报酬下限的{count}个项目本月没有报官方调度表，劳务报酬占比（基数为{base}{floor_base_fen}）无从计算。"


def overall(book: FigureBook) -> list[Block]:
    """Reporting, investment, employment, remuneration, and how much of it has rows behind it."""
    return [
        Title(1, "一、总体情况"),
        Line(_reporting(book), lead="（一）报送情况。"),
        Line(_investment(book.total), lead="（二）投资和资金情况。"),
        Line(_employment(book.total), lead="（三）吸纳就业情况。"),
        Line(_remuneration(book.total), lead="（四）劳务报酬发放情况。"),
        Line(_sources(book.total), lead="（五）数据来源。"),
        *_differences(book),
    ]


def _reporting(book: FigureBook) -> tuple[Part, ...]:
    parts = say(
        "年度清单共{projects}项目，本月已报送{filed}，报送率{filing_rate}（以清单项目数为基数）；"
        "其中单位按时报送{on_time}，办公室代填{by_office}，零报告{nil}。"
        "数字于{frozen_on}关账定稿。",
        book.total,
        frozen_on=chinese_date(timezone.localdate(book.revision.frozen_at)),
    )
    if book.unfiled():
        parts += (f"未报的{len(book.unfiled())}个项目经说明原因后关账，名单见附件2。",)
    if book.revision.number:
        parts += (f"本报告所据为第{book.revision.number}次更正后的数字，更正原因：{book.revision.reason}。",)
    return parts


def _investment(total: Scope) -> tuple[Part, ...]:
    parts = say(
        "年度计划投资{plan_fen}，本月新增完成投资{invested_new_fen}，本年累计完成投资{invested_fen}，"
        "投资完成率{completion_rate}（以年度计划投资为基数），{lead_words}{lead}。",
        total,
        lead_words=before_lead(total, f"与序时进度{total.value('lead').pace_text}相比"),
    )
    if total.value("new_starts").numerator:
        parts += say("本年计划新开工项目{new_starts}，已开工{new_started}，开工率{start_rate}。", total)
    parts += say("本年累计拨付资金{allocated_fen}，资金拨付率{allocation_rate}（以本年累计完成投资为基数）。", total)
    if total.value("relief_issued_fen").numerator is not None:
        parts += say(FUNDS, total)
    return parts


def _employment(total: Scope) -> tuple[Part, ...]:
    parts = say(
        "报告期当日在岗{workers_on_day}；本年累计吸纳就业{workers_year}（项目口径合计），"
        "为计划吸纳人数{planned_workers}的{workers_plan_rate}，其中农村劳动力{rural_workers_year}。",
        total,
    )
    if not total.value("roll_heads_year").numerator:
        return (*parts, "本年没有项目报送发放表，去重人数无从核算。")
    month = "本月收到发放表{roll_count}，项目口径合计{roll_heads}，去重人数{heads_distinct}；"
    month = month if total.value("roll_count").numerator else "本月没有项目报送发放表；"
    return parts + say(
        f"{month}本年累计发放表项目口径合计{{roll_heads_year}}，去重人数{{heads_year_distinct}}。", total
    )


def _remuneration(total: Scope) -> tuple[Part, ...]:
    parts = say(
        "本年累计已发放劳动报酬{remuneration_year_fen}，为年度计划{planned_remuneration_fen}的{remuneration_plan_rate}；"
        "人均增收{income_per_head}（以本年累计吸纳就业人数为基数）。",
        total,
    )
    share = total.value("remuneration_share")
    if share.denominator is not None:
        floored = sum(row.floor_base_fen is not None for row in total.rows)
        parts += say(UNTOLD if share.numerator is None else FLOOR, total, count=floored, base=share.base)
    if total.value("roll_count").numerator:
        parts += say("本月发放表实发合计{roll_net_fen}，已发放{roll_paid_fen}。", total)
    return parts


def _sources(total: Scope) -> tuple[Part, ...]:
    return say(
        "本年累计已发放劳动报酬中，有发放表明细的占{backed_pay_share}；本年累计吸纳就业人数中，"
        "有发放表明细的占{backed_workers_share}；其余为汇总填报。投资、拨付、当日在岗和官方调度表各数均为汇总填报。",
        total,
    )


def _differences(book: FigureBook) -> list[Block]:
    said = notes(book)
    lines = [Line((f"{number}．{note}",)) for number, note in enumerate(said, start=1)]
    return [Title(2, "（六）数据说明"), *lines] if lines else []
