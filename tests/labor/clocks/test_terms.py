"""R10: by when pay is due, earlier before holidays, and how the office sets the days."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from labor.clocks.due import pay_due_on
from labor.clocks.terms import Term, history, read_terms, set_term, withdraw_term
from labor.models import AlertRule
from units.models import AuditEntry, User
from units.refusals import NotAllowed, Refusal, WrongState

NOVEMBER = date(2026, 11, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("month", "days", "due"),
    [
        (date(2025, 8, 1), 31, date(2025, 9, 30)),  # 国庆 1 October
        (date(2025, 9, 1), 6, date(2025, 9, 30)),  # 国庆 in its midst
        (date(2024, 12, 1), 31, date(2025, 1, 27)),  # 春节 31 January
        (date(2026, 1, 1), 17, date(2026, 2, 14)),  # 春节: the Saturday before it is a working day
        (date(2025, 8, 1), 28, date(2025, 9, 28)),  # 调休: a Sunday on which offices work
        (date(2026, 9, 1), 31, date(2026, 10, 30)),  # a Saturday
        (date(2026, 10, 1), 31, date(2026, 12, 1)),  # a Tuesday
    ],
)
def test_pay_is_due_on_the_last_working_day_in_time(month: date, days: int, due: date) -> None:
    assert pay_due_on(month, days=days) == due


def test_a_month_keeps_the_days_that_held_for_it(lin: User, at: datetime, django_assert_num_queries: object) -> None:
    set_term(term=Term.PAY, days=15, starts_on=date(2026, 12, 9), by=lin, at=at)
    assert pay_due_on(NOVEMBER) == date(2026, 12, 31)
    assert pay_due_on(date(2026, 12, 1)) == date(2027, 1, 15)
    terms = read_terms()
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert pay_due_on(date(2027, 3, 1), terms=terms) == date(2027, 4, 15)
    assert AuditEntry.objects.get(act="设定发放期限").subject == "发放期限15天，2026年12月起"


def test_more_than_a_month_and_a_month_that_is_over_are_refused_together(lin: User, at: datetime) -> None:
    with pytest.raises(Refusal) as refused:
        set_term(term=Term.PAY, days=32, starts_on=date(2026, 10, 1), by=lin, at=at)
    assert len(refused.value.sentences) == 2
    assert "国务院令第724号第24条" in refused.value.sentences[0]
    assert "2026年10月" in refused.value.sentences[1]
    assert not AlertRule.objects.exists()


def test_a_month_is_set_once_until_it_is_taken_back(lin: User, at: datetime) -> None:
    row = set_term(term=Term.LEAVER, days=7, starts_on=NOVEMBER, by=lin, at=at)
    with pytest.raises(Refusal, match="已设为7天"):
        set_term(term=Term.LEAVER, days=3, starts_on=NOVEMBER, by=lin, at=at)
    withdraw_term(row=row, by=lin, at=at)
    assert history() == []
    with pytest.raises(WrongState, match="已由别人撤回"):
        withdraw_term(row=row, by=lin, at=at)


def test_what_held_for_a_month_that_is_over_stays(lin: User, at: datetime) -> None:
    row = set_term(term=Term.SOON, days=5, starts_on=NOVEMBER, by=lin, at=at)
    with pytest.raises(WrongState, match="已经用过"):
        withdraw_term(row=row, by=lin, at=at.replace(month=12))


def test_only_the_office_sets_the_days(chen_reviewer: User, at: datetime) -> None:
    with pytest.raises(NotAllowed):
        set_term(term=Term.PAY, days=20, starts_on=NOVEMBER, by=chen_reviewer, at=at)
