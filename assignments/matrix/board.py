"""任务矩阵 of a year: each duty a row, each unit of the house a column, each cell how that unit's tasks stand."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from assignments.assigning.lamp import Clock, Lamp, Lit, lamp_of, worst
from assignments.assigning.listing import ORIGINS, assignments_for
from assignments.models import Assignment, AssignmentState, Duty
from units.models import Unit, User

SUPPORT, MISSING = "配", "未"
OTHERS = tuple(origin for origin in ORIGINS if origin != "duty")


@dataclass(frozen=True)
class Cell:
    """One unit under one duty: a character, its tone, what it means, and the list it leads to ("" for none)."""

    unit: Unit
    mark: str
    tone: str
    said: str
    query: str = ""
    lamp: Lamp | None = None
    tasks: int = 0


@dataclass(frozen=True)
class Row:
    """One duty, or the year's tasks of one other origin (`duty` None); `cells` by unit, None where it has no part."""

    duty: Duty | None
    clause: str
    title: str
    cells: Sequence[Cell | None]
    lamps: Counter[Lamp] = field(default_factory=Counter)

    @property
    def parts(self) -> list[Cell]:
        """The cells of units that have a part, those who lead first."""
        held = [cell for cell in self.cells if cell]
        return [cell for cell in held if cell.mark != SUPPORT] + [cell for cell in held if cell.mark == SUPPORT]

    @property
    def led(self) -> list[Cell]:
        return [cell for cell in self.parts if cell.mark != SUPPORT]


@dataclass(frozen=True)
class Board:
    """A year's matrix. `sums` are the tasks each unit leads, and how many of them shine red."""

    year: int
    clock: Clock
    units: Sequence[Unit]
    rows: Sequence[Row]
    sums: Sequence[tuple[Unit, int, int]]
    lamps: Counter[Lamp]

    @property
    def tasks(self) -> int:
        return sum(number for _, number, _ in self.sums)


Tasks = dict[tuple[object, int], list[tuple[Assignment, Lit]]]


def board_of(user: User, year: int, clock: Clock, *, unit: Unit | None = None, lamp: Lamp | None = None) -> Board:
    """The matrix as a person reads it: drafts by the office alone; cancelled tasks stand for nothing.

    Args:
        unit: only rows in which this unit has a part, and only its column.
        lamp: only rows in which some task shines so.
    """
    duties = list(Duty.objects.prefetch_related("leads", "supports").order_by("number"))
    found = assignments_for(user).filter(year=year).exclude(state=AssignmentState.CANCELLED)
    tasks = [(one, lamp_of(one, clock)) for one in found.select_related("lead").prefetch_related("supports")]
    units = [unit] if unit else _units(duties, [one for one, _ in tasks])
    led, supported = _placed(tasks)
    rows = [_duty_row(duty, year, units, led, supported) for duty in duties]
    rows += [_other_row(origin, year, units, led, supported) for origin in OTHERS]
    kept = [row for row in rows if _is_asked(row, lamp)]
    shown = [(one, shown) for one, shown in tasks if unit is None or one.lead_id == unit.pk]
    return Board(year, clock, units, kept, _sums(units, tasks), Counter(lit.lamp for _, lit in shown))


def _units(duties: Iterable[Duty], tasks: Iterable[Assignment]) -> list[Unit]:
    """The units that have a part in anything, in the order of the house."""
    held = {unit.pk: unit for duty in duties for unit in (*duty.leads.all(), *duty.supports.all())}
    held |= {unit.pk: unit for one in tasks for unit in (one.lead, *one.supports.all())}
    return sorted(held.values(), key=lambda unit: unit.code)


def _placed(tasks: Iterable[tuple[Assignment, Lit]]) -> tuple[Tasks, Tasks]:
    """(duty key or origin, unit) → the tasks it leads, and those it supports."""
    led: Tasks = defaultdict(list)
    supported: Tasks = defaultdict(list)
    for one, lit in tasks:
        place = one.duty_id or next(origin for origin in OTHERS if getattr(one, f"{origin}_id"))
        led[place, one.lead_id].append((one, lit))
        for unit in one.supports.all():
            supported[place, unit.pk].append((one, lit))
    return led, supported


def _duty_row(duty: Duty, year: int, units: Sequence[Unit], led: Tasks, supported: Tasks) -> Row:
    leads = {unit.pk for unit in duty.leads.all()}
    supports = {unit.pk for unit in duty.supports.all()}
    base = f"year={year}&duty={duty.pk}"
    cells = [
        _cell(unit, base, led.get((duty.pk, unit.pk)), supported.get((duty.pk, unit.pk)), leads, supports)
        for unit in units
    ]
    return Row(duty, duty.clause, duty.text, cells, _counted(duty.pk, units, led))


def _other_row(origin: str, year: int, units: Sequence[Unit], led: Tasks, supported: Tasks) -> Row:
    base = f"year={year}&origin={origin}"
    cells = [
        _cell(unit, base, led.get((origin, unit.pk)), supported.get((origin, unit.pk)), set(), set()) for unit in units
    ]
    return Row(None, "", f"出自{ORIGINS[origin]}的任务", cells, _counted(origin, units, led))


def _counted(place: object, units: Sequence[Unit], led: Tasks) -> Counter[Lamp]:
    return Counter(lit.lamp for unit in units for _, lit in led.get((place, unit.pk), ()))


def _cell(
    unit: Unit,
    base: str,
    led: list[tuple[Assignment, Lit]] | None,
    supported: list[tuple[Assignment, Lit]] | None,
    leads: set[int],
    supports: set[int],
) -> Cell | None:
    query = f"{base}&unit={unit.pk}"
    if led:
        lit = worst([one for _, one in led])
        said = f"{unit.name}：{len(led)}项任务，{lit.lamp.label}，{lit.why}"
        return Cell(unit, lit.lamp.mark, lit.lamp.tone, said, query, lit.lamp, len(led))
    if unit.pk in leads:
        return Cell(unit, MISSING, "none", f"{unit.name}：责任单位，还没有任务")
    if supported or unit.pk in supports:
        return Cell(unit, SUPPORT, "support", f"{unit.name}：配合单位", query if supported else "")
    return None


def _is_asked(row: Row, lamp: Lamp | None) -> bool:
    return bool(row.parts) and (lamp is None or row.lamps[lamp] > 0)


def _sums(units: Sequence[Unit], tasks: Iterable[tuple[Assignment, Lit]]) -> list[tuple[Unit, int, int]]:
    every: Counter[int] = Counter()
    red: Counter[int] = Counter()
    for one, lit in tasks:
        every[one.lead_id] += 1
        red[one.lead_id] += lit.lamp is Lamp.RED
    return [(unit, every[unit.pk], red[unit.pk]) for unit in units]
