"""各单位排名: timeliness and progress with ties stated, lamps, and who is not ranked and why."""

from __future__ import annotations

from dispatch.figures import FigureBook, Scope
from dispatch.lamps import Lamp, lamp_of, rule_note
from dispatch.notes import names_of
from dispatch.ranking import PROGRESS, TIMELINESS, UNRANKED, Place, places
from dispatch.report.content import Block, Grid, GridColumn, Line, Part, cell, figured

COLUMNS = {
    "owed_times": GridColumn("应报\n项次", 11.4, group="报送"),
    "on_time_times": GridColumn("按时\n项次", 11.4, group="报送"),
    "returned_times": GridColumn("退回\n次数", 11.4, group="报送"),
    "on_time_rate": GridColumn("按时率", 15, group="报送"),
}
NAMED = 3  # units named at the head of each ranking


def standings(book: FigureBook) -> list[Block]:
    """The two rankings in words, the table with lamps, and the rule under it."""
    timely, done = places(book.units, TIMELINESS), places(book.units, PROGRESS)
    return [
        Line(_told(book.units, timely, TIMELINESS, "按时率", "应报项次"), lead="按时报送。"),
        Line(_told(book.units, done, PROGRESS, "投资完成率", "年度计划投资"), lead="投资进度。"),
        Line(_lamps(book.units), lead="亮灯。"),
        _grid(book, timely, done),
    ]


def _told(units: list[Scope], given: dict[str, Place], key: str, name: str, base: str) -> tuple[Part, ...]:
    ranked = [unit for unit in _ordered(units, given) if given[unit.key].number is not None]
    parts: list[Part] = [f"按{name}（以{base}为基数）排名，"]
    for unit in ranked[:NAMED]:
        parts += [f"{given[unit.key].text}为{unit.name}（", figured(unit, key), "）、"]
    parts[-1] = _last(ranked, given, key, name)
    if unranked := [unit.name for unit in units if given[unit.key].number is None]:
        parts.append(f"{names_of(unranked, noun='个单位')}{UNRANKED[key]}。")
    return tuple(parts)


def _last(ranked: list[Scope], given: dict[str, Place], key: str, name: str) -> str:
    """How the sentence ends: with the foot of the ranking, or with nobody to rank."""
    if not ranked:
        return f"没有单位可按{name}排名。"
    lowest = ranked[-1]
    tail = [unit.name for unit in ranked[NAMED:] if given[unit.key] == given[lowest.key]]
    if not tail:
        return "）。"
    return f"）；位列末位的是{names_of(tail, noun='个单位')}（{lowest.value(key).text}）。"


def _lamps(units: list[Scope]) -> tuple[Part, ...]:
    lit = {unit.name: lamp_of(unit) for unit in units}
    said = []
    for lamp, name in ((Lamp.RED, "红灯"), (Lamp.YELLOW, "黄灯"), (Lamp.GREEN, "绿灯")):
        names = [unit for unit, shown in lit.items() if shown is lamp]
        said.append(
            f"{name}{len(names)}个单位" + (f"（{'、'.join(names)}）" if names and lamp is not Lamp.GREEN else "")
        )
    return (f"{'，'.join(said)}。",)


def _ordered(units: list[Scope], given: dict[str, Place]) -> list[Scope]:
    """By place, who is not ranked last."""
    return sorted(units, key=lambda unit: (given[unit.key].number is None, given[unit.key].number or 0, unit.key))


def _grid(book: FigureBook, timely: dict[str, Place], done: dict[str, Place]) -> Grid:
    rows = [_row(unit, timely[unit.key], done[unit.key]) for unit in _ordered(book.units, timely)]
    whole = book.total
    return Grid(
        columns=(
            GridColumn("行业主管部门", 32, "left"),
            *COLUMNS.values(),
            GridColumn("名次", 16, "center", group="报送"),
            GridColumn("完成率", 14, group="进度"),
            GridColumn("超欠\n序时", 12.6, group="进度"),
            GridColumn("名次", 16, "center", group="进度"),
            GridColumn("亮灯", 13, "center"),
        ),
        rows=tuple(rows),
        total=("合计", *(cell(whole, key) for key in COLUMNS), "", cell(whole, PROGRESS), cell(whole, "lead"), "", ""),
        caption="各单位报送和进度排名",
        unit="项次、次、百分点",
        note=f"注：比率相同的名次并列。{rule_note()}亮灯规则由办公室制定。",
    )


def _row(unit: Scope, timely: Place, done: Place) -> tuple[Part, ...]:
    counts = (cell(unit, key) for key in COLUMNS)
    progress = (cell(unit, PROGRESS), cell(unit, "lead"))
    return (unit.name, *counts, timely.text, *progress, done.text, str(lamp_of(unit)))
