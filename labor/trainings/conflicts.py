"""同一人同一时间两场培训: hours that overlap on one day; one that begins when another ends does not."""

from __future__ import annotations

from collections.abc import Collection

from labor.bulk import chunks
from labor.models import Trainee, Training, Worker


def lock_people(workers: Collection[int]) -> None:
    """Let who adds these people to trainings come one after the other; inside the caller's transaction."""
    for part in chunks(sorted(workers)):
        list(Worker.objects.select_for_update(no_key=True).filter(pk__in=part).order_by("pk").values_list("pk"))


def conflicts(training: Training, workers: Collection[int]) -> dict[int, str]:
    """Worker key → the sentence naming both trainings, for those who are at another one in these hours."""
    others = Trainee.objects.filter(
        training__held_on=training.held_on,
        training__starts__lt=training.ends,
        training__ends__gt=training.starts,
        training__voided_at=None,
    ).exclude(training=training.pk)
    found: dict[int, str] = {}
    for part in chunks(workers):
        met = others.filter(worker__in=part).select_related("training", "worker").order_by("training__starts", "pk")
        for trainee in met:
            found.setdefault(trainee.worker_id, _sentence(trainee, training))
    return found


def _sentence(trainee: Trainee, training: Training) -> str:
    who = f"{trainee.name}（{trainee.worker.id_masked}）"
    return (
        f"{who}{training.held_on:%Y-%m-%d} 已在“{trainee.training.title}”（{_hours(trainee.training)}）的名单里，"
        f"与“{training.title}”（{_hours(training)}）时间重叠，一个人不能同时参加两场培训。请核对时间，或从其中一场移出。"
    )


def _hours(training: Training) -> str:
    return f"{training.starts:%H:%M}—{training.ends:%H:%M}"
