"""A roll at the bank, and the result files the bank sends back: CSV in the generic form unless told."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from labor.models import BankForm, Payment, PaymentBatch, RollState, WageLine, WageRoll
from labor.payments.receipts import import_receipts
from labor.payments.sheets import reference_of
from labor.reference import load_bank_forms
from projects.outcome import ImportOutcome
from tests.labor.conftest import AT
from units.models import User
from units.secrecy import unseal

BANK_AT = AT + timedelta(days=10)
PAID_ON, RETURNED_ON = "2026-11-14", "2026-11-16"
HEADINGS = ("支付笔号", "收款人户名", "收款账号", "金额（元）", "处理结果", "失败原因", "银行流水号", "入账日期")
Told = dict[str, Any]


def bank_form(channel: str = "wage_account") -> BankForm:
    load_bank_forms(by=None, at=AT)
    return BankForm.objects.get(channel=channel)


def send_out(roll: WageRoll, *, by: User, at: datetime = AT, lines: Sequence[WageLine] | None = None) -> PaymentBatch:
    """The roll's next batch by hand, of all its lines or the given; the roll is at the bank."""
    rows = list(roll.lines.order_by("pk")) if lines is None else list(lines)
    number = roll.batches.count() + 1
    batch = PaymentBatch.objects.create(
        roll=roll, number=number, channel=roll.channel, form=bank_form(roll.channel), lines=len(rows),
        sum_fen=sum(line.net_fen for line in rows), made_at=at, made_by=by,
    )  # fmt: skip
    Payment.objects.bulk_create(
        Payment(
            batch=batch, line=line, attempt=line.payments.count() + 1, amount_fen=line.net_fen, account_name=line.name,
            card_sealed=line.card_sealed, card_index=line.card_index, card_masked=line.card_masked,
        )
        for line in rows
    )  # fmt: skip
    WageRoll.objects.filter(pk=roll.pk).update(state=RollState.BANK)
    roll.refresh_from_db()
    return batch


def told(payment: Payment, result: str = "成功", **changed: Any) -> Told:
    """What the bank says of one payment; `changed` cells by their heading."""
    row = {
        "支付笔号": reference_of(payment.line_id, payment.attempt),
        "收款人户名": payment.account_name,
        "收款账号": unseal(payment.card_sealed),
        "金额（元）": f"{payment.amount_fen / 100:.2f}",
        "处理结果": result,
        "失败原因": "账号已销户" if result == "失败" else "",
        "银行流水号": f"LS{payment.pk:08d}" if result == "成功" else "",
        "入账日期": PAID_ON,
    }  # fmt: skip
    return row | changed


def result_csv(rows: Sequence[Told], *, encoding: str = "utf-8-sig", without: Sequence[str] = ()) -> bytes:
    stream = io.StringIO()
    headings = [heading for heading in HEADINGS if heading not in without]
    writer = csv.DictWriter(stream, headings, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode(encoding)


def bring_back(
    roll: WageRoll, rows: Sequence[Told], *, by: User, at: datetime = BANK_AT, name: str = "回执.csv", **given: Any
) -> ImportOutcome:
    """Import what the bank says as a file of its own."""
    return import_receipts(file=result_csv(rows), name=name, roll=roll, by=by, at=at, **given)
