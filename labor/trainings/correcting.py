"""更正: what a session says is put right, with a reason; who is on its list and who rests on it must still fit."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from labor.lacks import write
from labor.models import Training, TrainingKind
from labor.trainings.actions import open_training, tell
from labor.trainings.checks import FIELDS, elsewhere_faults, faults_of, follow_hours
from labor.trainings.permissions import require_keeper
from labor.trainings.resting import named, resting_stays
from projects.completeness import Lack
from projects.moving import Incomplete
from units.models import User
from units.refusals import WrongState
from units.secrecy import sm3

LONGEST_REASON = 200
CHANGED = "打开页面以后，有人更正过这次培训，您填的还没有保存。请核对后再点保存。"


class ChangedMeanwhile(WrongState):
    """Somebody else corrected the session after it was shown."""


def mark_of(training: Training) -> str:
    """A short mark of what a session says; the page carries it from showing to saving."""
    return sm3(json.dumps([str(getattr(training, name)) for name in FIELDS], ensure_ascii=False))[:16]


@transaction.atomic
def correct_training(
    *, training: Training, values: Mapping[str, Any], reason: str, seen: str = "", by: User, at: datetime
) -> Training:
    """Correct what a session says; what it said before goes to the audit trail.

    Args:
        values: as `record_training` takes them, all or some; `minutes` None follows the hours.
        seen: `mark_of` what the person was shown; "" means that nothing was shown.

    Raises:
        NotAllowed: the person keeps the session neither as it was nor as it is to be.
        ChangedMeanwhile: it is not as it was seen.
        Incomplete: every fault of the values, everybody who is at another training in the new hours, and what the
            stays that rest on it do not allow, each at its field.
    """
    held = open_training(training, by, "更正培训")
    if seen and seen != mark_of(held):
        raise ChangedMeanwhile(CHANGED, *_differing(held, values))
    before = _written(held)
    write(held, values, FIELDS)
    follow_hours(held)
    faults = [*_reason_fault(reason), *faults_of(held, by)]
    if held.organizer_id:
        require_keeper(by, held, "更正培训")
    if not faults:
        faults = [*_list_faults(held, at), *elsewhere_faults(held, _on_the_list(held))]
    if faults:
        raise Incomplete(faults)
    changes = {name: [before[name], now] for name, now in _written(held).items() if before[name] != now}
    if changes:
        held.save(update_fields=list(FIELDS))
        tell("更正培训", held, by=by, at=at, reason=reason.strip(), changes=changes)
    return held


def _written(training: Training) -> dict[str, str]:
    return {name: str(getattr(training, name) or "") for name in FIELDS}


def _on_the_list(training: Training) -> list[int]:
    return list(training.trainees.order_by().values_list("worker_id", flat=True))


def _reason_fault(reason: str) -> list[Lack]:
    said = reason.strip()
    if not said:
        return [Lack("reason", "请写明更正原因。")]
    if len(said) > LONGEST_REASON:
        return [Lack("reason", f"更正原因有{len(said)}字，请压缩到{LONGEST_REASON}字以内。")]
    return []


def _list_faults(training: Training, at: datetime) -> list[Lack]:
    """What signatures and entries do not allow: a day yet to come, another kind, a day after somebody's entry."""
    found = []
    if training.held_on > timezone.localdate(at) and training.trainees.filter(is_signed=True).exists():
        found.append(Lack("held_on", "已有人登记签字，日期不能改到今天以后；登记有误的，请先取消签字。"))
    resting = list(resting_stays(training))
    if resting and training.kind != TrainingKind.SAFETY:
        found.append(Lack("kind", f"{named(resting)}的进场登记依据了这次安全培训，类别不能改。请先更正这些名册登记。"))
    if late := [stay for stay in resting if stay.entered_on < training.held_on]:
        sentence = f"{named(late)}在{training.held_on:%Y-%m-%d}以前已进场，先训后上岗，日期不能改到进场以后。"
        found.append(Lack("held_on", f"{sentence}请先更正这些名册登记。"))
    return found


def _differing(held: Training, values: Mapping[str, Any]) -> list[str]:
    """Each field that is not what the person wants to save, as it stands now."""
    return [
        f"“{held._meta.get_field(name).verbose_name}”现在是“{_shown(held, name)}”。"  # type: ignore[union-attr]
        for name in FIELDS
        if name in values and values[name] is not None and getattr(held, name) != values[name]
    ]


def _shown(held: Training, name: str) -> str:
    return held.get_kind_display() if name == "kind" else str(getattr(held, name) or "空")
