"""三色灯 of 督办: green on time, yellow near its day or unsigned past its time, red overdue, grey done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Protocol

from django.db.models import QuerySet, TextChoices
from django.utils import timezone

from assignments.models import SupervisionNotice, SupervisionRule, SupervisionState
from assignments.supervision.rules import Rules
from projects.calendar import moved, working_days_until


class Lamp(TextChoices):
    GREEN = "green", "绿灯"
    YELLOW = "yellow", "黄灯"
    RED = "red", "红灯"
    GREY = "grey", "灰灯"
    UNLIT = "unlit", "未亮灯"


TONES = {Lamp.GREEN: "good", Lamp.YELLOW: "warn", Lamp.RED: "bad", Lamp.GREY: "neutral", Lamp.UNLIT: "neutral"}
SHINING = (Lamp.GREEN, Lamp.YELLOW, Lamp.RED)  # those that say why
READS = ("pk", "state", "due_on", "issued_at", "answered_at")  # what a lamp reads of a row
QUIET = {
    SupervisionState.DRAFT: Lamp.UNLIT,
    SupervisionState.WITHDRAWN: Lamp.UNLIT,
    SupervisionState.CLOSED: Lamp.GREY,
}


class Lit(Protocol):
    """What a lamp reads of a 督办."""

    @property
    def state(self) -> Any: ...
    @property
    def due_on(self) -> Any: ...
    @property
    def issued_at(self) -> Any: ...
    @property
    def answered_at(self) -> Any: ...


def lamp_of(notice: Lit, *, on: date, rule: SupervisionRule) -> tuple[Lamp, str]:
    """The lamp on a day and why it shines so; `rule` is that of the day the notice was issued."""
    state = SupervisionState(notice.state)
    if state in QUIET:
        return QUIET[state], str(state.label)
    if notice.state == SupervisionState.ANSWERED:
        late = days_late(notice.due_on, timezone.localdate(notice.answered_at))
        return (Lamp.RED, f"逾期{late}个工作日反馈") if late else (Lamp.GREEN, "按期反馈")
    if late := days_late(notice.due_on, on):
        return Lamp.RED, f"逾期{late}个工作日"
    if notice.state == SupervisionState.ISSUED and moved(_day(notice.issued_at), rule.sign_within) < on:
        return Lamp.YELLOW, "超过签收时限没有签收"
    left = working_days_until(on, notice.due_on)
    near = left <= rule.warn_before
    return (Lamp.YELLOW if near else Lamp.GREEN), (f"还有{left}个工作日到期" if left else "今天到期")


def days_late(due_on: date, on: date) -> int:
    """Working days (工作日) past a due day, at least 1 once the day is over; 0 until then."""
    return max(1, -working_days_until(on, due_on)) if on > due_on else 0


def lit(rows: Iterable[Any], *, on: date, rules: Rules) -> list[tuple[Any, Lamp, str]]:
    """Each row with its lamp and why."""
    return [(row, *lamp_of(row, on=on, rule=rules.on(_day(row.issued_at) if row.issued_at else on))) for row in rows]


def lamps_of(notices: QuerySet[SupervisionNotice], *, on: date, rules: Rules) -> dict[int, Lamp]:
    """Key → lamp of each notice; one query."""
    rows = notices.order_by().values_list(*READS, named=True)
    return {row.pk: lamp for row, lamp, _ in lit(rows, on=on, rules=rules)}


def tally(lamps: Iterable[Lamp]) -> dict[Lamp, int]:
    """How many (件) shine in each color."""
    counted = Counter(lamps)
    return {lamp: counted[lamp] for lamp in Lamp}


def _day(moment: datetime) -> date:
    return timezone.localdate(moment)
