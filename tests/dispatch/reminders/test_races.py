"""Two workers remind at the same moment, on PostgreSQL with real threads: everybody hears once, no number is lost."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection

from dispatch.models import FilingReminder, ReminderLetter
from dispatch.reminders.letters import issue_letter
from dispatch.reminders.reminding import remind
from projects.models import Period
from tests.dispatch.reminders.conftest import moment
from tests.dispatch.test_races import together
from units.audit import first_broken_link
from units.models import Message

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _on_postgres() -> None:
    assert connection.vendor == "postgresql", "run with: python -m tests.servers postgres pytest"


def test_of_two_workers_one_reminds(road: Any, pipe: Any) -> None:
    act = [lambda: len(remind(on=date(2026, 11, 12), at=moment("2026-11-12")))] * 3
    assert sorted(together(*act)) == [0, 0, 1]
    assert FilingReminder.objects.count() == ReminderLetter.objects.count() == 1
    assert Message.objects.filter(kind="reminder").count() == 1
    assert first_broken_link() is None


def test_letters_of_two_months_issued_together_get_consecutive_numbers(road: Any, october: Period, lin: Any) -> None:
    september = Period.objects.create(month=date(2026, 9, 1), due_on=date(2026, 10, 9))

    def issue(period: Period) -> Any:
        return lambda: issue_letter(period=period, unit=road.department, by=lin, at=moment("2026-11-12")).number

    assert sorted(together(issue(october), issue(september))) == [1, 2]
    assert first_broken_link() is None
