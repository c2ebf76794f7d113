"""一、总体情况: the district in figures, each ratio with its base, and what does not agree."""

from __future__ import annotations

from django.utils import timezone

from dispatch.comparing import NAMES
from dispatch.figures import FigureBook, Scope
from dispatch.notes import month_word, notes
from dispatch.report.changed import changes
from dispatch.report.content import NUMERALS, Block, Line, Part, Title, before_lead, led, say
from dispatch.spanbook import SpanBook
from dispatch.spans import months_of
from documents.formats import chinese_date

FUNDS = (
    "以工代赈资金下达{relief_issued_fen}，已支付{relief_paid_fen}，资金支付率{payment_rate}"
    "（以下达资金为基数，官方调度表口径）。"
)
FLOOR = (
    "设有报酬下限的{count}个项目已发放劳务报酬{relief_remuneration_fen}，占{base}{floor_base_fen}的{remuneration_share}"
    "（官方调度表口径；重推项目不设下限，不计入）。"
)
UNTOLD = "设有报酬下限的{count}个项目没有报官方调度表，劳务报酬占比（基数为{base}{floor_base_fen}）无从计算。"


TIMELY = "按时率{on_time_rate}（以应报项次为基数）。审核通过{filed_times}，退回{returned_times}。"


def overall(book: FigureBook) -> list[Block]:
    """Reporting, investment, employment, remuneration, how much of it has rows behind it, and what changed since."""
    return [
        *led(
            [
                ("报送情况", _reporting(book)),
                ("投资和资金情况", investment(book)),
                ("吸纳就业情况", employment(book)),
                ("劳务报酬发放情况", remuneration(book.total)),
                ("数据来源", sources(book.total)),
            ]
        ),
        *_compared(book),
        *differences(book, 7 if isinstance(book, SpanBook) else 6),
    ]


def _compared(book: FigureBook) -> list[Block]:
    return [Title(2, "（六）对比情况"), *changes(book)] if isinstance(book, SpanBook) else []


def span_word(book: FigureBook) -> str:
    """How the report calls its span: 本月, 本季度, 本期, 本年."""
    return NAMES[book.kind].now if isinstance(book, SpanBook) else "本月"


def _reporting(book: FigureBook) -> tuple[Part, ...]:
    now, total = span_word(book), book.total
    parts = say(
        "年度清单共{projects}项目，{now}应报{owed_times}，已收到{received_times}，其中单位按时报送{on_time_times}，",
        total,
        now=now,
    )
    parts += say(TIMELY, total)
    if total.value("waived_times").numerator:
        parts += say("免报{waived_times}。", total)
    if not book.earlier:
        parts += say("办公室代填{by_office}，零报告{nil}。", total)
    if book.unfiled():
        parts += (f"{month_word(book)}未报的{len(book.unfiled())}个项目经说明原因后关账，名单见附件2。",)
    return (*parts, frozen_words(book))


def frozen_words(book: FigureBook) -> str:
    """Which frozen figures the report rests on."""
    frozen_on = chinese_date(timezone.localdate(book.revision.frozen_at))
    said = f"各月数字以关账定稿为准，末月于{frozen_on}定稿。" if book.earlier else f"数字于{frozen_on}关账定稿。"
    if book.revision.number:
        which = f"{month_word(book)}" if book.earlier else "本报告"
        said += f"{which}所据为第{book.revision.number}次更正后的数字，更正原因：{book.revision.reason}。"
    if isinstance(book, SpanBook) and book.missing:
        months = "、".join(f"{month.month}月" for month in book.missing)
        said += f"{months}没有定稿数字，期内各合计数不含。"
    return said


def investment(book: FigureBook) -> tuple[Part, ...]:
    total = book.total
    parts = say(
        f"年度计划投资{{plan_fen}}，{_new(book)}本年累计完成投资{{invested_fen}}，"
        "投资完成率{completion_rate}（以年度计划投资为基数），{lead_words}{lead}。",
        total,
        lead_words=before_lead(total, f"与序时进度{total.value('lead').pace_text}相比"),
    )
    if total.value("new_starts").numerator:
        parts += say("本年计划新开工项目{new_starts}，已开工{new_started}，开工率{start_rate}。", total)
    rate = _told(total, "allocation_rate", "，资金拨付率{allocation_rate}（以本年累计完成投资为基数）")
    parts += say(f"本年累计拨付资金{{allocated_fen}}{rate}。", total)
    if total.value("relief_issued_fen").numerator is not None:
        parts += say(FUNDS, total)
    return parts


