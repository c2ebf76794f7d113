"""Fifty clients at the same moment on PostgreSQL: one approves, pays, imports; the others learn who did, and when."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import cycle

import pytest
from django.db import connection

from labor.imports import import_wage_roll
from labor.models import BankForm, Payment, PaymentBatch, Receipt, RollApproval, RollState, WageLine, WageRoll
from labor.pay import guards
from labor.pay.approving import approve_roll
from labor.pay.drafts import Way
from labor.pay.handing_back import hand_back_roll
from labor.payments.receipts import import_receipts
from labor.payments.returning import confirm_return, withdraw_batch
from labor.payments.sending import issue
from labor.payments.standing import money_of
from projects.models import Period, Project
from projects.outcome import ImportOutcome
from tests.cast import Engage
from tests.labor.conftest import AT
from tests.labor.demands.test_demand_races import at_once, refusals
from tests.labor.paying import MakeRoll
from tests.labor.payments.banking import BANK_AT, bring_back, result_csv, send_out, told
from tests.labor.sheets import line, roll_bytes
from tests.labor.trainings.conftest import picture
from units.audit import first_broken_link
from units.models import AuditEntry, Role, User

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
CLIENTS = 50
PEOPLE = 20
WHO_AND_WHEN = re.compile(r"(陈禾|陈岭|罗青|秦越)已?于2026年11月\d+日\d\d:\d\d")


@pytest.fixture(autouse=True)
def _needs_postgres() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: python -m tests.servers postgres pytest -m postgres")


@pytest.fixture(autouse=True)
def _unguarded(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a roll lacks for a move is not asked here; who comes first is."""
    monkeypatch.setattr(guards, "_GUARDS", {})


@pytest.fixture
def filers(engage: Engage, chen_filer: User) -> list[User]:
    return [chen_filer, engage("luo", Role.UNIT_FILER, "区农业农村委", "罗青")]


@pytest.fixture
def sent(roll_in: MakeRoll, chen_filer: User) -> WageRoll:
    roll = roll_in(RollState.READY, people=PEOPLE)
    send_out(roll, by=chen_filer)
    return roll


def rush(act: Callable[[User], object], people: list[User]) -> list[object]:
    """What fifty clients of these people get who all do the same at the same moment."""
    users = [user for user, _ in zip(cycle(people), range(CLIENTS), strict=False)]
    return at_once(*(lambda by=by: act(by) for by in users))


def one_won(outcomes: list[object], act: str) -> None:
    """Exactly one was not refused; each of the others is told who was first, and when; the trail has one entry."""
    lost = refusals(outcomes)
    assert len(lost) == CLIENTS - 1
    assert [str(one) for one in lost if not WHO_AND_WHEN.search(str(one))] == []
    assert AuditEntry.objects.filter(act=act).count() == 1
    assert first_broken_link() is None


def test_of_fifty_who_approve_one_does(roll_in: MakeRoll, engage: Engage, chen_reviewer: User) -> None:
    roll = roll_in(RollState.OWNER)
    people = [chen_reviewer, engage("qin", Role.UNIT_REVIEWER, "区农业农村委", "秦越")]
    one_won(rush(lambda by: approve_roll(roll=roll, by=by, at=AT), people), "发放表：审定")
    assert RollApproval.objects.count() == 1
    assert WageRoll.objects.get().state == RollState.NOTICE


def test_of_fifty_who_pay_one_makes_the_pay_file(roll_in: MakeRoll, form: BankForm, filers: list[User]) -> None:
    roll = roll_in(RollState.READY, people=PEOPLE)
    one_won(rush(lambda by: issue(roll=roll, form=form, by=by, at=AT), filers), "发放表：生成支付文件")
    assert (PaymentBatch.objects.count(), Payment.objects.count()) == (1, PEOPLE)


