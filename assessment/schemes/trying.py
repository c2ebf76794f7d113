"""调权测算 (what-if): other points, targets and floors tried on the same frozen figures, old and new side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from assessment.models import Audience, Indicator, Scheme
from assessment.schemes.boards import Board, Ground, Line, boards
from assessment.schemes.checking import indicator_faults
from assessment.schemes.drafting import held_draft
from assessment.schemes.permissions import allow_draft
from units.audit import record
from units.models import User
from units.refusals import Refusal

TRIED = ("points_centi", "target_bp", "floor_bp")
Trial = Mapping[int, Mapping[str, int | None]]  # indicator id → what is tried


@dataclass(frozen=True)
class Compared:
    """One unit before and after."""

    before: Line
    after: Line

    @property
    def difference_centi(self) -> int | None:
        old, new = self.before.total.points_centi, self.after.total.points_centi
        return None if old is None or new is None else new - old

    @property
    def climbed(self) -> int:
        """Places gained; negative when lost."""
        return (self.before.place or 0) - (self.after.place or 0)

    @property
    def fell(self) -> int:
        """Places lost."""
        return -self.climbed


def tried(indicators: Sequence[Indicator], trial: Trial) -> list[Indicator]:
    """Copies that carry what is tried; the given ones stay as they are."""
    made = []
    for one in indicators:
        other = copy(one)
        for name, value in trial.get(one.pk, {}).items():
            setattr(other, name, value)
        made.append(other)
    return made


def trial_faults(indicators: Sequence[Indicator], trial: Trial) -> list[str]:
    """What is wrong with the tried values, all at once; sums of weights are told beside, not here."""
    return [fault for one in tried(indicators, trial) if one.pk in trial for fault in indicator_faults(one)]


def compared(ground: Ground, indicators: Sequence[Indicator], trial: Trial) -> list[tuple[Audience, list[Compared]]]:
    """Each kind's units with old and new totals and places."""
    old, new = boards(ground, indicators), boards(ground, tried(indicators, trial))
    return [(before.audience, _paired(before, after)) for before, after in zip(old, new, strict=True)]


def _paired(before: Board, after: Board) -> list[Compared]:
    return [Compared(old, new) for old, new in zip(before.lines, after.lines, strict=True)]


@transaction.atomic
def apply_trial(*, scheme: Scheme, trial: Trial, by: User, at: datetime) -> list[Indicator]:
    """Write what was tried into the draft, whole or not at all; returns the indicators that changed.

    Raises:
        WrongState: the scheme is no draft.
        Refusal: with everything that is wrong with the values, or nothing was changed.
    """
    allow_draft(by)
    held = held_draft(scheme)
    listed = list(held.indicators.all())
    if faults := trial_faults(listed, trial):
        raise Refusal(*faults)
    changed = [new for old, new in zip(listed, tried(listed, trial), strict=True) if _values(old) != _values(new)]
    if not changed:
        raise Refusal("分值、目标和零分线都和现在一样，没有可以写入的调整。")
    was = {one.pk: _values(one) for one in listed}
    detail = {one.title: [was[one.pk], _values(one)] for one in changed}
    held.indicators.bulk_update(changed, TRIED)
    record(act="写入调权测算", subject=str(held), by=by, at=at, rows=len(changed), detail=detail)
    return changed


def _values(one: Indicator) -> list[int | None]:
    return [getattr(one, name) for name in TRIED]
