"""研判数据 for 任务分工's floor: supply and demand, the months ahead, people on rosters, and the last frozen month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Count

from assignments.models import Topic
from assignments.situation import figures
from assignments.situation.figures import FigureTable, Head
from dispatch.figures import FigureBook
from dispatch.models import FigureRevision
from documents.formats import chinese_date
from labor.models import Engagement
from labor.situation.assessing import Question, Situation, assess
from labor.situation.months import Month
from labor.situation.permissions import reach_of
from labor.situation.telling import DEMAND_BASE, OVERLAP, STATES_BASE, SUPPLY_BASE
from units.models import Unit

PEOPLE = "人"
TRADES, AHEAD = 10, 6  # rows of a table; the rest stands on 供求研判
FROZEN = (
    "planned_workers", "workers_on_day", "workers_year", "rural_workers_year", "remuneration_year_fen",
    "planned_remuneration_fen",
)  # fmt: skip


def tables(as_of: date) -> Iterator[FigureTable]:
    """Every table of a day: live counts as they stand when taken, and the last month frozen by that day."""
    said = assess(Question(Month(as_of.replace(day=1))), reach_of(None))
    yield _by_township(said)
    yield from _by_trade(said)
    yield _ahead(said)
    yield _on_rosters(as_of)
    yield from _frozen(as_of)


def register_all() -> None:
    figures.register(tables)


def _by_township(said: Situation) -> FigureTable:
    held, posts = said.supply, said.posts
    month = said.month.label
    return FigureTable(
        key="supply",
        topic=Topic.LABOR,
        title=f"{month}各镇街劳动力供求",
        heads=(Head("镇街"), *(Head(one, PEOPLE) for one in ("需求", "还缺", "可安排", "视岗位", "在岗", "已录用"))),
        rows=tuple(
            (line.township.name, line.posts.posts, line.posts.open, *_supply(line.supply)) for line in said.townships
        ),
        total=("合计", posts.posts, posts.open, *_supply(held)),
        source="摸底调查登记、已发布的务工需求（供求研判）",
        note=f"{SUPPLY_BASE}{STATES_BASE}{DEMAND_BASE}需求按工地所在镇街，供给按摸底登记的镇街",
        said=(
            f"{month}，全区摸底登记人员中可以务工的{held.total}人，其中可安排{held.available}人、视岗位而定{held.depends}人、"
            f"在岗{held.engaged}人、已录用待进场{held.promised}人。",
            _asked(said),
        ),
    )


def _supply(supply: object) -> tuple[int | None, ...]:
    return tuple(getattr(supply, name, None) for name in ("available", "depends", "engaged", "promised"))


def _asked(said: Situation) -> str:
    posts = said.posts
    if not posts.posts:
        return "当月没有已发布的务工需求。"
    told = f"当月已发布的务工需求{posts.posts}人，已确认录用{posts.confirmed}人，还缺{posts.open}人"
    return f"{told}；{_balance(said)}"


def _balance(said: Situation) -> str:
    gap = said.posts.open - said.supply.available
    if gap > 0:
        return f"可安排人员比缺口少{gap}人，总量不足。"
    return f"可安排人员比缺口多{-gap}人。" if gap else "可安排人员与缺口持平。"


def _by_trade(said: Situation) -> Iterator[FigureTable]:
    """Trades asked for in the month; none are no table."""
    wanted = [line for line in said.trades if line.posts.demands][:TRADES]
    short = "、".join(f"{line.trade.name}缺{line.gap}人" for line in said.short[:5])
    train = "、".join(f"{line.trade.name}{line.lacks_skill}人" for line in wanted if line.lacks_skill)
    words = [f"分工种看，{short}。"] if short else []
    if not wanted:
        return
    words += [f"人数够而技能不够、须先培训的：{train}。"] if train else []
    yield FigureTable(
        key="trades",
        topic=Topic.LABOR,
        title=f"{said.month.label}各工种缺口",
        heads=(
            Head("工种"),
            *(Head(one, PEOPLE) for one in ("需求", "还缺", "适合且可安排", "其中会的")),
            Head("研判"),
        ),
        rows=tuple(
            (one.trade.name, one.posts.posts, one.posts.open, one.supply.available, one.skilled, one.verdict)
            for one in wanted
        ),
        source="摸底调查登记、已发布的务工需求（供求研判）",
        note=f"只列有需求的工种，最多{TRADES}个。{OVERLAP}",
        said=tuple(words),
    )


def _month(first: date, year: int) -> str:
    """9月; one of a later year names it: 2027年1月."""
    return f"{first.month}月" if first.year == year else f"{first.year}年{first.month}月"


def _ahead(said: Situation) -> FigureTable:
    lines = said.months[:AHEAD]
    peak = max(lines, key=lambda line: line.posts.open)
    most = f"还缺{peak.posts.open}人、可安排{peak.supply.available}人"
    told = (f"{said.month.label}起{AHEAD}个月，缺口最大的是{peak.month.label}，{most}。",)
    return FigureTable(
        key="ahead",
        topic=Topic.LABOR,
        title=f"{said.month.label}起{AHEAD}个月用工缺口和可安排人数",
        heads=(Head("月份"), *(Head(one, PEOPLE) for one in ("还缺", "可安排", "需求"))),
        rows=tuple(
            (_month(one.month.first, said.month.first.year), one.posts.open, one.supply.available, one.posts.posts)
            for one in lines
        ),
        source="摸底调查登记、已发布的务工需求（供求研判）",
        note="跨月的需求和人员在每个月都计，各月不能相加",
        said=told if peak.posts.open else (),
        chart="lines",
    )


def _on_rosters(as_of: date) -> FigureTable:
    """People on a roster on the day: each once in the total, whatever number of projects."""
    stays = Engagement.objects.on(as_of).order_by()
    heads = dict(stays.values_list("township").annotate(Count("worker", distinct=True)))
    total, projects = stays.values("worker").distinct().count(), stays.values("project").distinct().count()
    homes = Unit.objects.townships().order_by("code", "pk")
    rows = [(unit.name, heads.get(unit.pk, 0)) for unit in homes]
    rest = total - sum(number for _, number in rows)
    return FigureTable(
        key="rosters",
        topic=Topic.LABOR,
        title=f"{chinese_date(as_of)}名册在场人数",
        heads=(Head("户籍或居住镇街"), Head("在场", PEOPLE)),
        rows=(*rows, *((("区外或未登记", rest),) if rest > 0 else ())),
        total=("合计", total),
        source="务工人员花名册",
        note="人数按人去重，一人同日在几个项目的只计一次",
        said=(f"截至{chinese_date(as_of)}，{projects}个项目名册在场务工人员{total}人（含没有摸底登记的）。",),
    )


def _frozen(as_of: date) -> Iterator[FigureTable]:
    """The last month with frozen figures up to that of the day."""
    months = FigureRevision.objects.filter(period__month__lte=as_of.replace(day=1)).select_related("period")
    last = months.order_by("-period__month", "-number").first()
    if last is None:
        return
    values = [FigureBook(last).total.value(key) for key in FROZEN]
    said = {value.definition.key: value.said for value in values}
    yield FigureTable(
        key="frozen",
        topic=Topic.LABOR,
        title=f"{last.period.label}调度定稿数",
        heads=(Head("指标"), Head("数值"), Head("单位")),
        rows=tuple((value.definition.label, value.text, value.definition.unit) for value in values),
        source=f"{last.period.label}调度期关账定稿（修订号{last.number}）",
        note="由单位月报汇总，关账后固定",
        said=(
            f"据{last.period.label}调度定稿数，本年累计吸纳就业{said['workers_year']}（项目口径合计），"
            f"累计发放劳务报酬{said['remuneration_year_fen']}。",
        ),
    )
