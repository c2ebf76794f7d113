"""Four locks, each with its reason; the office is never locked before the close, a unit may be let in for some days."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from projects.exceptions import end_exception, extend_exception, grant_exception, usual_last_day
from projects.expected import settle_expected
from projects.filings import (
    accept,
    file_for_unit,
    return_fields,
    save_filing,
    send_to_review,
    start_filing,
    submit,
)
from projects.imports import import_progress
from projects.locks import Locked, locks_of, locks_said, said_of, why_locked
from projects.models import LockException, Period, PeriodClosed, ProgressFiling, Project
from projects.permissions import available_moves
from tests.projects.figures import complete, submitted
from tests.projects.samples import AT, LEDGER_FILE, OCTOBER
from units.models import AuditEntry, Message, Unit, User
from units.refusals import NotAllowed, Refusal, WrongState

DAY = timedelta(days=1)


def days(period: Period, **named: date) -> Period:
    Period.objects.filter(pk=period.pk).update(**named)
    period.refresh_from_db()
    return period


@pytest.fixture
def locked(october: Period) -> Period:
    """October, locked since the day before AT."""
    return days(october, due_on=AT.date() - 3 * DAY, locks_on=AT.date() - DAY)


@pytest.fixture
def unit(reference: None) -> Unit:
    return Unit.objects.get(name="区农业农村委")


def test_each_lock_names_its_days_and_what_to_do(
    october: Period, road: Project, unit: Unit, lin: User, chen_filer: User, chen_reviewer: User
) -> None:
    assert why_locked(october, unit, AT) == ""
    days(october, opens_on=AT.date() + DAY, due_on=AT.date() + 3 * DAY)
    assert "还没有开启填报：2026年11月" in why_locked(october, unit, AT)
    assert why_locked(october, unit, AT + DAY) == ""
    days(october, opens_on=None, due_on=AT.date() - 3 * DAY, locks_on=AT.date())
    assert why_locked(october, unit, AT) == ""  # the locking day itself is still open
    assert "锁定" in why_locked(october, unit, AT + DAY)
    assert "请联系办公室管理员个别放开" in why_locked(october, unit, AT + DAY)
    days(october, locks_on=None)
    filing = accept(filing=submitted(road, october, chen_filer, chen_reviewer), by=lin, at=AT)
    assert "已由林岚于" in why_locked(october, unit, AT, filing)
    assert "请联系办公室退回" in why_locked(october, unit, AT, filing)
    Period.objects.filter(pk=october.pk).update(closed_at=AT, closed_by=lin)
    october = Period.objects.get(pk=october.pk)
    assert "林岚" in why_locked(october, unit, AT)
    assert "更正" in why_locked(october, unit, AT)


def test_a_unit_cannot_begin_save_send_or_submit_after_the_lock_and_the_office_can(
    october: Period, road: Project, lin: User, chen_filer: User, chen_reviewer: User
) -> None:
    filing = start_filing(project=road, period=october, by=chen_filer, at=AT)
    filing = save_filing(filing=filing, values=complete(), by=chen_filer, at=AT)
    days(october, due_on=AT.date() - 3 * DAY, locks_on=AT.date())
    late = AT + DAY
    with pytest.raises(Locked, match="锁定"):
        save_filing(filing=filing, values={"remark": "补"}, by=chen_filer, at=late)
    with pytest.raises(Locked):
        send_to_review(filing=filing, by=chen_filer, at=late)
    send_to_review(filing=filing, by=chen_filer, at=AT)
    with pytest.raises(Locked):
        submit(filing=filing, by=chen_reviewer, at=late)
    submit(filing=filing, by=chen_reviewer, at=AT)
    assert accept(filing=filing, by=lin, at=late).state == "accepted"


def test_a_month_not_begun_by_its_opening_day_cannot_be_begun_by_a_unit(
    october: Period, road: Project, lin: User, chen_filer: User
) -> None:
    days(october, opens_on=AT.date() + DAY, due_on=AT.date() + 3 * DAY)
    with pytest.raises(Locked, match="还没有开启"):
        start_filing(project=road, period=october, by=chen_filer, at=AT)
    filing = start_filing(project=road, period=october, by=lin, at=AT)
    assert file_for_unit(filing=filing, values=complete(), by=lin, at=AT).state == "accepted"


def test_what_the_office_gave_back_after_the_lock_is_open_to_its_unit(
    october: Period, road: Project, lin: User, chen_filer: User, chen_reviewer: User
) -> None:
    filing = submitted(road, october, chen_filer, chen_reviewer)
    days(october, due_on=AT.date() - 3 * DAY, locks_on=AT.date())
    late = AT + DAY
    filing = return_fields(filing=filing, reasons={"look": "请核对"}, by=lin, at=late)
    filing = save_filing(filing=filing, values={"look": "main_done"}, by=chen_filer, at=late)
    send_to_review(filing=filing, by=chen_filer, at=late)
    assert submit(filing=filing, by=chen_reviewer, at=late).state == "submitted"


def test_what_is_accepted_says_so_to_its_filer(
    october: Period, road: Project, lin: User, chen_filer: User, chen_reviewer: User
) -> None:
    filing = accept(filing=submitted(road, october, chen_filer, chen_reviewer), by=lin, at=AT)
    with pytest.raises(WrongState, match="已由林岚于.*通过，不能直接改"):
        save_filing(filing=filing, values={"remark": "改"}, by=chen_filer, at=AT)


def test_an_import_by_a_unit_is_stopped_at_each_row_and_nothing_is_saved(
    listed: None, locked: Period, chen_filer: User
) -> None:
    outcome = import_progress(file=LEDGER_FILE, name="月报.xlsx", month=OCTOBER, by=chen_filer, at=AT)
    mine = [problem for problem in outcome.errors if problem.kind == "locked"]
    assert mine
    assert all("已于" in problem.message for problem in mine)
    assert not ProgressFiling.objects.exists()


def test_buttons_go_with_the_lock_and_the_page_says_why(
    october: Period, road: Project, lin: User, chen_filer: User
) -> None:
    filing = start_filing(project=road, period=october, by=chen_filer, at=AT)
    assert available_moves(filing, chen_filer, locks_of(filing.period, AT))
    days(october, due_on=AT.date() - 3 * DAY, locks_on=AT.date())
    filing = ProgressFiling.objects.get(pk=filing.pk)
    locks = locks_of(filing.period, AT + DAY)
    assert available_moves(filing, chen_filer, locks) == []
    assert available_moves(filing, lin, locks)
    assert (len(said_of(chen_filer, filing, locks)), len(locks_said(chen_filer, locks))) == (1, 1)
    assert (said_of(lin, filing, locks), locks_said(lin, locks)) == ([], [])


def test_an_exception_opens_one_unit_until_its_day_and_tells_it(
    locked: Period, road: Project, unit: Unit, lin: User, chen_filer: User, chen_reviewer: User, wang: User
) -> None:
    made = grant_exception(period=locked, unit=unit, reason="网络故障", by=lin, at=AT)
    assert made.last_day == usual_last_day(AT.date()) == date(2026, 11, 6)
    assert Message.objects.filter(kind="exception").count() == 2
    assert not Message.objects.filter(to=wang).exists()
    assert locks_of(locked, AT).told(unit) == "2026年10月已放开至2026年11月6日：网络故障"
    assert start_filing(project=road, period=locked, by=chen_filer, at=AT).pk
    last = datetime.combine(made.last_day, AT.timetz()).replace(hour=23)
    assert why_locked(locked, unit, last) == ""
    assert why_locked(locked, unit, last + DAY) != ""
    assert why_locked(locked, Unit.objects.get(name="区交通局"), AT) != ""
    assert AuditEntry.objects.filter(act="个别放开").count() == 1


def test_an_exception_is_extended_ended_and_granted_anew(
    locked: Period, unit: Unit, lin: User, chen_filer: User
) -> None:
    made = grant_exception(period=locked, unit=unit, reason="网络故障", by=lin, at=AT)
    with pytest.raises(WrongState, match="已放开至"):
        grant_exception(period=locked, unit=unit, reason="再放", by=lin, at=AT)
    extend_exception(exception=made, last_day=date(2026, 11, 20), by=lin, at=AT)
    assert why_locked(locked, unit, AT + 7 * DAY) == ""
    with pytest.raises(Refusal, match="现在的期限就是"):
        extend_exception(exception=made, last_day=date(2026, 11, 20), by=lin, at=AT)
    end_exception(exception=made, by=lin, at=AT)
    assert why_locked(locked, unit, AT) != ""
    with pytest.raises(WrongState):
        end_exception(exception=made, by=lin, at=AT)
    with pytest.raises(WrongState):
        extend_exception(exception=made, last_day=date(2026, 11, 23), by=lin, at=AT)
    again = grant_exception(period=locked, unit=unit, reason="再报", last_day=AT.date(), by=lin, at=AT)
    third = grant_exception(period=locked, unit=unit, reason="又报", by=lin, at=AT + 2 * DAY)  # the second ran out
    again.refresh_from_db()
    assert (again.ended_by, LockException.objects.filter(ended_at=None).get()) == (lin, third)
    assert Message.objects.filter(to=chen_filer, kind="exception").count() == 5


def test_an_exception_needs_the_admin_a_reason_a_day_and_a_lock(
    locked: Period, unit: Unit, lin: User, wei: User, chen_filer: User
) -> None:
    for by in (wei, chen_filer):
        with pytest.raises(NotAllowed):
            grant_exception(period=locked, unit=unit, reason="补报", by=by, at=AT)
    days(locked, locks_on=AT.date())
    with pytest.raises(Refusal) as refused:
        grant_exception(period=locked, unit=unit, reason=" ", last_day=AT.date() - DAY, by=lin, at=AT)
    assert len(refused.value.sentences) == 3
    Period.objects.filter(pk=locked.pk).update(closed_at=AT, closed_by=lin)
    with pytest.raises(PeriodClosed):
        grant_exception(period=locked, unit=unit, reason="补报", by=lin, at=AT)


def test_a_settled_month_is_no_lock(october: Period, road: Project, unit: Unit) -> None:
    settle_expected(period=october, at=AT)
    assert why_locked(october, unit, AT) == ""
