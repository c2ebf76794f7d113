"""The bank of the story: takes a pay file of ours and answers in the columns of the same form."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import date

from labor.models import BankForm

KEPT = ("reference", "name", "account", "amount")
RESULT = ("result", "reason", "serial", "date")


def answer_of(content: bytes, form: BankForm, *, on: date, refused: Mapping[int, str]) -> bytes:
    """A CSV of results for a CSV pay file: rows (from 0) in `refused` fail for the reason given, the others arrive."""
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    headings = [column["heading"] for column in form.pay_columns]
    at = {column["key"]: place for place, column in enumerate(form.pay_columns)}
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow([form.result_columns[key][0] for key in (*KEPT, *RESULT)])
    for number, row in enumerate(rows[rows.index(headings) + 1 :]):
        cells = [row[at[key]] for key in KEPT]
        reason = refused.get(number, "")
        words = form.failed_words if reason else form.succeeded_words
        writer.writerow([*cells, words[0], reason, "" if reason else f"YL{cells[0]}", on.isoformat()])
    return made.getvalue().encode()
