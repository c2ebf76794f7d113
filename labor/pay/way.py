"""The way of a roll (§2) laid out: its stops, who did each and when, and where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from labor.models import RollAct, RollState, RollStep, WageRoll
from labor.pay.moves import MOVES, Move
from projects.models import PayChannel

S = RollState
AT_BANK = {S.BANK, S.PARTLY}
REACHED = {S.PAID, S.FILED, S.ARCHIVED}  # named after what was done: told by the step that reached them
WAY = (
    S.DRAFT, S.SIGNING, S.OWNER, S.NOTICE, S.TOWNSHIP, S.COMMISSION, S.READY, S.BANK, S.PAID, S.FILED, S.ARCHIVED,
)  # fmt: skip
RECORDED_WAY = (S.RECORDED, S.FILED, S.ARCHIVED)
OUTCOMES = {S.PAID, S.FILED, S.ARCHIVED}  # told by who reached them; the other stops by who led on from them
SHORT = {S.PAID: "发放成功", S.FILED: "备案", S.ARCHIVED: "归档"}
ONWARD = {
    S.RECORDED: RollAct.FILE, S.DRAFT: RollAct.SEND, S.SIGNING: RollAct.SUBMIT, S.OWNER: RollAct.APPROVE,
    S.NOTICE: RollAct.PASS, S.TOWNSHIP: RollAct.REVIEW, S.COMMISSION: RollAct.ENDORSE, S.READY: RollAct.PAY,
    S.BANK: RollAct.RECEIVE, S.PARTLY: RollAct.REISSUE, S.PAID: RollAct.FILE, S.FILED: RollAct.ARCHIVE,
}  # fmt: skip
TONES = {
    S.RECORDED: "neutral", S.DRAFT: "neutral", S.PAID: "good", S.FILED: "good", S.ARCHIVED: "neutral",
    S.PARTLY: "bad", S.READY: "warn", S.BANK: "info",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop: `place` is passed, present or ahead; `step` is the act by which its work was done."""

    label: str
    place: str
    word: str
    step: RollStep | None = None


def tone_of(state: str) -> str:
    """The tone of a state's pill."""
    return TONES.get(RollState(state), "info")


def onward(roll: WageRoll) -> Move | None:
    """The move that leads a roll on from where it stands; None when archived or void."""
    act = None if roll.voided_at is not None else ONWARD.get(RollState(roll.state))
    return MOVES[act] if act else None


def stops_of(roll: WageRoll, steps: Iterable[RollStep]) -> list[Stop]:
    """The stops of a roll's way in order, with the steps (oldest first) that passed them since it was last in DRAFT."""
    way = RECORDED_WAY if roll.state == S.RECORDED or roll.origin == "recorded" else _way(roll)
    here = S.BANK if roll.state in AT_BANK else RollState(roll.state)
    present, led = way.index(here), _passed(steps)
    return [_stop(roll, state, order - present, led.get(state)) for order, state in enumerate(way)]


def _way(roll: WageRoll) -> tuple[RollState, ...]:
    if roll.channel != PayChannel.WAGE_ACCOUNT or roll.state == S.COMMISSION:
        return WAY
    return tuple(state for state in WAY if state != S.COMMISSION)


def _passed(steps: Iterable[RollStep]) -> dict[RollState, RollStep]:
    """State → the step that tells of it: that reached an outcome, or led on from work; handing back forgets."""
    led: dict[RollState, RollStep] = {}
    before: RollState | None = None
    for step in steps:
        state = S.BANK if step.state in AT_BANK else RollState(step.state)
        if step.act == RollAct.HAND_BACK:
            led = {}
        elif state != before:  # a recorded roll begins with 备案: nothing led to it
            told = {one for one in (before,) if one} - OUTCOMES | {state} & OUTCOMES
            led |= dict.fromkeys(told, step)
        before = state
    return led


def _stop(roll: WageRoll, state: RollState, distance: int, step: RollStep | None) -> Stop:
    label = SHORT.get(state, str(state.label))
    if distance < 0:
        return Stop(label, "passed", "已办", step)
    if distance > 0:
        return Stop(label, "ahead", "未到")
    word = {S.ARCHIVED: "已办", S.BANK: roll.get_state_display()}.get(state, "现在在此")
    return Stop(label, "present", word, step if state in OUTCOMES else None)