def test_of_fifty_who_pay_or_hand_back_one_does(roll_in: MakeRoll, form: BankForm, filers: list[User]) -> None:
    """Paid or back at the draft, and never both."""
    roll, turns = roll_in(RollState.READY, people=PEOPLE), iter(range(CLIENTS))

    def act(by: User) -> object:
        if next(turns) % 2:
            return issue(roll=roll, form=form, by=by, at=AT)
        return hand_back_roll(roll=roll, reason="有人少算一天", by=by, at=AT)

    assert len(refusals(rush(act, filers))) == CLIENTS - 1
    is_paid = Payment.objects.count() == PEOPLE
    assert WageRoll.objects.get().state == (RollState.BANK if is_paid else RollState.DRAFT)
    assert PaymentBatch.objects.count() == is_paid


def test_a_file_given_back_whole_and_its_results_at_the_same_moment_leave_each_yuan_in_one_place(
    sent: WageRoll, filers: list[User], chen_reviewer: User
) -> None:
    """Results that come are believed, before the return is confirmed or after; it is confirmed once at most."""
    batch, rows = sent.batches.get(), [told(one) for one in Payment.objects.select_related("line")]
    withdraw_batch(batch=batch, reason="文件格式不符", proof=picture(), by=filers[0], at=AT)
    acts = [lambda: confirm_return(batch=batch, by=chen_reviewer, at=BANK_AT)] * (CLIENTS // 2)
    got = at_once(*acts, lambda: bring_back(sent, rows, by=filers[0]), *acts)
    assert len([one for one in got if isinstance(one, WageRoll)]) <= 1
    assert len([one for one in got if isinstance(one, ImportOutcome) and one.ok]) == 1, refusals(got)
    _paid_once(sent)


def test_of_fifty_who_bring_in_the_same_receipts_one_does_and_the_others_learn_who(
    sent: WageRoll, filers: list[User]
) -> None:
    file = result_csv([told(one) for one in Payment.objects.select_related("line")])
    got = rush(lambda by: import_receipts(file=file, name="回执.csv", roll=sent, by=by, at=BANK_AT), filers)
    outcomes = [one for one in got if isinstance(one, ImportOutcome)]
    assert len(outcomes) == CLIENTS, refusals(got)
    again = [one for one in outcomes if one.facts["again"]]
    assert len(again) == CLIENTS - 1
    assert [one.notes for one in again if not WHO_AND_WHEN.search(one.notes[0])] == []
    assert AuditEntry.objects.filter(act="发放表：导入回执").count() == Receipt.objects.count() == 1
    _paid_once(sent)


def test_twenty_files_that_say_the_same_pay_each_line_once(sent: WageRoll, filers: list[User]) -> None:
    rows = [told(one) for one in Payment.objects.select_related("line")]

    def bring(by: User) -> ImportOutcome:
        return bring_back(sent, [*rows, rows[next(orders)]], by=by)

    orders = iter(range(PEOPLE))
    outcomes = at_once(*[lambda by=by: bring(by) for by in [*filers] * (PEOPLE // 2)])
    assert [one for one in outcomes if not isinstance(one, ImportOutcome) or not one.ok] == []
    told_of = Receipt.objects.values_list("succeeded", "repeated")
    assert sorted(told_of) == [*[(0, PEOPLE + 1)] * (PEOPLE - 1), (PEOPLE, 1)]
    _paid_once(sent)


def _paid_once(roll: WageRoll) -> None:
    money = money_of(roll)
    assert money.succeeded_fen == money.total_fen == PEOPLE * 4_200_00
    assert WageLine.objects.filter(is_paid=True).count() == Payment.objects.count() == PEOPLE
    assert WageRoll.objects.get().state == RollState.PAID
    assert first_broken_link() is None


def test_of_fifty_who_import_the_same_roll_one_does(
    road: Project, october: Period, standards: None, filers: list[User]
) -> None:
    file = roll_bytes([line(order) for order in range(1, PEOPLE + 1)])
    said = {"file": file, "name": "发放表.xlsx", "project": road, "period": october, "at": AT, "way": Way.DRAFT}
    outcomes = rush(lambda by: import_wage_roll(**said, by=by), filers)
    one_won(outcomes, "导入发放表")
    assert (WageRoll.objects.count(), WageLine.objects.count()) == (1, PEOPLE)
