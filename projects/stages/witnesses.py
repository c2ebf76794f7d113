"""Witnesses: floors above this one add what they know about a project, registered when the house starts."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from projects.models import Project, StageAct
from projects.stages.missing import Missing

Witness = Callable[[Project], Iterable[Missing]]

_WITNESSES: dict[StageAct, list[Witness]] = {}


def register(act: StageAct, witness: Witness) -> None:
    """Ask `witness` before each move `act`; registered twice, it is asked once."""
    heard = _WITNESSES.setdefault(act, [])
    if witness not in heard:
        heard.append(witness)


def testimony(project: Project, act: StageAct) -> list[Missing]:
    """What the witnesses of a move still miss."""
    return [missing for witness in _WITNESSES.get(act, ()) for missing in witness(project)]
