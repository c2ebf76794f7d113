"""红黄牌: standings picked by lamp and matter, added up, and folded by 用人单位 or 镇街."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from labor.clocks.owing import PayState, unbuilt_days
from labor.clocks.standing import Lamp, Standing
from labor.figures import unpaid_lines

NOBODY = "没有写明用人单位"


class Shown(StrEnum):
    """Which lamps are listed; the value stands in the address, `lamp=`."""

    LIT = "lit"
    RED = "red"
    YELLOW = "yellow"
    GREEN = "green"
    ALL = "all"


class Matter(StrEnum):
    """Why one looks; the value stands in the address, `matter=`."""

    LATE = "late"
    SOON = "soon"
    UNBUILT = "unbuilt"
    UNDERWAY = "underway"
    FAILED = "failed"
    PARTLY = "partly"
    LEAVER = "leaver"
    INTERVAL = "interval"


SHOWN = [
    (Shown.LIT.value, "红灯和黄灯"),
    (Shown.RED.value, "红灯"),
    (Shown.YELLOW.value, "黄灯"),
    (Shown.GREEN.value, "绿灯"),
    (Shown.ALL.value, "全部"),
]
MATTERS = [
    (Matter.LATE.value, "逾期未发"),
    (Matter.SOON.value, "快到期或来不及公示"),
    (Matter.UNBUILT.value, "有考勤未编制发放表"),
    (Matter.UNDERWAY.value, "编制中或在途"),
    (Matter.FAILED.value, "部分失败"),
    (Matter.PARTLY.value, "部分未发"),
    (Matter.LEAVER.value, "退场未结清"),
    (Matter.INTERVAL.value, "发放间隔超过31天"),
]
_LAMPS = {
    Shown.LIT: {Lamp.RED, Lamp.YELLOW},
    Shown.RED: {Lamp.RED},
    Shown.YELLOW: {Lamp.YELLOW},
    Shown.GREEN: {Lamp.GREEN},
    Shown.ALL: set(Lamp),
}
_STATES = {
    Matter.UNBUILT: {PayState.UNBUILT},
    Matter.UNDERWAY: {PayState.DRAFT, PayState.UNDERWAY},
    Matter.FAILED: {PayState.FAILED},
    Matter.PARTLY: {PayState.PARTLY},
}


def picked(found: Iterable[Standing], *, shown: str = Shown.LIT, matter: str = "") -> list[Standing]:
    """Those with such a lamp, and of such a matter if one is named; in the order they come in."""
    lamps = _LAMPS[Shown(shown)]
    return [one for one in found if one.lamp in lamps and (not matter or _is(one, Matter(matter)))]


def _is(one: Standing, matter: Matter) -> bool:
    if matter is Matter.LATE:
        return bool(one.late)
    if matter is Matter.SOON:
        return any(one.lamp_of(clock) is Lamp.YELLOW for clock in one.clocks)
    if matter is Matter.LEAVER:
        return bool(one.leavers)
    if matter is Matter.INTERVAL:
        return one.is_long
    return any(clock.state in _STATES[matter] for clock in one.clocks)


@dataclass(frozen=True, slots=True)
class Totals:
    """What listed standings add up to: projects (个) by lamp, money in 分, 人次, leavers (人), distinct people (人)."""

    projects: int
    red: int
    yellow: int
    fen: int
    late_fen: int
    estimated_fen: int
    attendances: int
    leavers: int
    people: int


def totals_of(rows: Sequence[Standing]) -> Totals:
    """One query, for the distinct people who wait on rolls or in months without one."""
    return Totals(
        projects=len(rows),
        red=sum(one.lamp is Lamp.RED for one in rows),
        yellow=sum(one.lamp is Lamp.YELLOW for one in rows),
        fen=sum(one.fen for one in rows),
        late_fen=sum(one.late_fen for one in rows),
        estimated_fen=sum(one.estimated_fen for one in rows),
        attendances=sum(one.attendances for one in rows),
        leavers=sum(len(one.leavers) for one in rows),
        people=_people(rows),
    )


def _people(rows: Sequence[Standing]) -> int:
    keys = [one.project.pk for one in rows if one.clocks]
    if not keys:
        return 0
    waiting = unpaid_lines().filter(project__in=keys).order_by().values("worker")
    unbuilt = unbuilt_days(rows[0].on).filter(sheet__project__in=keys).order_by().values("worker")
    return waiting.union(unbuilt).count()


@dataclass(slots=True)
class Group:
    """One employer or township: projects (个) by their gravest lamp there, money in 分, 人次, leavers (人), 天 late."""

    name: str
    lamps: dict[int, Lamp] = field(default_factory=dict)
    fen: int = 0
    late_fen: int = 0
    estimated_fen: int = 0
    attendances: int = 0
    leavers: int = 0
    days_late: int = 0

    @property
    def lamp(self) -> Lamp:
        return max(self.lamps.values(), default=Lamp.GREEN)

    @property
    def projects(self) -> int:
        return len(self.lamps)

    @property
    def red(self) -> int:
        return sum(lamp is Lamp.RED for lamp in self.lamps.values())

    @property
    def yellow(self) -> int:
        return sum(lamp is Lamp.YELLOW for lamp in self.lamps.values())


@dataclass(frozen=True, slots=True)
class Share:
    """What one month or leaver of a project adds to a group."""

    name: str
    project: int
    lamp: Lamp
    fen: int = 0
    late_fen: int = 0
    estimated_fen: int = 0
    people: int = 0
    leavers: int = 0
    days_late: int = 0


def by_employer(rows: Iterable[Standing]) -> list[Group]:
    """By the employer who owes, the gravest first."""
    return _folded(share for one in rows for share in _shares(one))


def by_township(rows: Iterable[Standing]) -> list[Group]:
    """By the township in whose territory the projects lie, the gravest first."""
    return _folded(
        Share(
            one.project.township.name, one.project.pk, one.lamp, one.fen, one.late_fen, one.estimated_fen,
            one.attendances, len(one.leavers), one.days_late,
        )
        for one in rows
    )  # fmt: skip


def _shares(one: Standing) -> Iterator[Share]:
    for clock in one.clocks:
        late, lamp = max(clock.days_late(one.on), 0), one.lamp_of(clock)
        for part in clock.parts:
            fen, estimated = (0, part.fen) if clock.is_estimated else (part.fen, 0)
            yield Share(
                part.employer or NOBODY, one.project.pk, lamp, fen, fen if late else 0, estimated, part.people, 0, late
            )
    for leaver in one.leavers:
        yield Share(leaver.employer or NOBODY, one.project.pk, one.lamp_of_leaver(leaver), leavers=1)


def _folded(shares: Iterable[Share]) -> list[Group]:
    groups: dict[str, Group] = {}
    for share in shares:
        group = groups.setdefault(share.name, Group(share.name))
        group.lamps[share.project] = max(group.lamps.get(share.project, Lamp.GREEN), share.lamp)
        group.fen += share.fen
        group.late_fen += share.late_fen
        group.estimated_fen += share.estimated_fen
        group.attendances += share.people
        group.leavers += share.leavers
        group.days_late = max(group.days_late, share.days_late)
    return sorted(groups.values(), key=lambda one: (-one.lamp, -one.days_late, -one.late_fen, -one.fen, one.name))
