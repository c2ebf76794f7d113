"""The pay file's bytes: one row per payment in the bank's columns. Full account numbers are opened nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum

from django.views.decorators.debug import sensitive_variables

from documents.formats import FEN_PER_YUAN, yuan
from documents.workbooks.plain import plain_csv, plain_workbook
from labor.models import BankForm, Payment, RollKind, WageRoll
from units.refusals import Refusal
from units.secrecy import unseal

SHEET = "支付明细"


class FileKind(StrEnum):
    """In which form a pay file is written."""

    XLSX = "xlsx"
    CSV = "csv"


FILE_KINDS = (  # the button, and what to mind
    (FileKind.XLSX, "取出电子表格（.xlsx）", "账号和金额都是文本格式，请不要改动表头和支付笔号。"),
    (FileKind.CSV, "取出文本（.csv）", "请直接交银行系统读取；用电子表格软件打开再保存，账号和支付笔号会变样。"),
)


def reference_of(line: int, attempt: int) -> str:
    """支付笔号: by which the bank's result finds the payment again: the line's key and which attempt it is."""
    return f"{line}-{attempt}"


def purpose_of(roll: WageRoll) -> str:
    """What the bank writes beside the money: 2026年10月以工代赈劳务报酬."""
    kind = "（补发）" if roll.kind == RollKind.SUPPLEMENT else ""
    return f"{roll.period.label}以工代赈劳务报酬{kind}"


def cells_of(number: int, payment: Payment, purpose: str) -> dict[str, str]:
    """What a payment says in each column there may be; a key per `PAY_KEYS`. Holds the full account number."""
    return {
        "number": str(number),
        "reference": reference_of(payment.line_id, payment.attempt),
        "name": payment.account_name,
        "account": unseal(payment.card_sealed),
        "bank": payment.bank,
        "amount": yuan(payment.amount_fen),
        "purpose": purpose,
        "id_tail": payment.line.worker.id_tail,
    }


@sensitive_variables()
def pay_bytes(
    *, form: BankForm, payments: Sequence[Payment], kind: FileKind, purpose: str, sum_fen: int
) -> bytes:  # fmt: skip
    """Return the file for the bank; the same payments give the same bytes.

    Raises:
        Refusal: what the rows say does not add up to `sum_fen`.
    """
    columns: list[dict[str, str]] = form.pay_columns
    told = [cells_of(number, payment, purpose) for number, payment in enumerate(payments, start=1)]
    _require_sum([cells["amount"] for cells in told], sum_fen)
    headings = [column["heading"] for column in columns]
    rows = [[cells[column["key"]] for column in columns] for cells in told]
    return plain_csv(headings, rows) if kind is FileKind.CSV else plain_workbook(SHEET, headings, rows)


def _require_sum(amounts: Sequence[str], sum_fen: int) -> None:
    written = sum(map(Decimal, amounts), Decimal(0)) * FEN_PER_YUAN
    if written != sum_fen:
        raise Refusal(
            f"支付文件各行合计{written / FEN_PER_YUAN}元，与批次金额{yuan(sum_fen)}元不符，没有生成；请联系系统管理员。"
        )
