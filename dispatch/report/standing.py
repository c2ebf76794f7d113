"""各单位排名: timeliness and progress with ties stated, lamps, and who is not ranked and why."""

from __future__ import annotations

from itertools import groupby

from dispatch.figures import FigureBook, Scope
from dispatch.lamps import Lamp, lamp_of, rule_note
from dispatch.notes import names_of
from dispatch.ranking import PROGRESS, TIMELINESS, UNRANKED, Place, places
from dispatch.report.content import Block, Grid, GridColumn, Part, cell, figured, led
from dispatch.report.cutting import first_and_last

COLUMNS = {
    "owed_times": GridColumn("应报\n项次", 11.4, group="报送"),
    "on_time_times": GridColumn("按时\n项次", 11.4, group="报送"),
    "returned_times": GridColumn("退回\n次数", 11.4, group="报送"),
    "on_time_rate": GridColumn("按时率", 15, group="报送"),
}
LIT = 15  # units of one lamp that are all named
UNTOLD = "没有填报数"
NAMED = 3  # places named at the head of each ranking


def standings(book: FigureBook) -> list[Block]:
    """The two rankings in words, the table with lamps, and the rule under it."""
    timely, done = places(book.units, TIMELINESS), places(book.units, PROGRESS)
    return [
        *led(
            [
                ("按时报送", _told(book.units, timely, TIMELINESS, "按时率", "应报项次")),
                ("投资进度", _told(book.units, done, PROGRESS, "投资完成率", "年度计划投资")),
                ("亮灯", _lamps(book.units)),
            ]
        ),
        first_and_last(_grid(book, timely, done)),
    ]


def _told(units: list[Scope], given: dict[str, Place], key: str, name: str, base: str) -> tuple[Part, ...]:
    """The first places and the last, equals together, and who is not ranked."""
    ranked = [unit for unit in _ordered(units, given) if given[unit.key].number is not None]
    groups = [list(found) for _, found in groupby(ranked, key=lambda unit: given[unit.key])]
    parts: list[Part] = [f"{name}（以{base}为基数）" if groups else f"没有单位可按{name}排名。"]
    for group in groups[:NAMED]:
        parts += ["，", *_placed(group, given, key)]
    if len(groups) > NAMED:
        parts += ["；末位", *_placed(groups[-1], given, key)]
    parts += ["。"] if groups else []
    if unranked := [unit.name for unit in units if given[unit.key].number is None]:
        parts.append(f"{names_of(unranked, noun='个单位')}{UNRANKED[key]}。")
    return tuple(parts)


def _placed(group: list[Scope], given: dict[str, Place], key: str) -> tuple[Part, ...]:
    """第1区交通局（100.0%）, 并列第1区交通局、区教委（100.0%）."""
    names = names_of((unit.name for unit in group), noun="个单位")
    told = group[0].value(key).exact is not None
    return (f"{given[group[0].key].text}为{names}（", figured(group[0], key) if told else UNTOLD, "）")


def _lamps(units: list[Scope]) -> tuple[Part, ...]:
    lit = {unit.name: lamp_of(unit) for unit in units}
    said = []
    for lamp, name in ((Lamp.RED, "红灯"), (Lamp.YELLOW, "黄灯"), (Lamp.GREEN, "绿灯")):
        names = [unit for unit, its in lit.items() if its is lamp]
        shown = "、".join(names) if len(names) <= LIT else names_of(names, counted=False)
        said.append(f"{name}{len(names)}个单位" + (f"（{shown}）" if names and lamp is not Lamp.GREEN else ""))
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
            GridColumn("超欠\n序时", 14.6, group="进度"),
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
