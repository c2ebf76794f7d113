"""A calendar month as people write it (2026-10), with its first and last day and the months after it."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from units.command import month_argument
from units.refusals import Refusal

AHEAD = 12  # months shown, the chosen one included
EARLIEST, LATEST = 2020, 2099


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """One month; `first` is its first day."""

    first: date

    @property
    def last(self) -> date:
        return self.first.replace(day=monthrange(self.first.year, self.first.month)[1])

    @property
    def key(self) -> str:
        """As addresses and commands name it: 2026-10."""
        return f"{self.first:%Y-%m}"

    @property
    def label(self) -> str:
        return f"{self.first.year}年{self.first.month}月"

    def later(self, months: int) -> Month:
        """So many months later, earlier when negative."""
        years, month = divmod(self.first.month - 1 + months, 12)
        return Month(date(self.first.year + years, month + 1, 1))

    def ahead(self) -> tuple[Month, ...]:
        """This month and those after it, AHEAD in all."""
        return tuple(self.later(number) for number in range(AHEAD))


def read_month(text: str) -> Month:
    """Read YYYY-MM.

    Raises:
        Refusal: no such month, or one outside the years the house plans for.
    """
    month = Month(month_argument(text.strip()))
    if not EARLIEST <= month.first.year <= LATEST:
        raise Refusal(f"月份“{text.strip()}”不在{EARLIEST}年到{LATEST}年之间，请核对年份。")
    return month
