"""The month's figures as data for other programs and as lines for a person at the console; no person in either."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from labor.situation.assessing import MonthLine, SectorLine, Situation, TownshipLine, TradeLine
from labor.situation.supply import Supply

SUPPLY_BASE = (
    "供给：从正在进行的和最近一个已结束年度以来的摸底调查登记的人员里（每人取最近一次回答），"
    "数愿意务工或视岗位而定、有劳动能力或弱劳动能力、当月1日已满16周岁、"
    "当月至少一天可以务工的人，单位是人，每人只计一次。"
)
STATES_BASE = (
    "每人只在一栏：在岗（当月在名册上）；已录用（已确认录用、还没有进场）；"
    "其余愿意务工的计入可安排，视岗位而定的计入视岗位。"
)
DEMAND_BASE = (
    "需求：已发布、用工时间与当月有重合的务工需求，单位是人；还缺为需求人数减已确认录用人数。"
    "没有发布、已结束招工的不计，项目已归档或调出清单的也不计。"
)
OVERLAP = (
    "一人可以会几个工种、属于几个类别，工种之间、类别之间有重叠，不能相加；"
    "跨月的需求和人员在每个月都计，各月也不能相加。"
)
FIT = "适合某工种的人：会这个工种的、愿意做这个工种的；普通岗位另含没有指明意愿岗位的人。与用工对接找候选人的规则相同。"
NO_SECTOR = (
    "摸底登记的是人的技能和意愿，没有领域，所以供给不分领域；"
    "各领域通过所需的工种与人员相联系，同一人可以适合几个领域的岗位。"
)
NOTES = (SUPPLY_BASE, STATES_BASE, DEMAND_BASE, FIT, OVERLAP, NO_SECTOR)


def as_dict(said: Situation) -> dict[str, Any]:
    """Everything counted, people (人) by the keys of `Supply` and `Posts`; supply is null where it is not shown."""
    return {
        "month": said.month.key,
        "base": {"people": said.asked, "surveys": list(said.surveys), "reach": said.reach.said},
        "supply": supply_dict(said.supply),
        "demand": asdict(said.posts),
        "townships": [_township(line) for line in said.townships],
        "trades": [_trade(line) for line in said.trades],
        "sectors": [_sector(line) for line in said.sectors],
        "categories": _categories(said),
        "months": [_month(line) for line in said.months],
        "short": [line.trade.name for line in said.short],
        "spare": [line.trade.name for line in said.spare],
        "idle": [line.trade.name for line in said.idle],
        "notes": list(NOTES),
    }


def supply_dict(supply: Supply | None) -> dict[str, int] | None:
    return None if supply is None else {**asdict(supply), "total": supply.total}


def _township(line: TownshipLine) -> dict[str, Any]:
    unit = line.township
    return {
        "code": unit.code,
        "name": unit.name,
        "demand": asdict(line.posts),
        "supply": supply_dict(line.supply),
    }


def _trade(line: TradeLine) -> dict[str, Any]:
    return {
        "code": line.trade.code,
        "name": line.trade.name,
        "is_skilled": line.trade.is_skilled,
        "demand": asdict(line.posts),
        "supply": supply_dict(line.supply),
        "can_do_it": line.skilled,
        "gap": line.gap,
        "to_train": line.lacks_skill,
    }


def _sector(line: SectorLine) -> dict[str, Any]:
    trades = [
        {"name": trade.trade.name, "demand": asdict(posts), "available": trade.supply.available}
        for trade, posts in line.trades
    ]
    return {"code": line.sector.code, "name": line.sector.name, "demand": asdict(line.posts), "trades": trades}


def _categories(said: Situation) -> dict[str, Any] | None:
    if not said.reach.with_categories:
        return None
    of_each = [{"code": one.code, "name": one.label, "supply": supply_dict(one.supply)} for one in said.categories]
    return {"any": supply_dict(said.priority), "each": of_each}


def _month(line: MonthLine) -> dict[str, Any]:
    return {"month": line.month.key, "demand": asdict(line.posts), "supply": supply_dict(line.supply)}


def lines(said: Situation) -> list[str]:
    """The same as tables of words, for a person at the console."""
    return [
        f"{said.month.label}供求研判",
        f"摸底人员{said.asked}人（{'、'.join(said.surveys) or '还没有摸底调查'}）。{said.reach.said}",
        f"供给：{_people(said.supply)}",
        f"需求：{said.posts.posts}人，已确认{said.posts.confirmed}人，待答复{said.posts.proposed}人，还缺{said.posts.open}人",
        *_table("镇街（需求按工地，供给按摸底登记的镇街）", said.townships, _township_line),
        *_table("工种", said.trades, _trade_line),
        *_table("领域（只有需求）", said.sectors, _sector_line),
        *_table("优先类别（有重叠）", said.categories, lambda one: f"{one.label}：{_people(one.supply)}"),
        *_table("今后12个月", said.months, _month_line),
        *NOTES,
    ]


def _table(title: str, rows: Sequence[Any], line: Any) -> Iterator[str]:
    yield f"【{title}】"
    yield from _rows(rows, line)


def _rows(rows: Iterable[Any], line: Any) -> list[str]:
    return [f"  {line(row)}" for row in rows] or ["  没有"]


def _people(supply: Supply | None) -> str:
    if supply is None:
        return "—"
    return f"可安排{supply.available}人，视岗位{supply.depends}人，在岗{supply.engaged}人，已录用{supply.promised}人"


def _township_line(line: TownshipLine) -> str:
    return f"{line.township.name}：需求{line.posts.posts}人，还缺{line.posts.open}人；{_people(line.supply)}"


def _trade_line(line: TradeLine) -> str:
    who = f"适合且可安排{line.supply.available}人（其中会的{line.skilled}人）"
    return f"{line.trade.name}：需求{line.posts.posts}人，还缺{line.posts.open}人；{who}；{line.verdict}"


def _sector_line(line: SectorLine) -> str:
    trades = "、".join(f"{trade.trade.name}还缺{posts.open}人" for trade, posts in line.trades)
    return f"{line.sector.name}：需求{line.posts.posts}人，还缺{line.posts.open}人（{trades}）"


def _month_line(line: MonthLine) -> str:
    return f"{line.month.label}：还缺{line.posts.open}人，可安排{line.supply.available}人"
