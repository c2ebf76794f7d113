"""催报步骤 (办公室自定): on which working days before and after the due day whom to remind, and by which means.

The steps that begin on one day belong together; from the next such day on others hold, and the earlier ones stay.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from dispatch.models import Audience, FilingReminder, ReminderStep
from documents.formats import chinese_date
from units.audit import record
from units.models import Role, User
from units.refusals import NotAllowed, Refusal
from units.scope import scope_of

EARLIEST, LATEST = -15, 20  # working days around the due day within which a month can be reminded of
SETTERS = "催报步骤由办公室管理员设定，您没有这项权限。"


@dataclass(frozen=True, slots=True, order=True)
class Step:
    """One step: `offset` working days after the due day (before it when negative)."""

    offset: int
    audience: Audience
    by_mail: bool = False
    by_chat: bool = False
    with_letter: bool = False

    @property
    def name(self) -> str:
        """T−3, T, T+1."""
        return "T" if not self.offset else f"T+{self.offset}" if self.offset > 0 else f"T−{-self.offset}"

    @property
    def when(self) -> str:
        """截止日前3个工作日."""
        if not self.offset:
            return "截止日当天"
        return f"截止日{'后' if self.offset > 0 else '前'}第{abs(self.offset)}个工作日"

    @property
    def means(self) -> str:
        """站内消息、邮件、工作群、催报单."""
        ways = (("邮件", self.by_mail), ("工作群", self.by_chat), ("催报单", self.with_letter))
        return "、".join(["站内消息", *(label for label, used in ways if used)])

    @property
    def sentence(self) -> str:
        return f"{self.when}催{self.audience.label}（{self.means}）"


@dataclass(frozen=True, slots=True)
class StepSet:
    """The steps in force from a day on, the earliest first; `set_by` is None for the house's own first ones."""

    starts_on: date
    steps: tuple[Step, ...]
    set_by: User | None
    set_at: datetime


def step_sets() -> list[StepSet]:
    """Every set of steps, the latest day first; one query."""
    by_day: dict[date, list[ReminderStep]] = {}
    for row in ReminderStep.objects.select_related("set_by").order_by("-starts_on", "offset"):
        by_day.setdefault(row.starts_on, []).append(row)
    return [StepSet(day, tuple(map(_step, rows)), rows[0].set_by, rows[0].set_at) for day, rows in by_day.items()]


def steps_on(day: date) -> StepSet | None:
    """The steps in force on a day; None where none were ever set, and nobody is reminded."""
    return next((one for one in step_sets() if one.starts_on <= day), None)


def _step(row: ReminderStep) -> Step:
    return Step(row.offset, Audience(row.audience), row.by_mail, row.by_chat, row.with_letter)


def may_set(user: User) -> bool:
    return scope_of(user).has(Role.OFFICE_ADMIN)


@transaction.atomic
def set_steps(*, starts_on: date, steps: Sequence[Step], by: User, at: datetime) -> StepSet:
    """Let these steps hold from a day on, today or later; a set by which nobody was reminded yet may be replaced.

    Raises:
        NotAllowed: not the office administrator.
        Refusal: every sentence at once — a day that is past or was worked by already, no step, two on one day, a step
            out of bounds, a letter before the due day, or nothing that differs from what holds.
    """
    if not may_set(by):
        raise NotAllowed(SETTERS)
    before = steps_on(starts_on)
    held = ReminderStep.objects.select_for_update().filter(starts_on=starts_on)
    if said := [*_wrong_day(starts_on, timezone.localdate(at)), *wrong_steps(steps), *_no_change(before, steps)]:
        raise Refusal(*said)
    held.delete()
    rows = [
        ReminderStep(
            starts_on=starts_on,
            offset=step.offset,
            audience=step.audience,
            by_mail=step.by_mail,
            by_chat=step.by_chat,
            with_letter=step.with_letter,
            set_at=at,
            set_by=by,
        )
        for step in sorted(steps)
    ]
    ReminderStep.objects.bulk_create(rows)
    detail = {"before": _told(before.steps if before else ()), "after": _told(sorted(steps))}
    record(act="设定催报步骤", subject=f"{chinese_date(starts_on)}起", by=by, at=at, rows=len(rows), detail=detail)
    return StepSet(starts_on, tuple(sorted(steps)), by, at)


def _wrong_day(starts_on: date, today: date) -> Iterator[str]:
    if starts_on < today:
        yield f"起用日期{chinese_date(starts_on)}已经过去，已发出的催报不改，请从今天或以后的日期起用。"
    elif starts_on == today and FilingReminder.objects.filter(reminded_at__date=today).exists():
        yield "今天已按原来的步骤催报，请从明天起用。"


def wrong_steps(steps: Sequence[Step]) -> Iterator[str]:
    """Sentences on steps that cannot hold."""
    if not steps:
        yield "请至少设一步；不设任何步骤就没有人会收到催报。"
    twice = sorted(offset for offset, count in Counter(step.offset for step in steps).items() if count > 1)
    for offset in twice:
        yield f"“{Step(offset, Audience.BOTH).name}”填了不止一行，同一个工作日只设一步。"
    for step in sorted(steps):
        if not EARLIEST <= step.offset <= LATEST:
            yield f"工作日数应在{EARLIEST}至{LATEST}之间，填的是{step.offset}。"
        if step.with_letter and step.offset <= 0:
            yield f"“{step.name}”勾了催报单：还没有逾期，催报单只在截止日以后出。"


def _no_change(before: StepSet | None, steps: Sequence[Step]) -> Iterator[str]:
    if before is not None and before.steps == tuple(sorted(steps)):
        yield f"这些步骤与{chinese_date(before.starts_on)}起用的完全一样，没有改动。"


def _told(steps: Sequence[Step]) -> list[str]:
    return [f"{step.name} {step.audience.label} {step.means}" for step in steps]
