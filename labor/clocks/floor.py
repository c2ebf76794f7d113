"""劳务报酬下限 live (R3): what a project has paid against its floor, and whether the floor will be met at completion.

The forecasts are the office's own (办公室自定), each told with its base: by money, paid ÷ (investment completed ÷ total
investment); by time, paid ÷ (months gone ÷ months planned). Paid are the rolls' lines with a pay date and a voucher or
signature; for the forecasts only those of the months the base covers. A base that lacks gives "—" and says what lacks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from documents.formats import MISSING, month_label, percent, rounded, wan
from labor.figures import total_of
from labor.models import WageLine
from labor.retention import OVER
from projects.floors import Floor, remuneration_floor
from projects.models import FilingState, ProgressFiling, Project


@dataclass(frozen=True, slots=True)
class Forecast:
    """One way to look ahead: the remuneration expected at completion (分; None without a base) and its arithmetic."""

    way: str
    expected_fen: int | None
    arithmetic: str
    required_fen: int | None

    @property
    def reaches(self) -> bool | None:
        """Whether the floor will be met; None when there is no forecast or no floor."""
        if self.expected_fen is None or self.required_fen is None:
            return None
        return self.expected_fen >= self.required_fen

    @property
    def conclusion(self) -> str:
        """按现在的进度，完工时预计…，能（不能）达到；"—" when a base lacks."""
        if self.expected_fen is None:
            return MISSING
        said = f"按现在的进度，完工时预计发放{wan(self.expected_fen)}万元"
        if self.required_fen is None:
            return f"{said}；没有下限可比。"
        if self.reaches:
            return f"{said}，能达到下限{wan(self.required_fen)}万元。"
        short = wan(self.required_fen - self.expected_fen)
        return f"{said}，不能达到下限{wan(self.required_fen)}万元，还差{short}万元。"


@dataclass(frozen=True, slots=True)
class FloorStanding:
    """A project's remuneration against its floor: paid and owed on rolls in force, in 分, and the forecasts."""

    floor: Floor
    paid_fen: int
    net_fen: int
    forecasts: tuple[Forecast, ...]

    @property
    def unpaid_fen(self) -> int:
        return self.net_fen - self.paid_fen

    @property
    def short_fen(self) -> int | None:
        """What is still to be paid to reach the floor, in 分; None without a floor."""
        required = self.floor.required_fen
        return None if required is None else max(required - self.paid_fen, 0)

    @property
    def share(self) -> str:
        """Paid as a share of the floor's base, two decimals; "—" without a base."""
        return percent(self.paid_fen, self.floor.base_fen)

    @property
    def arithmetic(self) -> str:
        """The ratio with its base named and its numbers, and what it is held against."""
        floor = self.floor
        if floor.required_fen is None or not floor.base_fen:
            return floor.arithmetic
        ratio = f"已发放{wan(self.paid_fen)}万元÷{floor.base_name}{wan(floor.base_fen)}万元＝{self.share}"
        held = f"已达到下限{wan(floor.required_fen)}万元" if not self.short_fen else short_of(floor, self.paid_fen)
        return f"{ratio}，{held}。算法：{floor.arithmetic}"


def short_of(floor: Floor, sum_fen: int) -> str:
    """How much a sum (分) is short of the floor, in words."""
    return f"距报酬下限还差{wan((floor.required_fen or 0) - sum_fen)}万元"


def floor_standing(project: Project, on: date) -> FloorStanding:
    """One project as of a day, with forecasts while a floor is still to be met; four queries at most."""
    floor = remuneration_floor(project)
    lines = WageLine.objects.in_force().filter(project=project)
    sums = total_of(lines)
    is_open = floor.required_fen is not None and project.stage not in OVER
    forecasts = (_by_money(project, floor), _by_time(project, floor, on)) if is_open else ()
    return FloorStanding(floor, sums.paid_fen, sums.net_fen, forecasts)


