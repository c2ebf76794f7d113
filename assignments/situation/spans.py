"""期别: the quarter or month a note is about, as its label names it (2026-Q3, 2026-09)."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from units.refusals import Refusal

EARLIEST, LATEST = 2020, 2099
ORDINALS = "一二三四"
LABEL = re.compile(r"(\d{4})-(?:Q([1-4])|(0[1-9]|1[0-2]))")
UNKNOWN = "期别“{label}”写法不对，请选季度（如2026-Q3）或月份（如2026-09），年份在2020年到2099年之间。"


@dataclass(frozen=True, slots=True)
class Span:
    """Whole months from `first` on: three of a quarter, or one."""

    first: date
    months: int

    @property
    def last(self) -> date:
        month = self.first.month + self.months - 1
        return date(self.first.year, month, monthrange(self.first.year, month)[1])

    @property
    def label(self) -> str:
        return f"{self.first:%Y}-Q{self.quarter}" if self.months > 1 else f"{self.first:%Y-%m}"

    @property
    def quarter(self) -> int:
        return (self.first.month - 1) // 3 + 1

    @property
    def said(self) -> str:
        """2026年第三季度, 2026年9月."""
        part = f"第{ORDINALS[self.quarter - 1]}季度" if self.months > 1 else f"{self.first.month}月"
        return f"{self.first.year}年{part}"


def read_span(label: str) -> Span:
    """The span a label names.

    Raises:
        Refusal: it names none, or one outside the years the house plans for.
    """
    found = LABEL.fullmatch(label.strip())
    if not found or not EARLIEST <= int(found[1]) <= LATEST:
        raise Refusal(UNKNOWN.format(label=label.strip()[:20]))
    year, quarter, month = int(found[1]), found[2], found[3]
    return Span(date(year, int(quarter) * 3 - 2, 1), 3) if quarter else Span(date(year, int(month), 1), 1)


def quarter_of(day: date) -> Span:
    return Span(date(day.year, (day.month - 1) // 3 * 3 + 1, 1), 3)


def quarter_before(day: date) -> Span:
    """The last quarter that was over on a day."""
    return quarter_of(quarter_of(day).first - timedelta(days=1))


def month_before(day: date) -> Span:
    return Span((day.replace(day=1) - timedelta(days=1)).replace(day=1), 1)


def offered(day: date) -> list[Span]:
    """The spans a new note may be about: this quarter and four before it, this month and five before it."""
    quarters, months = [quarter_of(day)], [Span(day.replace(day=1), 1)]
    for _ in range(4):
        quarters.append(quarter_before(quarters[-1].first))
    for _ in range(5):
        months.append(month_before(months[-1].first))
    return [*quarters, *months]
