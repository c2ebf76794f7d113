"""The line of a project's stages as one looks at it: passed, present, ahead, and who brought it there when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from projects.models import Stage, StageAct, StageStep


class Place(StrEnum):
    """Where a stage lies for a project that stands at another."""

    PASSED = "passed"
    PRESENT = "present"
    AHEAD = "ahead"


WORDS = {Place.PASSED: "已办", Place.PRESENT: "现在", Place.AHEAD: "未到"}


@dataclass(frozen=True, slots=True)
class Stop:
    """One stage on the line. `entered` is the step that last brought the project there; None: nobody recorded it.

    For a stage that is passed it is the last step forward, for the present one it may be a step back.
    """

    stage: Stage
    place: Place
    entered: StageStep | None

    @property
    def label(self) -> str:
        return str(self.stage.label)

    @property
    def word(self) -> str:
        return WORDS[self.place]

    @property
    def is_unrecorded(self) -> bool:
        """The project was registered at this stage or beyond it."""
        return self.place is not Place.AHEAD and self.entered is None


def line_of(stage: str, steps: Iterable[StageStep]) -> list[Stop]:
    """All stages in their order, for a project that stands at `stage`; `steps` in the order of their times."""
    now = list(Stage).index(Stage(stage))
    came = [step for step in steps if step.stage != step.stage_before or step.act == StageAct.LIST]
    forward = {step.stage: step for step in came if step.act != StageAct.STEP_BACK}
    last = {step.stage: step for step in came}
    entered = {Place.PASSED: {**last, **forward}, Place.PRESENT: last, Place.AHEAD: {}}
    places = [(one, _place(number, now)) for number, one in enumerate(Stage)]
    return [Stop(one, place, entered[place].get(one.value)) for one, place in places]


def _place(number: int, now: int) -> Place:
    if number == now:
        return Place.PRESENT
    return Place.PASSED if number < now else Place.AHEAD
