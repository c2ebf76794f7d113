"""What a session must say before it is saved, new or corrected: each fault at its field."""

from __future__ import annotations

from collections.abc import Collection
from datetime import time

from labor.lacks import lacks_of
from labor.models import Training
from labor.real_names import Identified
from labor.trainings.conflicts import conflicts, lock_people
from projects.completeness import Lack
from projects.models import Project
from projects.proofs.permissions import closed
from units.models import User

FIELDS = (
    "title", "kind", "project", "organizer", "trade", "held_on", "starts", "ends", "minutes", "place", "teacher",
    "note",
)  # fmt: skip


def follow_hours(training: Training) -> None:
    """学时 not stated: the whole time from beginning to end."""
    if training.minutes is None and training.starts and training.ends:
        training.minutes = span_of(training.starts, training.ends)


def span_of(starts: time, ends: time) -> int:
    """Minutes from one time of a day to another."""
    return (ends.hour - starts.hour) * 60 + ends.minute - starts.minute


def faults_of(training: Training, by: User) -> list[Lack]:
    """Every fault of the session itself, its people aside."""
    return [*lacks_of(training, FIELDS), *_hours_fault(training), *_project_fault(training, by)]


def _hours_fault(training: Training) -> list[Lack]:
    if not (training.starts and training.ends and training.minutes and training.starts < training.ends):
        return []
    span = span_of(training.starts, training.ends)
    if training.minutes <= span:
        return []
    sentence = f"从{training.starts:%H:%M}到{training.ends:%H:%M}只有{span}分钟，学时多于这段时间，请核对。"
    return [Lack("minutes", sentence)]


def _project_fault(training: Training, by: User) -> list[Lack]:
    project = training.project
    if project is None:
        return []
    if not Project.objects.visible_to(by).filter(pk=project.pk).exists():
        return [Lack("project", "这个项目不在您的经办范围内，请另选项目，或不选项目。")]
    return [Lack("project", sentence)] if (sentence := closed(project)) else []


def people_faults(found: Identified) -> list[Lack]:
    """What cannot stand of the people as stated, by their order."""
    return [
        Lack("trainees", f"第{doubt.index + 1}人{found.people[doubt.index].name}：{doubt.sentence}")
        for doubt in found.doubts
    ]


def elsewhere_faults(training: Training, workers: Collection[int]) -> list[Lack]:
    """Who is at another training in these hours, each by name; the people are locked until the act is over."""
    lock_people(workers)
    return [Lack("trainees", sentence) for sentence in conflicts(training, workers).values()]


def undoubted(found: Identified) -> list[int]:
    """Keys of the registered people whose name and number fit: of the others nothing more may be told."""
    doubted = {doubt.index for doubt in found.doubts}
    people = (found.person(one) for index, one in enumerate(found.people) if index not in doubted)
    return [person.pk for person in people if person]


def already_there(training: Training, workers: Collection[int]) -> list[Lack]:
    """Who is on this session's list already."""
    there = training.trainees.filter(worker__in=workers).select_related("worker")
    return [
        Lack("trainees", f"{one.name}（{one.worker.id_masked}）已在这次培训的名单里，不用再登记。") for one in there
    ]