def _told(total: Scope, key: str, clause: str) -> str:
    """A clause of a figure that can be told; nothing when it has no base or nobody stated it."""
    return clause if total.value(key).exact is not None else ""


def _new(book: FigureBook) -> str:
    """What the span added; over the first half and a year the year's sum says it."""
    if isinstance(book, SpanBook) and book.quarters and months_of(book.kind, book.period.month)[0].month == 1:
        return ""
    figure = "span_invested_new_fen" if book.earlier else "invested_new_fen"
    return f"{span_word(book)}新增完成投资{{{figure}}}，"


def employment(book: FigureBook) -> tuple[Part, ...]:
    total = book.total
    planned = _told(total, "workers_plan_rate", "，为计划吸纳人数{planned_workers}的{workers_plan_rate}")
    rural = _told(total, "rural_workers_year", "，其中农村劳动力{rural_workers_year}")
    parts = say(
        f"报告期当日在岗{{workers_on_day}}；本年累计吸纳就业{{workers_year}}（项目口径合计）{planned}{rural}。", total
    )
    if not total.value("roll_heads_year").numerator:
        return (*parts, "本年没有项目报送发放表，去重人数无从核算。")
    year = "本年累计发放表项目口径合计{roll_heads_year}，去重人数{heads_year_distinct}。"
    return parts + say(_rolls(book) + year, total)


def _rolls(book: FigureBook) -> str:
    """The span's rolls. Distinct people are told of a month and of a year, never added over months."""
    if book.earlier:
        return f"{span_word(book)}收到发放表{{span_roll_count}}、{{span_roll_centidays}}；"
    if not book.total.value("roll_count").numerator:
        return "本月没有项目报送发放表；"
    return "本月收到发放表{roll_count}，项目口径合计{roll_heads}，去重人数{heads_distinct}；"


def training(book: FigureBook) -> tuple[Part, ...]:
    """Training and posts, as the official table states them; nothing when nobody stated any."""
    if book.total.value("relief_trained").numerator is None:
        return ()
    return say(
        "已组织劳动力技能培训{relief_trained}，培训率{training_rate}（以已吸纳农村群众务工{relief_rural_workers}为基数，"
        "官方调度表口径），设置公益性岗位{relief_posts}。",
        book.total,
    )


def remuneration(total: Scope) -> tuple[Part, ...]:
    planned = _told(total, "remuneration_plan_rate", "，为年度计划{planned_remuneration_fen}的{remuneration_plan_rate}")
    head = _told(total, "income_per_head", "；人均增收{income_per_head}（以本年累计吸纳就业人数为基数）")
    parts = say(f"本年累计已发放劳动报酬{{remuneration_year_fen}}{planned}{head}。", total)
    share = total.value("remuneration_share")
    if share.denominator is not None:
        floored = sum(row.floor_base_fen is not None for row in total.rows)
        parts += say(UNTOLD if share.numerator is None else FLOOR, total, count=floored, base=share.base)
    return parts + _rolls_paid(total)


def _rolls_paid(total: Scope) -> tuple[Part, ...]:
    if total.earlier:
        return say("期内发放表实发合计{span_roll_net_fen}，已发放{span_roll_paid_fen}。", total)
    if total.value("roll_count").numerator:
        return say("本月发放表实发合计{roll_net_fen}，已发放{roll_paid_fen}。", total)
    return ()


def sources(total: Scope) -> tuple[Part, ...]:
    return say(
        "本年累计已发放劳动报酬中，有发放表明细的占{backed_pay_share}；本年累计吸纳就业人数中，"
        "有发放表明细的占{backed_workers_share}；其余为汇总填报。投资、拨付、当日在岗和官方调度表各数均为汇总填报。",
        total,
    )


def differences(book: FigureBook, number: int) -> list[Block]:
    """数据说明 as the section's `number`-th part; nothing when everything agrees."""
    said = notes(book)
    lines = [Line((f"{count}．{note}",)) for count, note in enumerate(said, start=1)]
    return [Title(2, f"（{NUMERALS[number - 1]}）数据说明"), *lines] if lines else []
