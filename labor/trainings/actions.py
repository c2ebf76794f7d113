"""Actions on trainings: record, add and remove people, sign, void. Each is one transaction, signed and timed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from labor.lacks import lacks_of, write
from labor.models import Engagement, Trainee, Training, Worker
from labor.real_names import Identified, Stated, identify
from labor.trainings.conflicts import conflicts, lock_people
from labor.trainings.permissions import require_keeper
from projects.completeness import Lack
from projects.models import Project
from projects.moving import Incomplete
from projects.voiding import void_reason
from units.audit import record
from units.models import User
from units.refusals import Refusal, WrongState

FIELDS = (
    "title", "kind", "project", "organizer", "trade", "held_on", "starts", "ends", "minutes", "place", "teacher",
    "note",
)  # fmt: skip


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
    _follow_hours(training)
    faults = [*lacks_of(training, FIELDS), *_project_fault(training, by)]
    if training.organizer_id:
        require_keeper(by, training, "登记培训")
    found = identify(trainees, by=by)
    faults += _people_faults(found)
    if not faults:
        faults = _conflict_faults(training, found)
    if faults:
        raise Incomplete(faults)
    training.save(force_insert=True)
    added = _insert(training, found)
    _tell("登记培训", training, by=by, at=at, rows=1 + added, trainees=added)
    return training


def _follow_hours(training: Training) -> None:
    if training.minutes is None and training.starts and training.ends:
        span = timedelta(hours=training.ends.hour, minutes=training.ends.minute)
        span -= timedelta(hours=training.starts.hour, minutes=training.starts.minute)
        training.minutes = int(span.total_seconds() // 60)


def _project_fault(training: Training, by: User) -> list[Lack]:
    project = training.project
    if project is None or Project.objects.visible_to(by).filter(pk=project.pk).exists():
        return []
    return [Lack("project", "这个项目不在您的经办范围内，请另选项目，或不选项目。")]


def _people_faults(found: Identified) -> list[Lack]:
    return [
        Lack("trainees", f"第{doubt.index + 1}人{found.people[doubt.index].name}：{doubt.sentence}")
        for doubt in found.doubts
    ]


def _conflict_faults(training: Training, found: Identified) -> list[Lack]:
    """Whether people already registered are elsewhere in these hours; new people cannot be."""
    known = [person.pk for one in found.people if (person := found.person(one))]
    lock_people(known)
    return [Lack("trainees", sentence) for sentence in conflicts(training, known).values()]


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
    held = _open(training, by, "登记参训人")
    if not trainees:
        raise Refusal("请至少填写一名参训人的姓名和身份证号。")
    found = identify(trainees, by=by)
    faults = _people_faults(found) + _there_already(held, found) or _conflict_faults(held, found)
    if faults:
        raise Incomplete(faults)
    added = _insert(held, found)
    _tell("登记参训人", held, by=by, at=at, rows=added, trainees=added)
    return added


def _there_already(training: Training, found: Identified) -> list[Lack]:
    there = set(training.trainees.values_list("worker_id", flat=True))
    return [
        Lack("trainees", f"{one.name}（{one.masked}）已在这次培训的名单里，不用再登记。")
        for one in found.people
        if (person := found.person(one)) and person.pk in there
    ]


@transaction.atomic
def remove_trainee(*, trainee: Trainee, by: User, at: datetime) -> None:
    """Take one person off a session; refused once a stay on a roster rests on it."""
    held = _open(trainee.training, by, "移出参训人")
    if Engagement.objects.filter(safety_training=trainee.pk).exists():
        raise WrongState(f"{trainee.name}的进场登记依据了这次培训，不能移出。登记有误的，请先更正名册。")
    worker = Worker.objects.get(pk=trainee.worker_id)
    if not Trainee.objects.filter(pk=trainee.pk, training=held).delete()[0]:
        raise WrongState(f"{trainee.name}已不在这次培训的名单里。请刷新页面看最新情况。")
    _tell(
        "移出参训人", held, by=by, at=at, person=f"{trainee.name}（{worker.id_masked}）", was_signed=trainee.is_signed
    )


@transaction.atomic
def sign(*, training: Training, trainees: Collection[int], by: User, at: datetime, is_signed: bool = True) -> int:
    """Mark that people signed (本人签字) for a session, or take the mark back; returns how many changed (人次).

    Args:
        trainees: keys of trainees of this session.

    Raises:
        Refusal: the session's day has not come; somebody is not of this session; a stay rests on the signature.
    """
    held = _open(training, by, "登记签字")
    if held.held_on > timezone.localdate(at):
        raise Refusal(f"“{held.title}”在{held.held_on:%Y-%m-%d}举行，当天起才能登记签字。")
    rows = held.trainees.filter(pk__in=trainees)
    if rows.count() != len(set(trainees)):
        raise Refusal("选中的人有的已不在这次培训的名单里，没有保存。请刷新页面后再选。")
    if not is_signed:
        _refuse_rested(held, "取消签字", keys=trainees)
    changed = rows.exclude(is_signed=is_signed).update(is_signed=is_signed)
    _tell("登记培训签字" if is_signed else "取消培训签字", held, by=by, at=at, rows=changed, trainees=sorted(trainees))
    return changed


@transaction.atomic
def void_training(*, training: Training, reason: str, by: User, at: datetime) -> Training:
    """作废 a session recorded in error; refused while stays on rosters rest on it.

    Raises:
        WrongState: void already, or somebody's entry rests on it.
        Refusal: no reason, or one too long.
    """
    held = _open(training, by, "作废培训")
    said = void_reason(reason)
    _refuse_rested(held, "作废")
    held.voided_at, held.voided_by, held.void_reason = at, by, said
    held.save(update_fields=["voided_at", "voided_by", "void_reason"])
    _tell("作废培训", held, by=by, at=at, reason=said)
    return held


def _refuse_rested(training: Training, act: str, keys: Collection[int] | None = None) -> None:
    resting = Engagement.objects.in_force().filter(safety_training__training=training)
    if keys is not None:
        resting = resting.filter(safety_training__in=keys)
    found = list(resting.select_related("project").order_by("pk"))
    if found:
        names = "、".join(f"{one.name}（{one.project.name}）" for one in found[:5])
        more = f"等{len(found)}人" if len(found) > 5 else ""
        raise WrongState(f"{names}{more}的进场登记依据了“{training.title}”，不能{act}。请先更正或作废这些名册登记。")


def _open(training: Training, by: User, act: str) -> Training:
    """The session as it stands, locked, for a person who may act on it."""
    held = Training.objects.select_for_update(of=("self",)).select_related("organizer", "project").get(pk=training.pk)
    require_keeper(by, held, act)
    if held.voided_at:
        raise WrongState(f"“{held.title}”已经作废，不能{act}。请刷新页面看最新情况。")
    return held


def _tell(act: str, training: Training, *, by: User, at: datetime, rows: int = 1, **detail: Any) -> None:
    subject = f"{training.held_on:%Y-%m-%d} {training.title}"
    record(act=act, subject=subject, by=by, at=at, rows=rows, detail={"training": training.pk, **detail})
