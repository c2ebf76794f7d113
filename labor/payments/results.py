"""What a bank's result file says, row by row: read by the columns and words of a 支付文件格式."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from documents.identifiers import normalized
from documents.masking import without_numbers
from documents.workbooks import Column, Form, Kind, Reading, Row, UnreadableWorkbook, read_workbook
from labor.models import BankForm, Payment
from labor.payments.bank_forms import RESULT_KEYS
from projects.imports.vocabulary import plain
from units.refusals import Refusal
from units.secrecy import blind_index

KINDS = {"name": Kind.NAME, "account": Kind.CARD, "amount": Kind.MONEY_YUAN, "date": Kind.DATE}
REQUIRED = ("amount", "result")
EXPECTED = ("reference", "name")
NO_REASON = "银行未说明原因"
LONGEST_FAILURE, LONGEST_NAME, LONGEST_SERIAL = (
    int(Payment._meta.get_field(name).max_length or 0)  # type: ignore[union-attr]
    for name in ("failure", "stated_name", "serial")
)
_REFERENCE = re.compile(r"([0-9]{1,18})-([0-9]{1,4})")


class Said(StrEnum):
    """What the bank says became of a payment."""

    SUCCEEDED = "succeeded"
    FAILED = "failed"
    RETURNED = "returned"

    @property
    def label(self) -> str:
        return LABELS[self]


LABELS = {Said.SUCCEEDED: "成功", Said.FAILED: "失败", Said.RETURNED: "退汇"}


@dataclass(slots=True)
class Result:
    """One row: which payment it speaks of, and what became of it. `on` is the day of import where none is stated."""

    row: Row
    said: Said
    on: date
    is_dated: bool
    reference: tuple[int, int] | None
    account_index: str
    amount_fen: int
    name: str
    serial: str
    reason: str

    @property
    def failure(self) -> str:
        """失败原因 as it is kept: numbers masked, a return named as such."""
        words = without_numbers(self.reason) or NO_REASON
        words = f"退汇：{words}" if self.said is Said.RETURNED else words
        return words[:LONGEST_FAILURE]


@dataclass(slots=True)
class Results:
    """A result file read by one form; `rows` hold what could be read of it."""

    form: BankForm
    reading: Reading
    rows: list[Result]


def read_results(content: bytes, forms: Sequence[BankForm], *, today: date) -> Results:
    """Read a result file (XLSX, XLS, ODS, CSV) by the first of `forms` whose headings and words fit it, else by the
    one that fits best: its errors then stand at their cells.

    Raises:
        Refusal: the file cannot be read by any of them; one sentence.
    """
    best: Results | None = None
    refused: list[UnreadableWorkbook] = []
    for form in forms:
        try:
            reading = read_workbook(content, [result_form(form)], takes_text=True)
        except UnreadableWorkbook as unreadable:
            refused.append(unreadable)
            continue
        found = Results(form, reading, _rows(reading, form, today))
        if not reading.errors:
            return found
        best = min(best or found, found, key=lambda one: len(one.reading.errors))
    if best is None:
        raise Refusal(*(str(one) for one in refused[:1]))
    return best


def result_form(form: BankForm) -> Form:
    """The columns of a bank's result file, from what the office wrote down of it."""
    headings: Mapping[str, list[str]] = form.result_columns
    columns = [_column(key, headings[key]) for key in RESULT_KEYS if headings.get(key)]
    return Form(key=f"receipt-{form.pk}", title=f"银行回执·{form.name}", columns=columns)


def _column(key: str, headings: Sequence[str]) -> Column:
    return Column(
        key=key,
        heading=headings[0],
        synonyms=tuple(headings[1:]),
        kind=KINDS.get(key, Kind.TEXT),
        required=key in REQUIRED,
        expected=key in EXPECTED,
        fill_down=False,
    )


def _rows(reading: Reading, form: BankForm, today: date) -> list[Result]:
    """Rows that can be matched; the others have their errors. Accounts went out as they are: Luhn says nothing new."""
    reading.problems = [problem for problem in reading.problems if problem.kind != "card_luhn"]
    words = _words(form)
    read = [_result(row, words, form, today) for row in reading.rows]
    return [result for result in read if result is not None]


def _words(form: BankForm) -> dict[str, Said]:
    listed: Iterable[tuple[Said, list[str]]] = (
        (Said.SUCCEEDED, form.succeeded_words), (Said.FAILED, form.failed_words), (Said.RETURNED, form.returned_words),
    )  # fmt: skip
    return {plain(word): said for said, words in listed for word in words}


def _result(row: Row, words: Mapping[str, Said], form: BankForm, today: date) -> Result | None:
    said = _said(row, words, form)
    reference = _reference(row)
    stated = row.values.get("date")
    if stated is not None and stated > today:
        row.problem("date", "result_in_future", "这一天还没有到，请核对入账（退汇）日期。")
    if said is None or row.bad:
        return None
    return Result(
        row=row,
        said=said,
        on=stated or today,
        is_dated=stated is not None,
        reference=reference,
        account_index=blind_index(row.values.get("account", "")),
        amount_fen=row["amount"],
        name=without_numbers(row.values.get("name", ""))[:LONGEST_NAME],
        serial=_serial(row),
        reason=row.values.get("reason", ""),
    )


def _serial(row: Row) -> str:
    """银行流水号, which stands as the voucher on pages and papers; an account that the bank repeats there is masked."""
    serial, account = row.values.get("serial", ""), row.values.get("account", "")
    return (without_numbers(serial) if account and account in serial else serial)[:LONGEST_SERIAL]


def _said(row: Row, words: Mapping[str, Said], form: BankForm) -> Said | None:
    if row.invalid("result") or not row["result"]:
        return None
    said = words.get(plain(row["result"]))
    if said is None:
        known = "、".join([*form.succeeded_words, *form.failed_words, *form.returned_words])
        message = f"不认识这个结果，“{form.name}”里认识的有：{known}。请核对，或由办公室把这个字样加进支付文件格式。"
        row.problem("result", "result_unknown", message)
    return said


def _reference(row: Row) -> tuple[int, int] | None:
    """(line, attempt) as stated; a spreadsheet program makes a day of 2026-1, then the account has to do."""
    text = normalized(as_stated(row))
    if not text:
        return None
    if match := _REFERENCE.fullmatch(text):
        return int(match[1]), int(match[2])
    lost = "支付笔号读不出（应像“1234-1”，可能被表格软件改成了日期）"
    if row.values.get("account"):
        row.problem("reference", "reference_lost", f"{lost}，这一行按账号和金额对。", warning=True)
    else:
        row.problem("reference", "reference_lost", f"{lost}，请照支付文件改回，并把该列设为文本格式。")
    return None


def as_stated(row: Row) -> str:
    """支付笔号 as the row has it, without the quote mark that keeps it text."""
    value: Any = row.values.get("reference", "")
    return str(value).strip().strip("'’‘`")
