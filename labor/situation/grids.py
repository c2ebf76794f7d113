"""The figures as tables: page and workbook show the same rows, the page with links to the lists behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from documents.formats import MISSING, count
from labor.situation.assessing import SectorLine, Situation, TradeLine
from labor.situation.demand import Posts
from labor.situation.links import Links
from labor.situation.supply import NOBODY, Supply

DEMAND = ("需求", "已确认", "待答复", "还缺")
SUPPLY = ("可安排", "视岗位", "在岗", "已录用")


@dataclass(frozen=True, slots=True)
class Cell:
    """A number of people (None: not shown to this reader) or a word, and where it leads."""

    value: int | str | None
    url: str = ""

    @property
    def text(self) -> str:
        return self.value if isinstance(self.value, str) else MISSING if self.value is None else count(self.value)

    @property
    def is_number(self) -> bool:
        return not isinstance(self.value, str)


@dataclass(frozen=True, slots=True)
class Line:
    """A row: what it is about, then its cells; `is_sum` stands for those below it."""

    label: str
    cells: Sequence[Cell]
    url: str = ""
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """One table. `bands` are headings over headings with how many columns each spans, the first column apart."""

    key: str
    title: str
    head: str
    bands: Sequence[tuple[str, int]]
    headings: Sequence[str]
    lines: Sequence[Line]
    empty: str
    note: str = ""
    totals: Sequence[Cell] = field(default=())

    @property
    def words(self) -> set[int]:
        """Which columns hold words."""
        return {
            place for line in self.lines for place, cell in enumerate(line.cells) if cell.text and not cell.is_number
        }


def grids(said: Situation, links: Links) -> list[Grid]:
    """All tables of an answer, in the order of the page."""
    shown = [_months(said, links), _trades(said, links), _townships(said, links), _sectors(said, links)]
    return [*shown, _categories(said)] if said.reach.with_categories else shown


def _demand(posts: Posts, url: str = "", unfilled: str = "") -> list[Cell]:
    """What nobody asks for leads nowhere."""
    return [
        Cell(posts.posts, url if posts.demands else ""),
        Cell(posts.confirmed),
        Cell(posts.proposed),
        Cell(posts.open, unfilled if posts.open else ""),
    ]


def _supply(supply: Supply | None) -> list[Cell]:
    if supply is None:
        return [Cell(None)] * len(SUPPLY)
    return [Cell(supply.available), Cell(supply.depends), Cell(supply.engaged), Cell(supply.promised)]


def _months(said: Situation, links: Links) -> Grid:
    lines = [
        Line(
            line.month.label,
            [
                *_demand(line.posts, links.demands(line.month), links.demands(line.month, unfilled=True)),
                *_supply(line.supply),
            ],
            "" if line.month == said.month else links.month(line.month),
        )
        for line in said.months
    ]
    note = "跨月的需求和人员在每个月都计，各月不能相加。"
    bands = (("需求（人）", 4), ("供给（人）", 4))
    return Grid("months", "今后12个月", "月份", bands, (*DEMAND, *SUPPLY), lines, "没有月份。", note)


def _townships(said: Situation, links: Links) -> Grid:
    lines = [
        Line(
            line.township.name,
            [
                *_demand(
                    line.posts,
                    links.demands(township=line.township),
                    links.demands(township=line.township, unfilled=True),
                ),
                *_supply(line.supply),
            ],
            links.people(line.township.pk),
        )
        for line in said.townships
    ]
    posts = sum((line.posts for line in said.townships), Posts())
    people = sum((line.supply for line in said.townships if line.supply is not None), NOBODY)
    note = "需求按工地所在镇街，供给按摸底登记的镇街，人员可以到其他镇街务工。"
    note += "点镇街名称打开它的摸底名单。" if links.parts else ""
    totals = [*_demand(posts), *_supply(people)]
    bands = (("需求（人）", 4), ("供给（人）", 4))
    headings = (*DEMAND, *SUPPLY)
    return Grid("townships", "按镇街", "镇街", bands, headings, lines, "没有登记镇街。", note, totals)


def _trades(said: Situation, links: Links) -> Grid:
    lines = [Line(line.trade.name, _of_trade(line, links)) for line in said.trades]
    headings = (*DEMAND, *SUPPLY, "会的", "结论")
    note = (
        "供给是适合这个工种的人：会的、愿意做的，普通岗位另含没有指明意愿岗位的人。“会的”只数可安排的人。"
        "同一人可以适合几个工种，不能相加；结论是还缺人数与可安排人数之差。"
    )
    bands = (("需求（人）", 4), ("适合的人（人）", 5), ("", 1))
    return Grid("trades", "按工种", "工种", bands, headings, lines, "没有人适合、也没有需求要用的工种。", note)


def _of_trade(line: TradeLine, links: Links) -> list[Cell]:
    asked = links.demands(trade=line.trade), links.demands(trade=line.trade, unfilled=True)
    return [*_demand(line.posts, *asked), *_supply(line.supply), Cell(line.skilled), Cell(line.verdict)]


def _sectors(said: Situation, links: Links) -> Grid:
    lines = [row for sector in said.sectors for row in _of_sector(sector, links)]
    note = (
        "摸底登记的是人的技能和意愿，没有领域，所以领域没有供给数。各领域通过所需工种与人员相联系："
        "“适合且可安排”是全部适合这个工种的人，几个领域都要这个工种时是同一批人，不能相加。"
    )
    totals = [Cell(""), *_demand(said.posts), Cell("")]
    bands = (("", 1), ("需求（人）", 4), ("供给（人）", 1))
    headings = ("工种", *DEMAND, "适合且可安排")
    return Grid("sectors", "按领域", "领域", bands, headings, lines, "当月没有已发布的需求。", note, totals)


def _of_sector(line: SectorLine, links: Links) -> list[Line]:
    def asked(**chosen: Any) -> tuple[str, str]:
        return links.demands(**chosen), links.demands(unfilled=True, **chosen)

    whole = Line(
        line.sector.name, [Cell("全部工种"), *_demand(line.posts, *asked(sector=line.sector)), Cell("")], is_sum=True
    )
    parts = [
        Line(
            line.sector.name,
            [
                Cell(trade.trade.name),
                *_demand(posts, *asked(sector=line.sector, trade=trade.trade)),
                Cell(trade.supply.available),
            ],
        )
        for trade, posts in line.trades
    ]
    return [whole, *parts]


def _categories(said: Situation) -> Grid:
    lines = [Line(line.label, [*_supply(line.supply), Cell(line.supply.total)]) for line in said.categories]
    if lines:
        lines.append(Line("任一优先类别", [*_supply(said.priority), Cell(said.priority.total)], is_sum=True))
    note = "一人可以属于几个类别，各类别有重叠，不能相加；“任一优先类别”每人只计一次。不含其他当地劳动力。"
    bands = (("供给（人）", 5),)
    headings = (*SUPPLY, "合计")
    return Grid(
        "categories", "按优先类别", "人员类别", bands, headings, lines, "当月可以务工的人里没有优先类别。", note
    )
