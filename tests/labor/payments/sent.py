"""Rolls at the bank for the tests: forms, the guards of this subject alone, results put where a bank's would be."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from labor.models import BankForm, Payment, PaymentState, Receipt, RollState, WageRoll
from labor.pay import guards
from labor.payments.guards import register_all
from labor.payments.sending import PayFile, make_pay_file
from labor.payments.sheets import FileKind
from labor.reference import load_bank_forms
from projects.models import PayChannel
from tests.labor.conftest import AT
from units.models import User


@pytest.fixture
def own_guards(monkeypatch: pytest.MonkeyPatch) -> None:
    """What this subject itself asks for, and nothing of notices and approvals."""
    monkeypatch.setattr(guards, "_GUARDS", {})
    register_all()


@pytest.fixture
def form(reference: None) -> BankForm:
    """The generic form of the wage account."""
    return form_of(PayChannel.WAGE_ACCOUNT)


def form_of(channel: str) -> BankForm:
    load_bank_forms(by=None, at=AT)
    return BankForm.objects.get(channel=channel)


def send(roll: WageRoll, form: BankForm, by: User, kind: FileKind = FileKind.CSV) -> PayFile:
    return make_pay_file(roll=roll, form=form, kind=kind, by=by, at=AT)


def answer(roll: WageRoll, failures: Mapping[int, str], by: User) -> WageRoll:
    """The bank answers the payments it has: those of the rows named fail for the reason given, the others succeed."""
    number = roll.receipts.count() + 1
    receipt = Receipt.objects.create(
        roll=roll, file_name="回执.csv", file_sha256=f"{number:064d}", succeeded=0, failed=len(failures), repeated=0,
        imported_at=AT, imported_by=by,
    )  # fmt: skip
    waiting = Payment.objects.filter(batch__roll=roll, state=PaymentState.ISSUED)
    done = {"receipt": receipt, "result_on": AT.date()}
    for row, reason in failures.items():
        waiting.filter(line__row=row).update(state=PaymentState.FAILED, failure=reason, **done)
    waiting.update(state=PaymentState.SUCCEEDED, **done)
    WageRoll.objects.filter(pk=roll.pk).update(state=RollState.PARTLY if failures else RollState.PAID)
    roll.refresh_from_db()
    return roll
