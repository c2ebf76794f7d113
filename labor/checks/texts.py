"""Texts that fit their fields and hold what their heading says."""

import re

from documents.identifiers import check_id_number, normalized
from documents.workbooks import Row
from labor.models import WageLine

FIELDS = ("serial", "employer", "name", "job", "deduction_item", "voucher")
LENGTHS = {field.name: field.max_length or 0 for field in WageLine._meta.fields if field.name in FIELDS}
OPEN_TEXTS = frozenset({"employer", "name", "job", "deduction_item", "voucher"})
WORDS = frozenset({"employer", "name", "job", "deduction_item"})  # a voucher may be any number
SHORTEST_NUMBER, SHORTEST_MOBILE = 15, 11
_MOBILE = re.compile(r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])")
_LONG_NUMBER = re.compile(r"[0-9]{15,19}[0-9Xx]?")


def check_texts(row: Row) -> None:
    """Refuse a text too long for the register (never cut in silence) and a personal number in a column of words."""
    values = row.values
    for key, longest in LENGTHS.items():
        size = len(values[key])
        if size > longest:
            row.problem(key, "text_too_long", f"文字超过{longest}个字，请缩短后再导入。")
        if size >= SHORTEST_NUMBER and key in OPEN_TEXTS and _holds_personal_number(row, values[key]):
            _out_of_place(row, key, "身份证号或银行卡号")
        elif size >= SHORTEST_MOBILE and key in WORDS and _MOBILE.search(normalized(values[key])):
            _out_of_place(row, key, "手机号码")


def _out_of_place(row: Row, key: str, what: str) -> None:
    row.problem(key, "number_out_of_place", f"这里像是{what}，这一列不加密，请移到对应的列，或删去。")


def _holds_personal_number(row: Row, text: str) -> bool:
    """An ID number that checks, or the number of the row's own card; other long numbers may be voucher numbers."""
    found = _LONG_NUMBER.findall(normalized(text))
    return any(number == row["card"] or check_id_number(number) is None for number in found)