def _by_money(project: Project, floor: Floor) -> Forecast:
    filings = Invested.of(project)
    if filings is None:
        return _lacking("按投资进度", floor, "还没有审核通过、写明完成投资的月报")
    if lacks := filings.missing_years(project.starts):
        return _lacking("按投资进度", floor, f"{'、'.join(f'{year}年' for year in lacks)}没有审核通过的完成投资")
    if not filings.fen or not project.total_fen:
        return _lacking("按投资进度", floor, "累计完成投资或总投资为0")
    done = min(Fraction(filings.fen, project.total_fen), Fraction(1))
    base = f"累计完成投资{wan(filings.fen)}万元÷总投资{wan(project.total_fen)}万元"
    return _forecast("按投资进度", floor, _paid_to(project, filings.month), done, base, filings.month)


def _by_time(project: Project, floor: Floor, on: date) -> Forecast:
    starts, ends = month_of(project.starts), month_of(project.ends)
    if starts is None or ends is None:
        return _lacking("按工期", floor, "项目没有登记开工年月和完工年月")
    planned = _months(starts, ends)
    gone = min(_months(starts, on.replace(day=1)) - 1, planned)
    if gone < 1:
        return _lacking("按工期", floor, f"计划{month_label(starts)}开工，还没有满一个月")
    last = _plus(on.replace(day=1), -1)
    base = f"已过{gone}个月÷计划工期{planned}个月（{month_label(starts)}至{month_label(ends)}）"
    return _forecast("按工期", floor, _paid_to(project, last), Fraction(gone, planned), base, last)


@dataclass(frozen=True, slots=True)
class Invested:
    """Investment completed as accepted month by month: the ledger runs within a year, so years are added up."""

    years: Mapping[int, int]
    month: date

    @classmethod
    def of(cls, project: Project) -> Invested | None:
        """From each year's newest accepted month that states it; None when there is none. One query."""
        accepted = ProgressFiling.objects.filter(project=project, state=FilingState.ACCEPTED)
        rows = accepted.select_related("period").order_by("period__month")
        stated = [(row.period.month, row.invested_fen) for row in rows if row.invested_fen is not None]
        if not stated:
            return None
        return cls({month.year: fen for month, fen in stated}, stated[-1][0])

    @property
    def fen(self) -> int:
        return sum(self.years.values())

    def missing_years(self, starts: str) -> list[int]:
        """Years since the works began of which no month is accepted; unknown beginning, none asked for."""
        first = month_of(starts)
        begun = first.year if first is not None else min(self.years)
        return [year for year in range(begun, self.month.year) if year not in self.years]


def _forecast(way: str, floor: Floor, paid: int, done: Fraction, base: str, through: date) -> Forecast:
    expected = int(rounded(Fraction(paid) / done, 0))
    share = f"{rounded(done * 100, 2)}%"
    counted = f"{month_label(through)}及以前的发放表已发放{wan(paid)}万元"
    arithmetic = f"{counted}÷（{base}＝{share}）＝{wan(expected)}万元（预测办法为办公室自定）"
    return Forecast(way, expected, arithmetic, floor.required_fen)


def _lacking(way: str, floor: Floor, why: str) -> Forecast:
    return Forecast(way, None, f"{why}，无法预测。", floor.required_fen)


def _paid_to(project: Project, month: date) -> int:
    lines = WageLine.objects.in_force().filter(project=project, period__month__lte=month)
    return total_of(lines).paid_fen


def month_of(text: str) -> date | None:
    """The first day of a month as projects write it ("2026-03"); None when it is not stated so."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


def _months(first: date, last: date) -> int:
    """Months from one to the other, both counted."""
    return (last.year - first.year) * 12 + last.month - first.month + 1


def _plus(month: date, number: int) -> date:
    years, index = divmod(month.month - 1 + number, 12)
    return date(month.year + years, index + 1, 1)
