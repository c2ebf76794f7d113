"""What a set of 督办 comes to: how many in each state and lamp, how many in time of how many due, who is overdue."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone

from assignments.models import SupervisionNotice, SupervisionState
from assignments.supervision.lamps import Lamp, lit, tally
from assignments.supervision.rules import Rules
from documents.formats import percent


@dataclass(frozen=True, slots=True)
class Line:
    """One 督办 as a report keeps it. Days are ISO dates, "" where there is none; `level` 0, 1 or 2."""

    number: str
    title: str
    unit: str
    source: str
    issued_on: str
    due_on: str
    answered_on: str
    state: str
    lamp: str
    why: str
    level: int

    @property
    def is_in_time(self) -> bool:
        """Answered on or before its day (the last answer, the last day set)."""
        return bool(self.answered_on) and self.answered_on <= self.due_on

    @property
    def is_late(self) -> bool:
        return self.lamp == Lamp.RED


@dataclass(frozen=True, slots=True)
class Sums:
    """件: all, by state, by lamp; `due` are answered or past their day, `in_time` of these were answered in time."""

    number: int
    states: dict[str, int]
    lamps: dict[str, int]
    due: int
    in_time: int
    closed: int
    late_units: tuple[tuple[str, int], ...]

    @property
    def in_time_rate(self) -> str:
        """按期反馈率: answered in time ÷ answered or past their day; — without a base."""
        return percent(self.in_time, self.due)

    @property
    def closing_rate(self) -> str:
        """办结率: closed ÷ issued."""
        return percent(self.closed, self.number)


def lines_of(notices: QuerySet[SupervisionNotice], *, on: date, rules: Rules) -> list[Line]:
    """The notices as they stand on a day, by unit and number; one query."""
    rows = notices.select_related("unit", "paper").order_by("unit__code", "issued_at", "pk")
    return [_line(notice, lamp, why) for notice, lamp, why in lit(rows, on=on, rules=rules)]


def _line(notice: SupervisionNotice, lamp: Lamp, why: str) -> Line:
    return Line(
        number=notice.paper.document_number if notice.paper else "",
        title=notice.title, unit=notice.unit.name, source=notice.get_source_display(), issued_on=_day(notice.issued_at),
        due_on=f"{notice.due_on:%Y-%m-%d}", answered_on=_day(notice.answered_at), state=notice.get_state_display(),
        lamp=lamp.value, why=why, level=notice.level,
    )  # fmt: skip


def _day(moment: datetime | None) -> str:
    return f"{timezone.localdate(moment):%Y-%m-%d}" if moment else ""


def sums_of(lines: Sequence[Line], *, on: date) -> Sums:
    """What the lines come to on a day."""
    due = [line for line in lines if line.answered_on or line.due_on < f"{on:%Y-%m-%d}"]
    lamps = tally(Lamp(line.lamp) for line in lines)
    return Sums(
        number=len(lines),
        states=_counted(line.state for line in lines),
        lamps={lamp.value: number for lamp, number in lamps.items()},
        due=len(due),
        in_time=sum(line.is_in_time for line in due),
        closed=sum(line.state == SupervisionState.CLOSED.label for line in lines),
        late_units=tuple(_counted(line.unit for line in lines if line.is_late).items()),
    )


def kept(lines: Iterable[Line]) -> list[dict[str, object]]:
    """As a report freezes them."""
    return [asdict(line) for line in lines]


def _counted(words: Iterable[str]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for word in words:
        counted[word] = counted.get(word, 0) + 1
    return counted
