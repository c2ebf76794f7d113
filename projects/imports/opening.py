"""Taking in an upload as one of our forms, and what its title says about year and month."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from django.db.models import Model

from documents.workbooks import CellProblem, Form, Reading, UnreadableWorkbook, read_workbook
from documents.workbooks.reading import Row
from units.refusals import Refusal

Upload = bytes | str | Path | IO[bytes]
_YEAR = re.compile(r"(20\d{2})\s*年(?:度)?(?!\s*\d{1,2}\s*月)")
_MONTH = re.compile(r"(20\d{2})\s*年\s*(\d{1,2})\s*月(?!\s*\d{1,2}\s*日)")


def read_form(file: Upload, forms: Sequence[Form]) -> Reading:
    """Read an upload; what cannot be read at all is refused with one sentence."""
    try:
        return read_workbook(file, forms)
    except UnreadableWorkbook as unreadable:
        raise Refusal(str(unreadable)) from unreadable


def check_title_year(reading: Reading, year: int, *, noun: str = "清单") -> None:
    """An error when a line above the table names another year than the one asked for; `noun` is what is imported."""
    for number, text in enumerate(reading.preamble, start=1):
        said = {int(found) for found in _YEAR.findall(text)}
        if said and year not in said:
            message = f"表头写的是{max(said)}年，而导入的是{year}年度{noun}。请核对年度，或换成{year}年的表。"
            _at_title(reading, number, text, "year_differs", message)


def check_title_month(reading: Reading, year: int, month: int) -> None:
    """An error when a line above the table names another month than the one asked for."""
    for number, text in enumerate(reading.preamble, start=1):
        said = {(int(found_year), int(found_month)) for found_year, found_month in _MONTH.findall(text)}
        if said and (year, month) not in said:
            first = max(said)
            message = (
                f"表头写的是{first[0]}年{first[1]}月，而导入的是{year}年{month}月。"
                f"请核对月份，或换成{year}年{month}月的表。"
            )
            _at_title(reading, number, text, "month_differs", message)


def _at_title(reading: Reading, number: int, text: str, kind: str, message: str) -> None:
    reading.problems.append(CellProblem(reading.sheet, f"A{number}", "表头", text[:60], message, kind))


def check_lengths(row: Row, model: type[Model], keys: Sequence[str]) -> None:
    """An error for each text longer than its field holds."""
    for key in keys:
        longest = getattr(model._meta.get_field(key), "max_length", None)
        if longest and isinstance(row[key], str) and len(row[key]) > longest:
            row.problem(key, "too_long", f"这里有{len(row[key])}个字，最多{longest}个字，请精简。")


def check_not_negative(row: Row, keys: Sequence[str]) -> None:
    """An error for each amount or count below nought."""
    for key in keys:
        if row[key] is not None and row[key] < 0:
            row.problem(key, "negative", "这里不能是负数，请更正。")
