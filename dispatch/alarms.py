"""缺报告警报: what is missing is told once to those who can help, and settled when it came after all."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from dispatch.audience import holding
from dispatch.models import OutputAlarm
from dispatch.outputs import Output, expected_outputs, looks_back_to, moment
from documents.formats import chinese_date
from units.models import Role, User
from units.telling import Word, tell

TOLD = (Role.OFFICE_ADMIN, Role.SYSTEM_ADMIN)
PASSING = frozenset({"alerts", "digest", "remind"})  # the next of these takes the place of one that never came


def look(*, at: datetime) -> None:
    """查缺: one turn of the round. Twice at the same moment is once; seldom anything is to be written."""
    outputs = expected_outputs(at)
    missing = [one for one in outputs if not one.made]
    held = {one.key: one for one in _concerning(missing)}
    _settle([one for one in held.values() if one.settled_at is None], outputs, at)
    open_keys = {key for key, one in held.items() if one.settled_at is None}
    fresh = [one for one in missing if one.key not in open_keys]
    if fresh:
        _raise(fresh, at)
    waiting = fresh or any(one.told_at is None and one.settled_at is None for one in held.values())
    if waiting:
        _tell(at)


def _concerning(missing: Iterable[Output]) -> Iterable[OutputAlarm]:
    """Open alarms, and those of what is missing now; one query."""
    keys = [one.key for one in missing]
    return OutputAlarm.objects.filter(settled_at=None) | OutputAlarm.objects.filter(key__in=keys)


@transaction.atomic
def _raise(missing: Iterable[Output], at: datetime) -> None:
    """Raise, or raise again what was settled: its day was moved, or it was taken back."""
    for one in missing:
        said = {"label": one.label, "due_at": one.due_at, "raised_at": at}
        made = OutputAlarm.objects.bulk_create([OutputAlarm(key=one.key, **said)], ignore_conflicts=True)
        again = OutputAlarm.objects.filter(key=one.key, settled_at__isnull=False)
        if made:
            again.update(**said, settled_at=None, told_at=None)


def _settle(alarms: Iterable[OutputAlarm], outputs: Iterable[Output], at: datetime) -> None:
    """补齐: it came, its day was moved on, or the next of its family took its place."""
    by_key = {one.key: one for one in outputs}
    made = {one.family for one in outputs if one.made}
    settled = [one.pk for one in alarms if _is_over(one, by_key.get(one.key), made, at)]
    if settled:
        OutputAlarm.objects.filter(pk__in=settled, settled_at=None).update(settled_at=at)


def _is_over(alarm: OutputAlarm, output: Output | None, made: set[str], at: datetime) -> bool:
    if output is not None:
        return output.made
    family = alarm.key.split(":", 1)[0]
    if family in PASSING:
        return family == "remind" or family in made
    return alarm.due_at >= moment(looks_back_to(at))  # else it only left what is looked back upon


@transaction.atomic
def _tell(at: datetime) -> None:
    """Each alarm not told yet goes to the office's and the system's administrators; the claim is one update."""
    people = holding(*TOLD, on=timezone.localdate(at))
    for alarm in OutputAlarm.objects.filter(told_at=None, settled_at=None).order_by("due_at", "pk"):
        if OutputAlarm.objects.filter(pk=alarm.pk, told_at=None).update(told_at=at):
            _tell_one(alarm, people, at)


def _tell_one(alarm: OutputAlarm, people: Iterable[User], at: datetime) -> None:
    due = timezone.localtime(alarm.due_at)
    word = Word(
        kind="alarm",
        key=f"output:{alarm.key}:{due:%Y%m%d}",
        title=f"应有未有：{alarm.label}",
        body=f"应在{chinese_date(due.date())}{due:%H:%M}以前完成，到现在还没有。请打开“应有产出”查看由谁办理、怎么办。",
        url=reverse("output_list"),
        tone="bad",
    )
    tell(word, to=people, at=at, by_mail=True)
