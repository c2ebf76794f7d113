"""The first 催报步骤 as reference rows, and the settings' line in 参数."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction

from dispatch.models import ReminderStep
from dispatch.reminders.steps import steps_on
from labor import parameters
from labor.alerts.findings import OWN
from labor.parameters import Parameter
from units.audit import record
from units.models import User
from units.reference import Loaded, fixture


@transaction.atomic
def load_reminder_steps(*, by: User | None, at: datetime) -> Loaded:
    """Load `fixtures/reminder_steps.json` where no step was ever set; safe to repeat."""
    if ReminderStep.objects.exists():
        return Loaded(0, 0)
    rows = [row | {"starts_on": date.fromisoformat(row["starts_on"])} for row in fixture("reminder_steps")]
    made = ReminderStep.objects.bulk_create(ReminderStep(**row, set_at=at, set_by=by) for row in rows)
    record(act="载入基础数据", subject="催报步骤", by=by, at=at, rows=len(made))
    return Loaded(len(made), 0)


def reminding(day: date) -> Iterator[Parameter]:
    """The steps in force on a day, as the page of settings lists them."""
    held = steps_on(day)
    told = tuple(step.sentence for step in held.steps) if held else ("没有设定，不会自动催报",)
    since = held.starts_on if held else None
    yield Parameter("催报", "催报步骤", told, OWN, "reminder_steps", since, lacks=held is None)


def register_all() -> None:
    parameters.register(reminding)
