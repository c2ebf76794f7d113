"""What a roll still lacks before it moves on: each part of the house adds what it knows, registered at start."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from labor.models import RollAct, WageRoll
from units.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Lacking:
    """One lack, as a sentence: what, where, what to do. `place` names the part of the roll's page that mends it:
    lines | attendance | signing | approval | notice | payments | files."""

    key: str
    sentence: str
    place: str


Guard = Callable[[WageRoll, date], Iterable[Lacking]]


class NotYet(Refusal):
    """The roll lacks something for the move; `lacking` says where each sentence is mended."""

    def __init__(self, lacking: Iterable[Lacking]) -> None:
        self.lacking = list(lacking)
        super().__init__(*(one.sentence for one in self.lacking))


_GUARDS: dict[RollAct, list[Guard]] = {}


def register(act: RollAct, guard: Guard) -> None:
    """Ask `guard` before each move `act`; registered twice, it is asked once."""
    heard = _GUARDS.setdefault(act, [])
    if guard not in heard:
        heard.append(guard)


def lacking_for(roll: WageRoll, act: RollAct, *, on: date) -> list[Lacking]:
    """Everything a roll lacks for a move on a day, in the order of registration; empty when it may go."""
    return [lack for guard in _GUARDS.get(act, ()) for lack in guard(roll, on)]
