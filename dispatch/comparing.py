"""环比、同比: a figure beside the same figure of the span before and of a year ago; why there is none is said."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from dispatch.definitions import ALL_DEFINITIONS, Definition, Shape
from dispatch.figures import FigureBook
from dispatch.models import BulletinKind
from dispatch.spanbook import SpanBook
from dispatch.values import Value
from documents.formats import MISSING, percent, rounded

# Sums that begin again each January: compared with the span before only inside one year, where the difference is new.
YEARLY = {
    "invested_fen", "completion_rate", "allocated_fen", "allocation_rate", "workers_year", "rural_workers_year",
    "workers_plan_rate", "remuneration_year_fen", "remuneration_plan_rate", "heads_year_distinct", "start_rate",
    "backed_pay_share",
}  # fmt: skip
COMPARED: dict[BulletinKind, list[str]] = {
    BulletinKind.MONTH_REPORT: [
        "invested_fen", "completion_rate", "invested_new_fen", "allocated_fen", "workers_on_day", "workers_year",
        "remuneration_year_fen", "roll_net_fen", "heads_distinct", "on_time_rate",
    ],
    BulletinKind.QUARTER_NOTICE: [
        "invested_fen", "completion_rate", "span_invested_new_fen", "allocated_fen", "workers_on_day", "workers_year",
        "remuneration_year_fen", "span_roll_net_fen", "on_time_rate",
    ],
    BulletinKind.HALF_REPORT: [
        "plan_fen", "invested_fen", "completion_rate", "start_rate", "allocated_fen", "workers_year",
        "heads_year_distinct", "remuneration_year_fen", "span_roll_net_fen", "on_time_rate",
    ],
}  # fmt: skip
COMPARED[BulletinKind.YEAR_REPORT] = COMPARED[BulletinKind.HALF_REPORT]


@dataclass(frozen=True)
class Names:
    """How the two spans it is compared with are called."""

    now: str
    before: str
    year_ago: str


NAMES = {
    BulletinKind.MONTH_REPORT: Names("本月", "上月", "上年同期"),
    BulletinKind.QUARTER_NOTICE: Names("本季度", "上季度", "上年同期"),
    BulletinKind.HALF_REPORT: Names("本期", "", "上年同期"),
    BulletinKind.YEAR_REPORT: Names("本年", "", "上年"),
}


@dataclass(frozen=True)
class Change:
    """One figure of the district now and then; `then` None or without a value leaves the difference open.

    `grows` False: a sum of the year beside its own beginning; the difference is what the span added, no growth.
    """

    now: Value
    then: Value | None
    grows: bool = True

    @property
    def made(self) -> Definition:
        return self.now.definition

    @property
    def difference(self) -> Fraction | None:
        """In the printed unit, percentage points for rates; exact, so that it is rounded once."""
        if self.then is None or self.now.exact is None or self.then.exact is None:
            return None
        return self.now.exact - self.then.exact

    @property
    def number(self) -> Decimal | None:
        return None if self.difference is None else rounded(self.difference, self.made.places)

    @property
    def text(self) -> str:
        """As a table has it: "+9.00", "-3.1个百分点", "—"."""
        if self.number is None:
            return MISSING
        return f"{self.number:+}{self.points}" if self.number else f"{self.number}{self.points}"

    @property
    def points(self) -> str:
        return "个百分点" if self.made.shape in (Shape.PERCENT, Shape.LEAD) else ""

    @property
    def growth(self) -> str:
        """增幅 of an amount, %, one decimal; its base is the amount then. Rates have none."""
        if self.difference is None or self.then is None or not self.grows or self.made.shape is not Shape.SUM:
            return MISSING
        base = self.then.exact
        return MISSING if not base or base < 0 else percent(self.difference, base, places=1)

    @property
    def said(self) -> str:
        """As a sentence has it: "增加9.00万元", "下降3.1个百分点", "持平"."""
        if self.number is None:
            return ""
        up, down = ("提高", "下降") if self.points else ("增加", "减少")
        unit = self.points or self.made.unit
        return f"{up if self.number > 0 else down}{abs(self.number)}{unit}" if self.number else "持平"


@dataclass(frozen=True)
class Comparison:
    """All compared figures of a report against one earlier span. `why_not` says why there is nothing to compare."""

    name: str
    book: FigureBook | None
    changes: dict[str, Change]
    why_not: str = ""
    notes: tuple[str, ...] = ()


def compared(book: SpanBook) -> list[Comparison]:
    """With the span before (months and quarters) and with the same span a year ago."""
    names = NAMES[book.kind]
    year_ago = _against(book, book.last_year, names.year_ago, "同比")
    return [_against(book, book.previous, names.before, "环比"), year_ago] if names.before else [year_ago]


def _against(book: SpanBook, then: FigureBook | None, name: str, called: str) -> Comparison:
    keys = COMPARED[book.kind]
    if then is None:
        empty = {key: Change(book.total.value(key), None) for key in keys}
        return Comparison(name, None, empty, f"{name}没有定稿数字，不作{called}。")
    changes = {
        key: Change(
            book.total.value(key),
            then.total.value(key) if _comparable(book, then, key, called) else None,
            grows=called != "环比" or key not in YEARLY,
        )
        for key in keys
    }
    return Comparison(name, then, changes, notes=tuple(_notes(book, then, name, called)))


def _comparable(book: SpanBook, then: FigureBook, key: str, called: str) -> bool:
    if key in YEARLY and called == "环比" and then.period.month.year != book.period.month.year:
        return False
    return not ALL_DEFINITIONS[key].spans or (book.whole(then) and not book.missing)


def _notes(book: SpanBook, then: FigureBook, name: str, called: str) -> list[str]:
    said = []
    if called == "环比" and then.period.month.year != book.period.month.year:
        said.append("本年累计数从1月重新计算，不与上年末的累计数作环比。")
    if not book.whole(then):
        said.append(f"{name}有的月份没有定稿数字，期内合计数不作{called}。")
    return said
