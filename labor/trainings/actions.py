"""Actions on trainings: record, add and remove people, sign, void. Each is one transaction, signed and timed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from labor.lacks import write
from labor.models import Engagement, Trainee, Training
from labor.real_names import Identified, Stated, identify
from labor.trainings.checks import (
    FIELDS,
    already_there,
    elsewhere_faults,
    faults_of,
    follow_hours,
    people_faults,
    undoubted,
)
from labor.trainings.permissions import require_keeper
from labor.trainings.resting import listed, refuse_rested
from labor.trainings.sources import offered_to
from projects.moving import Incomplete
from projects.proofs.permissions import closed
from projects.voiding import void_reason
from units.audit import record
from units.models import User
from units.refusals import Refusal, WrongState

HOURS = {"held_on", "starts", "ends", ""}  # while one of these is wrong, nobody can be said to be elsewhere


@transaction.atomic
def record_training(*, values: Mapping[str, Any], trainees: Sequence[Stated] = (), by: User, at: datetime) -> Training:
    """Record one session with its people. A session may be recorded before its day; people sign from that day on.

    Args:
        values: title, kind, project (or None), organizer, trade (or None), held_on, starts, ends, place, teacher,
            note; `minutes` (学时, in minutes) follows from the hours when it is not given.
        trainees: who takes part; new people are registered.

    Raises:
        NotAllowed: the person's post keeps neither the organizer's nor the project's trainings.
        Incomplete: every fault of the values and of the people, each at its field (`trainees` for people).
    """
    training = Training(recorded_at=at, recorded_by=by)
    write(training, values, FIELDS)
    follow_hours(training)
    faults = faults_of(training, by)
    if training.organizer_id:
        require_keeper(by, training, "登记培训")
    found = identify(trainees, by=by)
    faults += people_faults(found)
    if not any(lack.field in HOURS for lack in faults):
        faults += elsewhere_faults(training, undoubted(found))
    if faults:
        raise Incomplete(faults)
    training.save(force_insert=True)
    added = _insert(training, found)
    tell("登记培训", training, by=by, at=at, rows=1 + added, trainees=added)
    return training


def _insert(training: Training, found: Identified) -> int:
    rows = zip(found.people, found.enroll(), strict=True)
    made = Trainee.objects.bulk_create(Trainee(training=training, worker_id=key, name=one.name) for one, key in rows)
    return len(made)


@transaction.atomic
def add_trainees(*, training: Training, trainees: Sequence[Stated], by: User, at: datetime) -> int:
    """Add people to a session, all or none; returns how many (人).

    Raises:
        Incomplete: every person who cannot be added: number, name, a double, another training in the same hours.
    """
    held = open_training(training, by, "登记参训人")
    if not trainees:
        raise Refusal("请至少填写一名参训人的姓名和身份证号。")
    found = identify(trainees, by=by)
    known = undoubted(found)
    faults = people_faults(found) + already_there(held, known) + elsewhere_faults(held, known)
    if faults:
        raise Incomplete(faults)
    added = _insert(held, found)
    tell("登记参训人", held, by=by, at=at, rows=added, trainees=added)
    return added


@transaction.atomic
def add_known(*, training: Training, workers: Collection[int], by: User, at: datetime) -> int:
    """Add people of a roster, a survey or placements to a session, all or none; returns how many (人).

    Args:
        workers: keys of registered people whom `by` may see.

    Raises:
        Refusal: nobody is chosen, or somebody is out of `by`'s view.
        Incomplete: every person who is there already, or at another training in the same hours.
    """
    held = open_training(training, by, "登记参训人")
    people = list(offered_to(by).filter(pk__in=workers).order_by("pk"))
    if not people:
        raise Refusal("请先勾选要加入的人。")
    if len(people) != len(set(workers)):
        raise Refusal("选中的人有的不在您的经办范围内，没有保存。请刷新页面后再选。")
    keys = [one.pk for one in people]
    faults = already_there(held, keys) + elsewhere_faults(held, keys)
    if faults:
        raise Incomplete(faults)
    Trainee.objects.bulk_create(Trainee(training=held, worker=one, name=one.name) for one in people)
    tell("登记参训人", held, by=by, at=at, rows=len(people), trainees=len(people))
    return len(people)


@transaction.atomic
def remove_trainees(*, training: Training, trainees: Collection[int], by: User, at: datetime) -> int:
    """Take people off a session, all or none; returns how many (人).

    Args:
        trainees: keys of trainees of this session.

    Raises:
        WrongState: a stay on a roster rests on somebody's training, also one that was voided.
        Refusal: somebody is not of this session any more.
    """
    held = open_training(training, by, "移出参训人")
    rows = of_session(held, trainees)
    refuse_rested(held, "移出名单", keys=trainees)
    kept = Engagement.objects.filter(safety_training__in=trainees).order_by("pk").values_list("name", flat=True)
    if names := list(dict.fromkeys(kept)):
        raise WrongState(f"{listed(names)}有已作废的进场登记留着这次培训作依据，名单须保留；没有参加的，请取消签字。")
    gone = [[f"{one.name}（{one.worker.id_masked}）", one.is_signed] for one in rows.select_related("worker")]
    rows.delete()
    tell("移出参训人", held, by=by, at=at, rows=len(gone), people=gone)
    return len(gone)


@transaction.atomic
def sign(*, training: Training, trainees: Collection[int], by: User, at: datetime, is_signed: bool = True) -> int:
    """Mark that people signed (本人签字) for a session, or take the mark back, and the result
    with it; returns how many changed (人次).

    Args:
        trainees: keys of trainees of this session.

    Raises:
        Refusal: the session's day has not come; somebody is not of this session; a stay rests on the signature.
    """
    held = open_training(training, by, "登记签字")
    if held.held_on > timezone.localdate(at):
        raise Refusal(f"“{held.title}”在{held.held_on:%Y-%m-%d}举行，当天起才能登记签字。")
    rows = of_session(held, trainees)
    if not is_signed:
        refuse_rested(held, "取消签字", keys=trainees)
    wanted = rows.exclude(is_signed=is_signed)
    changed = wanted.update(is_signed=True) if is_signed else wanted.update(is_signed=False, has_passed=None)
    tell("登记培训签字" if is_signed else "取消培训签字", held, by=by, at=at, rows=changed, trainees=sorted(trainees))
    return changed


@transaction.atomic
def void_training(*, training: Training, reason: str, by: User, at: datetime) -> Training:
    """作废 a session recorded in error; refused while stays on rosters rest on it.

    Raises:
        WrongState: void already, or somebody's entry rests on it.
        Refusal: no reason, or one too long.
    """
    held = open_training(training, by, "作废培训")
    said = void_reason(reason)
    refuse_rested(held, "作废")
    held.voided_at, held.voided_by, held.void_reason = at, by, said
    held.save(update_fields=["voided_at", "voided_by", "void_reason"])
    tell("作废培训", held, by=by, at=at, reason=said)
    return held


def open_training(training: Training, by: User, act: str) -> Training:
    """The session as it stands, locked, for a person who may act on it."""
    held = Training.objects.select_for_update(of=("self",)).select_related("organizer", "project").get(pk=training.pk)
    require_keeper(by, held, act)
    if held.voided_at:
        raise WrongState(f"“{held.title}”已经作废，不能{act}。请刷新页面看最新情况。")
    if held.project and (sentence := closed(held.project)):
        raise WrongState(sentence)
    return held


def of_session(training: Training, trainees: Collection[int]) -> QuerySet[Trainee]:
    """The trainees of these keys, each of them of this session.

    Raises:
        Refusal: nobody is chosen, or somebody is not of this session any more.
    """
    if not trainees:
        raise Refusal("请先勾选参训人。")
    rows = training.trainees.filter(pk__in=trainees)
    if rows.count() != len(set(trainees)):
        raise Refusal("选中的人有的已不在这次培训的名单里，没有保存。请刷新页面后再选。")
    return rows


def tell(act: str, training: Training, *, by: User, at: datetime, rows: int = 1, **detail: Any) -> None:
    """Leave the entry of the audit trail; `detail` holds no full number."""
    subject = f"{training.held_on:%Y-%m-%d} {training.title}"
    record(act=act, subject=subject, by=by, at=at, rows=rows, detail={"training": training.pk, **detail})
