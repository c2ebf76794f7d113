"""先训后上岗: the stays on rosters that rest on a session; what they rest on can neither go nor change under them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db.models import QuerySet

from labor.models import Engagement, Training
from units.refusals import WrongState

NAMED = 5  # people a sentence names before it only counts


def resting_stays(training: Training) -> QuerySet[Engagement]:
    """Stays in force whose 安全培训 is this session."""
    found = Engagement.objects.in_force().filter(safety_training__training=training)
    return found.select_related("project").order_by("pk")


def refuse_rested(training: Training, act: str, keys: Collection[int] | None = None) -> None:
    """Refuse an act against a session, or against some of its trainees, while stays rest on it.

    Raises:
        WrongState: who rests on it, and in which project.
    """
    resting = resting_stays(training)
    found = list(resting if keys is None else resting.filter(safety_training__in=keys))
    if found:
        raise WrongState(f"{named(found)}的进场登记依据了“{training.title}”，不能{act}。请先更正或作废这些名册登记。")


def named(stays: Collection[Engagement]) -> str:
    """张三（某项目）、李四（某项目）; of many the first few and how many there are."""
    return listed([f"{one.name}（{one.project.name}）" for one in stays])


def listed(names: Sequence[str]) -> str:
    """Names in a sentence; of many the first few and how many there are (人)."""
    said = "、".join(names[:NAMED])
    return f"{said}等{len(names)}人" if len(names) > NAMED else said
