"""Months, their due day and the calendar of working days."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from projects.calendar import is_working_day, next_working_day
from projects.models import Period, PeriodClosed
from projects.periods import due_day, hold_open, open_period
from tests.projects.samples import AT, OCTOBER
from units.models import AuditEntry, User
from units.refusals import Refusal

DUE = [
    (date(2026, 10, 1), date(2026, 11, 5)),  # a Thursday
    (date(2026, 8, 1), date(2026, 9, 7)),  # the 5th is a Saturday
    (date(2026, 9, 1), date(2026, 10, 8)),  # the National Day holiday runs to the 7th
    (date(2026, 12, 1), date(2027, 1, 5)),  # over the turn of the year, in a year not announced yet
]


@pytest.mark.django_db
@pytest.mark.parametrize(("month", "due"), DUE)
def test_the_due_day_is_the_fifth_moved_on_to_a_working_day(month: date, due: date) -> None:
    assert due_day(month) == due


@pytest.mark.django_db
def test_a_working_saturday_counts_as_the_state_council_says() -> None:
    assert is_working_day(date(2024, 2, 4))  # a Sunday worked in exchange
    assert not is_working_day(date(2024, 10, 3))


@pytest.mark.django_db
def test_an_unknown_year_falls_back_to_weekends() -> None:
    assert is_working_day(date(2060, 10, 1))  # a Friday; nobody knows the holiday yet
    assert next_working_day(date(2060, 10, 2)) == date(2060, 10, 4)


@pytest.mark.django_db
def test_opening_a_month_twice_gives_the_same_period_and_one_audit_entry(lin: User) -> None:
    before = AuditEntry.objects.count()
    first = open_period(month=OCTOBER, by=lin, at=AT)
    again = open_period(month=date(2026, 10, 17), by=lin, at=AT)
    assert (first.pk, first.key, first.due_on) == (again.pk, "2026-10", date(2026, 11, 5))
    assert AuditEntry.objects.count() == before + 1


@pytest.mark.django_db
def test_a_month_to_come_cannot_be_opened() -> None:
    eve = datetime(2026, 9, 30, 23, 59, tzinfo=ZoneInfo("Asia/Shanghai"))
    with pytest.raises(Refusal, match="2026年10月还没有开始"):
        open_period(month=OCTOBER, by=None, at=eve)
    assert not Period.objects.exists()


@pytest.mark.django_db
def test_a_closed_month_cannot_be_held_open_and_says_who_closed_it(lin: User) -> None:
    late = datetime(2026, 11, 5, 23, 30, tzinfo=ZoneInfo("Asia/Shanghai"))  # the day of Shanghai, not of Greenwich
    period = Period.objects.create(month=OCTOBER, due_on=date(2026, 11, 5), closed_at=late, closed_by=lin)
    with pytest.raises(PeriodClosed, match="2026年10月已由林岚于2026年11月5日关账"):
        hold_open(period)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("period_is_first_of_month", {"month": date(2026, 10, 2)}),
        ("period_due_after_start", {"due_on": date(2026, 10, 1)}),
        ("period_closed_by_and_at", {"closed_at": AT}),
    ],
)
def test_the_database_itself_refuses_a_wrong_period(name: str, values: dict[str, object]) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Period.objects.create(**{"month": OCTOBER, "due_on": date(2026, 11, 5), **values})
