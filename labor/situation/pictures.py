"""Charts of an answer: open posts beside people free to work, by month, trade, township; posts by sector."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.safestring import SafeString

from documents.charts import Group, Series, grouped_bar_chart, line_chart
from documents.formats import count
from labor.situation.assessing import Situation

MOST = 10  # trades in one chart; the table holds them all
OPEN, FREE, ASKED = "还缺（人）", "可安排（人）", "需求（人）"


def pictures(said: Situation) -> dict[str, SafeString]:
    """SVG by the key of the table that stands beside it; a table of categories needs none."""
    return {
        "months": _months(said),
        "trades": _trades(said),
        "townships": _townships(said),
        "sectors": _sectors(said),
    }


def _months(said: Situation) -> SafeString:
    labels = [f"{line.month.first.month}月" for line in said.months]
    lines = [
        _series(OPEN, [line.posts.open for line in said.months]),
        _series(FREE, [line.supply.available for line in said.months]),
    ]
    return line_chart(labels, lines, title=f"{said.month.label}起12个月的还缺人数和可安排人数")


def _series(name: str, values: Sequence[int]) -> Series:
    return Series(name, values, [count(value) for value in values])


def _pair(label: str, first: int, second: int | None) -> Group:
    return Group(label, [first, second], [count(first), "" if second is None else count(second)])


def _trades(said: Situation) -> SafeString:
    wanted = [line for line in said.trades if line.posts.demands] or said.trades
    groups = [_pair(line.trade.name, line.posts.open, line.supply.available) for line in wanted[:MOST]]
    return grouped_bar_chart(groups, series=(OPEN, FREE), title=f"{said.month.label}各工种还缺人数和适合且可安排的人数")


def _townships(said: Situation) -> SafeString:
    groups = [
        _pair(line.township.name, line.posts.open, None if line.supply is None else line.supply.available)
        for line in said.townships
    ]
    return grouped_bar_chart(groups, series=(OPEN, FREE), title=f"{said.month.label}各镇街还缺人数和可安排人数")


def _sectors(said: Situation) -> SafeString:
    groups = [_pair(line.sector.name, line.posts.posts, line.posts.open) for line in said.sectors]
    return grouped_bar_chart(groups, series=(ASKED, OPEN), title=f"{said.month.label}各领域需求人数和还缺人数")
