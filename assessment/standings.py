"""成效一览: how each unit stands over a year's closed months, from frozen figures alone; pure arithmetic, no score.

Nothing is weighted here: points are a scheme's (`assessment.scoring`). Every ratio is made of sums: the months'
counts are added first, divided next, rounded last. Sums of money run from January, so the last closed month says all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from dispatch.figures import Scope
from dispatch.models import PeriodFigure
from dispatch.values import Value
from documents.formats import percent, ratio

FORMULAS = (
    "应报项次＝各已关账月份的应报项目数之和（不列入应报、免报的不计）；报送率＝已报项次÷应报项次，按时率＝单位按时报送项次÷应报项次。",
    "办公室代填的计入已报，不计入按时。",
    "投资完成率＝最近关账月份的本年累计完成投资÷年度计划投资；超欠序时＝投资完成率－月数÷12，单位为百分点。",
    "合计行用各数之和重新计算，不平均各单位的比率；没有基数的写“—”。名次只按按时率排，相同的并列；不是考核得分。",
)


@dataclass(frozen=True)
class Standing:
    """One unit (or the whole district): counts over the months, and its last closed month."""

    code: str
    name: str
    due: int
    filed: int
    on_time: int
    by_office: int
    latest: Scope
    place: int | None = None

    @property
    def filed_rate(self) -> str:
        """报送率, %, one decimal; its base is 应报项次."""
        return percent(self.filed, self.due, places=1)

    @property
    def on_time_rate(self) -> str:
        """按时率, %, one decimal; its base is 应报项次."""
        return percent(self.on_time, self.due, places=1)

    @property
    def on_time_share(self) -> Fraction:
        """The exact share that places are given by."""
        return ratio(self.on_time, self.due) or Fraction(0)

    @property
    def plan(self) -> Value:
        return self.latest.value("plan_fen")

    @property
    def invested(self) -> Value:
        return self.latest.value("invested_fen")

    @property
    def completion(self) -> Value:
        return self.latest.value("completion_rate")

    @property
    def lead(self) -> Value:
        return self.latest.value("lead")


def standings(months: Mapping[int, Sequence[PeriodFigure]]) -> tuple[list[Standing], Standing | None]:
    """Each unit's standing and the district's, from frozen rows by month number (1–12).

    Units are placed by their share of filings on time; equal shares have one place. A unit without projects in the
    last closed month keeps its counts, and its money figures say "—".
    """
    if not months:
        return [], None
    last = max(months)
    rows = [row for month in sorted(months) for row in months[month]]
    codes = {row.unit_code: row.unit_name for row in rows}  # the latest name wins
    units = [
        _standing(code, name, [r for r in rows if r.unit_code == code], _own(months[last], code), last)
        for code, name in sorted(codes.items())
    ]
    return _placed(units), _standing("", "合计", rows, months[last], last)


def _own(rows: Iterable[PeriodFigure], code: str) -> list[PeriodFigure]:
    return [row for row in rows if row.unit_code == code]


def _standing(
    code: str, name: str, rows: Sequence[PeriodFigure], latest: Iterable[PeriodFigure], month: int
) -> Standing:
    return Standing(
        code=code,
        name=name,
        due=sum(row.is_owed for row in rows),
        filed=sum(row.is_owed and row.filed for row in rows),
        on_time=sum(row.is_owed and row.on_time for row in rows),
        by_office=sum(row.by_office for row in rows),
        latest=Scope("unit" if code else "total", code, name, month, list(latest)),
    )


def _placed(units: list[Standing]) -> list[Standing]:
    ordered = sorted(units, key=lambda unit: (-unit.on_time_share, unit.code))
    shares = [unit.on_time_share for unit in ordered]
    # The first of equals gives the place to all of them.
    return [replace(unit, place=shares.index(unit.on_time_share) + 1) for unit in ordered]
