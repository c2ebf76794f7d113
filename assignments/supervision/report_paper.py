"""督办通报 as an official paper to the member units: what it comes to, who is overdue, what is asked; the table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from assignments.models import SupervisionReport
from assignments.papers import Compose, official
from assignments.supervision.figures import Line, Sums, sums_of
from assignments.supervision.lamps import SHINING, Lamp
from documents.formats import chinese_date
from documents.papers import Annex, Block, Column, Heading, OfficialPaper, Paragraph, Table, blocks_from_text

QUARTERS = "一二三四"
ADDRESSEE = "领导小组各成员单位"
COLUMNS = (
    Column("序号", 0.7), Column("文号", 2.6), Column("督办事项", 4.2, "left"), Column("承办单位", 2.0),
    Column("下达日期", 1.7), Column("反馈期限", 1.7), Column("反馈日期", 1.7), Column("状态", 1.9), Column("亮灯", 2.6),
)  # fmt: skip


def quarter_name(report: SupervisionReport) -> str:
    """2026年第三季度."""
    return f"{report.year}年第{QUARTERS[report.quarter - 1]}季度"


def composed(report: SupervisionReport, lines: Sequence[Line]) -> Compose:
    """(number, day) → the 督办通报 over these lines."""

    def compose(number: str, day: date) -> OfficialPaper:
        name = quarter_name(report)
        return official(
            number=number, title=f"关于{name}重点工程项目以工代赈督办情况的通报", addressee=ADDRESSEE,
            body=tuple(_body(report, lines, day)), dated=day, draft="　" in number,
            annexes=(Annex(f"{name}督办事项台账", (table_of(lines, day),), landscape=True),), unbroken=("督办", name),
        )  # fmt: skip

    return compose


def _body(report: SupervisionReport, lines: Sequence[Line], day: date) -> Iterator[Block]:
    sums = sums_of(lines, on=day)
    yield Paragraph(f"现将{quarter_name(report)}督办事项办理情况通报如下。")
    yield Heading(1, "一、总体情况")
    yield from (Paragraph(text) for text in overall(sums, day))
    yield Heading(1, "二、逾期情况")
    yield from (Paragraph(text) for text in overdue(lines, sums))
    yield Heading(1, "三、工作要求")
    yield from blocks_from_text(report.text)


def overall(sums: Sums, day: date) -> list[str]:
    """What the quarter's 督办 come to, as the page and the paper say it."""
    if not sums.number:
        return [f"截至{chinese_date(day)}，没有列入本季度通报的督办事项。"]
    states = "，".join(f"{state}{number}件" for state, number in sums.states.items())
    shone = "，".join(f"{lamp.label}{sums.lamps[lamp]}件" for lamp in Lamp if sums.lamps.get(lamp))
    return [
        f"截至{chinese_date(day)}，上季结转和本季下达的督办事项共{sums.number}件，其中{states}。"
        f"办结率{sums.closing_rate}（办结{sums.closed}件，共{sums.number}件）。按亮灯分，{shone}。",
        f"已反馈或已到反馈期限的{sums.due}件中，按期反馈{sums.in_time}件，按期反馈率{sums.in_time_rate}。"
        if sums.due
        else "还没有到反馈期限的事项。",
    ]


def overdue(lines: Sequence[Line], sums: Sums) -> list[str]:
    """Who is overdue with what."""
    if not sums.late_units:
        return ["没有亮红灯的督办事项。"]
    units = "、".join(f"{unit}{number}件" for unit, number in sums.late_units)
    told = [
        f"{line.unit}“{line.title}”（{line.number}），反馈期限{_day(line.due_on)}，{line.why}。"
        for line in lines
        if line.is_late
    ]
    return [f"亮红灯的有{len(told)}件：{units}。具体是：", *told]


def _day(iso: str) -> str:
    return chinese_date(date.fromisoformat(iso))


def table_of(lines: Sequence[Line], day: date) -> Table:
    rows = tuple(
        (
            str(number), line.number, line.title, line.unit, line.issued_on, line.due_on, line.answered_on or "—",
            line.state, f"{Lamp(line.lamp).label}，{line.why}" if line.lamp in SHINING else Lamp(line.lamp).label,
        )
        for number, line in enumerate(lines, start=1)
    )  # fmt: skip
    return Table(columns=COLUMNS, rows=rows, note=f"办理情况截至{chinese_date(day)}。", font_size=9)
