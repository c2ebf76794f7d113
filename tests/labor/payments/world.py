"""A roll of which one payment failed, and the addresses' arguments."""

from __future__ import annotations

from datetime import date
from typing import Any

from labor.models import BankForm, Payment, PaymentState, RollState
from labor.reference import load_bank_forms
from projects.models import PayChannel, Project
from projects.periods import open_period
from tests.labor.conftest import AT
from tests.labor.paying import make_roll
from tests.labor.payments.banking import send_out
from tests.labor.payments.sent import answer
from units.models import User


def keys(*, project: Project, filer: User) -> dict[str, dict[str, Any]]:
    """By page, the arguments of its address: a supplement of its own month of which row 1 failed, and a bank form."""
    load_bank_forms(by=None, at=AT)
    period = open_period(month=date(2026, 6, 1), by=None, at=AT)
    roll = make_roll(project, period, by=filer, state=RollState.READY)
    form = BankForm.objects.get(channel=PayChannel.WAGE_ACCOUNT)
    batch = send_out(roll, by=filer)
    answer(roll, {1: "账号不存在"}, filer)
    failed = Payment.objects.get(batch=batch, state=PaymentState.FAILED)
    of_roll = {"pk": roll.pk}
    return {
        "payment_list": {},
        "payment_export": {},
        "payment_fix": {"pk": failed.pk},
        "payment_file": {"pk": batch.pk},
        "payment_withdraw": {"pk": batch.pk},
        "payment_return": {"pk": batch.pk},
        "roll_payments": of_roll,
        "payment_send": of_roll,
        "payment_confirm": of_roll,
        "bank_form_list": {},
        "bank_form_new": {},
        "bank_form_edit": {"pk": BankForm.objects.get(channel=PayChannel.ONE_CARD).pk},
        "bank_form_retire": {"pk": form.pk},
    }
