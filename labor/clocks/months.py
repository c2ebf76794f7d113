"""One project's months in a row: what was paid when, what is owed, which lamp is lit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.db.models import Max

from documents.formats import chinese_date, month_label
from labor.clocks.due import pay_due_on
from labor.clocks.owing import Clock, PayState
from labor.clocks.standing import LONG_INTERVAL, Lamp, Standing
from labor.clocks.terms import Terms
from labor.figures import RollSum, sums_of
from labor.models import RollKind, WageLine, WageRoll
from projects.models import Project


@dataclass(frozen=True, slots=True)
class Month:
    """A roll, or an attended month without one: money in 分, people (人) still waiting, days (天) late."""

    month: date
    due_on: date
    lamp: Lamp
    state: str
    paid_fen: int = 0
    fen: int = 0
    people: int = 0
    paid_on: date | None = None
    roll: int | None = None
    is_supplement: bool = False
    told: str = ""
    clock: Clock | None = None

    @property
    def label(self) -> str:
        return f"{month_label(self.month)}{'（补发）' if self.is_supplement else ''}"

    @property
    def key(self) -> str:
        return f"{self.month:%Y-%m}"

    @property
    def is_estimated(self) -> bool:
        return self.roll is None


def months_of(project: Project, standing: Standing, terms: Terms) -> list[Month]:
    """Every month of a project with a roll in force or attendance, the latest first; three queries."""
    rolls = list(
        WageRoll.objects.in_force().filter(project=project).select_related("period").defer("warnings", "notes")
    )
    sums, paid_on = sums_of(rolls), _paid_on(project)
    clocks = {clock.roll: clock for clock in standing.clocks if clock.roll is not None}
    gaps = _gaps(rolls, paid_on)
    found = [_unbuilt(clock, standing) for clock in standing.clocks if clock.roll is None]
    for roll in rolls:
        clock, told = clocks.get(roll.pk), gaps.get(roll.pk, "")
        made = _owing(roll, clock, standing) if clock else _settled(roll, sums[roll.pk], paid_on.get(roll.pk), terms)
        found.append(_with(made, sums[roll.pk], paid_on.get(roll.pk), told))
    return sorted(found, key=lambda one: (one.month, one.roll or 0), reverse=True)


def _paid_on(project: Project) -> Mapping[int, date]:
    """Roll → the last day on which one of its lines was paid."""
    lines = WageLine.objects.filter(project=project, in_force=True, is_paid=True).order_by()
    return dict(lines.values_list("roll").annotate(Max("pay_on")))


def _gaps(rolls: list[WageRoll], paid_on: Mapping[int, date]) -> dict[int, str]:
    """Of months paid more than 31 days after the payment before: how long that was."""
    paid = sorted((paid_on[roll.pk], roll.pk) for roll in rolls if roll.pk in paid_on and roll.kind == RollKind.REGULAR)
    return {
        later: f"与上一次发放相隔{(day - before).days}天"
        for (before, _), (day, later) in pairwise(paid)
        if (day - before).days > LONG_INTERVAL
    }


def _unbuilt(clock: Clock, standing: Standing) -> Month:
    unrated = f"其中{clock.unrated}人没有约定日工资，没有算进去" if clock.unrated else ""
    told = "；".join(said for said in (_lateness(clock, standing), unrated) if said)
    return Month(
        clock.month, clock.due_on, standing.lamp_of(clock), clock.state, fen=clock.fen, people=clock.people, told=told,
        clock=clock,
    )  # fmt: skip


def _owing(roll: WageRoll, clock: Clock, standing: Standing) -> Month:
    state = f"{clock.state}（{roll.get_state_display()}）" if clock.state is PayState.UNDERWAY else clock.state
    return Month(
        clock.month, clock.due_on, standing.lamp_of(clock), state, fen=clock.fen, people=clock.people, roll=roll.pk,
        is_supplement=clock.is_supplement, told=_lateness(clock, standing), clock=clock,
    )  # fmt: skip


def _settled(roll: WageRoll, sums: RollSum, paid_on: date | None, terms: Terms) -> Month:
    due_on = roll.due_on or pay_due_on(roll.period.month, terms=terms)
    late = (paid_on - due_on).days if paid_on else 0
    told = f"逾期{late}天发放" if late > 0 else "按时发放" if paid_on else ""
    state = PayState.PAID if sums.net_fen else "没有应发的金额"
    is_supplement = roll.kind == RollKind.SUPPLEMENT
    return Month(roll.period.month, due_on, Lamp.GREEN, state, roll=roll.pk, is_supplement=is_supplement, told=told)


def _with(made: Month, sums: RollSum, paid_on: date | None, told: str) -> Month:
    said = "；".join(one for one in (made.told, told) if one)
    return Month(
        made.month, made.due_on, made.lamp, made.state, sums.paid_fen, made.fen, made.people, paid_on, made.roll,
        made.is_supplement, said, made.clock,
    )  # fmt: skip


def _lateness(clock: Clock, standing: Standing) -> str:
    return lateness(clock, standing.on, standing.soon)


def lateness(clock: Clock, on: date, soon: int) -> str:
    """How near the due day is, in words; "" while it is far off."""
    late = clock.days_late(on)
    if late > 0:
        return f"逾期{late}天"
    if clock.misses_notice(on):
        return f"公示须满{clock.notice_days}天，到{chinese_date(clock.due_on)}来不及发放"
    if -late <= soon:
        return "今天到期" if not late else f"还有{-late}天到期"
    return ""
