"""差异说明: what does not agree, said plainly beside the figures. A note never changes a number."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from dispatch.aggregates import rounding_gap
from dispatch.definitions import DEFINITIONS
from dispatch.figures import FigureBook, Scope
from dispatch.models import PeriodFigure
from dispatch.values import PER_PRINTED
from documents.formats import wan

SHOWN_NAMES = 5
SHOWN_DIFFERENCES = 10


def names_of(names: Iterable[str], *, counted: bool = True, noun: str = "个项目") -> str:
    """Up to five names, then how many in all: "甲、乙、丙、丁、戊等7个项目"; `counted` False leaves the number out."""
    listed = list(names)
    shown = "、".join(listed[:SHOWN_NAMES])
    more = f"等{len(listed)}{noun}" if counted else "等"
    return shown if len(listed) <= SHOWN_NAMES else f"{shown}{more}"


def month_word(book: FigureBook) -> str:
    """How a report calls its last month: 本月 where it is a month's, the month's own name over a longer span."""
    return f"{book.month}月" if book.earlier else "本月"


def reason_of(row: PeriodFigure) -> str:
    """Why work has not begun, as the unit states it."""
    return row.not_started_reason or ("未说明" if row.filed else "未报，按最近一次填报或清单阶段判断")


def notes(book: FigureBook) -> list[str]:
    """All differences of a month's figures, each one Chinese sentence."""
    made = [
        _unfiled(book),
        _unstated(book),
        _same_people(book),
        _fewer_than_rolls(book.rows),
        _less_than_rolls(book.rows),
        _two_sources(book),
    ]
    return [note for note in made if note]


def _unfiled(book: FigureBook) -> str:
    missing = book.unfiled()
    if not missing:
        return ""
    names = names_of(row.project_name for row in missing)
    return f"{names}{month_word(book)}未报，其完成投资、用工、报酬不在各项合计内；年度计划投资仍计入基数。"


def _unstated(book: FigureBook) -> str:
    """Filed, yet silent on the ledger's main columns: the totals hold fewer projects than were filed."""
    silent = [
        f"{label}（{names_of(rows)}）"
        for label, key in [
            ("本年累计完成投资", "invested_fen"),
            ("本年累计吸纳就业人数", "workers_year"),
            ("本年累计已发放劳动报酬", "remuneration_year_fen"),
        ]
        if (rows := [row.project_name for row in book.rows if row.filed and getattr(row, key) is None])
    ]
    return f"已报送的项目中有未填的栏目，合计不含：{'；'.join(silent)}。" if silent else ""


def _same_people(book: FigureBook) -> str:
    counted, distinct = book.total.value("roll_heads").numerator, book.total.value("heads_distinct").numerator
    if counted is None or distinct is None or counted == distinct:
        return ""
    when = f"末月（{month_word(book)}）" if book.earlier else month_word(book)  # never «1．9月», which reads as 1.9
    return (
        f"{when}发放表项目口径合计{counted}人，按身份证号去重{distinct}人，"
        f"相差{counted - distinct}人，系同一人列入两个及以上项目的发放表。"
    )


def _some(said: list[str]) -> str:
    """The first ten projects that differ, then how many in all; every project's two figures stand in the workbook."""
    shown = "；".join(said[:SHOWN_DIFFERENCES])
    return shown if len(said) <= SHOWN_DIFFERENCES else f"{shown}等{len(said)}个项目"


def _fewer_than_rolls(rows: list[PeriodFigure]) -> str:
    """已吸纳人数 below the people on the rolls (§10)."""
    fewer = [row for row in rows if row.workers_year is not None and row.workers_year < row.roll_heads_year]
    said = [f"{row.project_name}填报{row.workers_year}人、发放表{row.roll_heads_year}人" for row in fewer]
    return f"本年累计吸纳就业人数少于发放表人数：{_some(said)}。合计按填报数，由有关单位核实。" if said else ""


def _less_than_rolls(rows: list[PeriodFigure]) -> str:
    less = [
        row
        for row in rows
        if row.remuneration_year_fen is not None and row.remuneration_year_fen < row.roll_paid_year_fen
    ]
    said = [
        f"{row.project_name}填报{wan(row.remuneration_year_fen)}万元、发放表已发放{wan(row.roll_paid_year_fen)}万元"
        for row in less
    ]
    return f"本年累计已发放劳动报酬少于发放表已发放：{_some(said)}。合计按填报数，由有关单位核实。" if said else ""


def _two_sources(book: FigureBook) -> str:
    if book.total.value("relief_remuneration_fen").numerator is None:
        return ""
    return (
        "月报的劳动报酬为本年累计，官方调度表的劳务报酬自资金下达起累计，两个口径分别列示，不相加减；"
        "劳务报酬占比只用调度表口径。"
    )


def rounding_note(parts: list[Scope], whole: Scope, keys: Iterable[str]) -> str:
    """For a table of parts and a total: which printed columns do not add up, and by how much."""
    gaps = [(DEFINITIONS[key], gap) for key in keys if (gap := _gap(parts, whole, key))]
    if not gaps:
        return ""
    said = "、".join(f"{made.label}相差{abs(gap)}{made.unit}" for made, gap in gaps)
    return f"注：因四舍五入，分项之和与合计{said}，未作机械调整。"


def _gap(parts: list[Scope], whole: Scope, key: str) -> Decimal:
    made = DEFINITIONS[key]
    return rounding_gap(
        (part.value(key).numerator for part in parts),
        whole.value(key).numerator,
        unit=PER_PRINTED.get(made.unit, 1),
        places=made.places,
    )
