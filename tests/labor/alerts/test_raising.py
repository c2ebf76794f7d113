"""A run of the checks: one row for one thing, asked about anew only when it came back or became graver."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from labor.alerts.explaining import close, explain
from labor.alerts.findings import first_month
from labor.alerts.raising import Counts, run_checks
from labor.alerts.reference import load_alert_rules
from labor.alerts.rules import set_rule
from labor.models import Alert, AlertState, AlertStep, Severity, WageLine, WageRoll
from tests.labor.alerts.cases import PAIRS, World
from tests.labor.conftest import AT
from tests.labor.paying import line_of, make_roll
from units.models import AuditEntry, User

LATER = AT + timedelta(days=1)
CODES = ["high_day_rate"]


@pytest.fixture
def roll(world: World) -> WageRoll:
    """The road's roll of October: one of two people above the usual rate."""
    load_alert_rules(by=None, at=AT)
    roll = world.roll(people=2)
    _raise_rate(roll, 1)
    return roll


def _raise_rate(roll: WageRoll, people: int) -> None:
    fen = {"rate_fen": 900_00, "gross_fen": 18_000_00, "net_fen": 18_000_00}
    usual = {"rate_fen": 210_00, "gross_fen": 4_200_00, "net_fen": 4_200_00}
    WageLine.objects.filter(roll=roll).update(**usual)
    WageLine.objects.filter(roll=roll, row__lte=people).update(**fen)


def run(at: datetime = AT) -> Counts:
    return run_checks(at=at, codes=CODES)


def acts() -> list[str]:
    return list(AlertStep.objects.order_by("pk").values_list("act", flat=True))


def test_what_is_found_twice_is_one_alert_and_the_run_leaves_one_audit_entry(roll: WageRoll) -> None:
    assert run() == Counts(raised=1)
    assert run(LATER) == Counts(seen=1)
    alert = Alert.objects.get()
    assert (alert.first_seen_at, alert.last_seen_at, alert.roll_id) == (AT, LATER, roll.pk)
    assert acts() == ["raise"]
    assert AuditEntry.objects.filter(act="预警检查").count() == 2


def test_what_is_gone_is_closed_by_the_house_and_what_comes_back_is_asked_about_anew(roll: WageRoll) -> None:
    run()
    _raise_rate(roll, 0)
    assert run(LATER) == Counts(ceased=1)
    assert run(LATER) == Counts()
    assert (Alert.objects.get().state, Alert.objects.get().closed_by) == (AlertState.CLOSED, None)
    _raise_rate(roll, 1)
    assert run(LATER) == Counts(reopened=1)
    assert (Alert.objects.get().state, acts()) == (AlertState.NEW, ["raise", "cease", "reopen"])


def test_an_explained_one_stays_explained_until_it_becomes_graver(roll: WageRoll, chen_filer: User) -> None:
    run()
    explain(alert=Alert.objects.get(), words="技术工人按约定单价", by=chen_filer, at=AT)
    assert run(LATER) == Counts(seen=1)
    assert Alert.objects.get().state == AlertState.EXPLAINED
    _raise_rate(roll, 2)
    assert run(LATER) == Counts(reopened=1)
    alert = Alert.objects.get()
    assert (alert.state, alert.measure) == (AlertState.NEW, 2)
    assert alert.explanation == "技术工人按约定单价"
    assert "情形比说明时加重：2人" in alert.steps.latest("pk").words


def test_what_the_office_closed_stays_closed_unless_it_becomes_graver_or_comes_back(roll: WageRoll, lin: User) -> None:
    run()
    close(alert=Alert.objects.get(), words="核实为技术工人", by=lin, at=AT)
    assert run(LATER) == Counts(seen=1)
    assert Alert.objects.get().state == AlertState.CLOSED
    _raise_rate(roll, 2)
    assert run(LATER) == Counts(reopened=1)
    close(alert=Alert.objects.get(), words="核实为技术工人", by=lin, at=LATER)
    _raise_rate(roll, 0)
    run(LATER)
    _raise_rate(roll, 1)
    assert run(LATER) == Counts(reopened=1)


def test_a_check_that_is_switched_off_takes_back_what_it_found(roll: WageRoll, lin: User) -> None:
    run()
    off = {"severity": Severity.HINT, "threshold": 800, "is_on": False, "starts_on": LATER.date()}
    set_rule(code="high_day_rate", by=lin, at=AT, **off)
    assert run() == Counts(seen=1)
    assert run(LATER) == Counts(ceased=1)
    assert "已停用" in AlertStep.objects.latest("pk").words


def test_a_grade_that_was_changed_shows_from_the_next_run(roll: WageRoll, lin: User) -> None:
    run()
    set_rule(code="high_day_rate", severity=Severity.RED, threshold=800, is_on=True, starts_on=AT.date(), by=lin, at=AT)
    assert run(LATER) == Counts(seen=1)
    assert Alert.objects.get().severity == Severity.RED


def test_what_lies_before_the_months_looked_at_stays_as_it_stands(roll: WageRoll) -> None:
    run()
    next_year = AT.replace(year=2027, month=11)
    assert run_checks(at=next_year, codes=CODES) == Counts()
    assert Alert.objects.get().state == AlertState.NEW


def test_a_whole_run_asks_as_often_for_many_as_for_few(world: World) -> None:
    load_alert_rules(by=None, at=AT)
    for pair in (PAIRS["filing_missing"], PAIRS["high_day_rate"], PAIRS["elderly"]):
        pair.faulty(world)
    few = _asked()
    for order in range(20):
        other = world.register(f"25{order:02d}-500104-04-01-{order:06d}", f"小路{order}", "区农业农村委", "建胜镇")
        roll = make_roll(other, world.month(), by=world.lin, people=0)
        fen = {"rate_fen": 900_00, "gross_fen": 18_000_00, "net_fen": 18_000_00}
        WageLine.objects.bulk_create([line_of(roll, 100 + order, **fen)])
    Alert.objects.all().delete()
    assert _asked() <= few + 2  # the outliers look at months of enough projects


def _asked() -> int:
    with CaptureQueriesContext(connection) as asked:
        run_checks(at=AT)
    return len(asked)


def test_the_earliest_month_looked_at_is_eleven_months_back() -> None:
    assert first_month(date(2026, 11, 30)) == date(2025, 12, 1)
    assert first_month(date(2026, 12, 1)) == date(2026, 1, 1)
