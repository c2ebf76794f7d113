"""From a raw cell to the value of its column. One reader for each kind; a reader raises BadCell."""

import re
from collections.abc import Callable
from typing import Any

from documents import identifiers
from documents.workbooks.columns import Column, Kind
from documents.workbooks.moments import date_of, month_of, month_range_of
from documents.workbooks.numbers import FEN_IN, LARGEST_COUNT, LARGEST_FEN, number_reader, scaled_reader
from documents.workbooks.problems import BadCell
from documents.workbooks.raw import SAFE_INTEGER, as_text

Reader = Callable[[Any], Any]

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u200e\u200f\u2060\ufeff]")
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_CJK_GAP = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")
_PLAIN_NAME = re.compile(r"[\u3400-\u9fff]+")
_DOTS = str.maketrans(dict.fromkeys("•・‧∙⋅", "·"))
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?E\+?[0-9]{2}")
_MAINLAND = re.compile(r"(?:\+|00)?86(?=1[0-9]{10}$)")
TICKED = frozenset({"√", "✓", "✔", "☑", "是", "1", "有", "Y", "YES", "TRUE", "对"})
UNTICKED = frozenset({"×", "✗", "✘", "☐", "□", "否", "0", "无", "N", "NO", "FALSE"})


def plain_text(raw: Any) -> str:
    """Return free text without outer spaces and invisible marks."""
    text = as_text(raw)
    return text.strip() if text.isprintable() else _CONTROL.sub("", text).strip()


def person_name(raw: Any) -> str:
    """Return a name without the spaces used to align it: " 韩 明建 " → "韩明建"; Latin words keep single spaces."""
    if type(raw) is str and _PLAIN_NAME.fullmatch(raw):
        return raw
    text = plain_text(raw).translate(_WIDE).translate(_DOTS)
    return " ".join(_CJK_GAP.sub("", text).split())


def tick(raw: Any) -> bool:
    """Return whether a box is ticked (√, ✓, 是, 1 …)."""
    text = as_text(raw).strip().upper()
    if text in TICKED:
        return True
    if text in UNTICKED:
        return False
    raise BadCell("not_a_tick", "这里只能打“√”或留空，请更正。")


def _lost(raw: Any) -> bool:
    if isinstance(raw, float):
        return abs(raw) >= SAFE_INTEGER
    return isinstance(raw, str) and bool(_SCIENTIFIC.fullmatch(raw.strip().upper()))


def _number_text(raw: Any) -> str:
    return identifiers.normalized(as_text(raw).strip().strip("'’‘`"))


def _checked(number: str, outcome: str | None) -> str:
    if outcome is not None:
        raise BadCell(outcome, identifiers.SENTENCES[outcome])
    return number


def id_number(raw: Any) -> str:
    """Return an identity number of 18 characters with a real date of birth and a right check digit."""
    if _lost(raw):
        raise BadCell(
            "id_lost_digits", "身份证号被存成了数字，末尾几位已丢失，请先把该列设为文本格式，再重新填写18位号码。"
        )
    number = _number_text(raw)
    return _checked(number, identifiers.check_id_number(number))


def card(raw: Any) -> str:
    """Return a bank card number of 12 to 19 digits; its Luhn digit is only warned about."""
    if _lost(raw):
        raise BadCell(
            "card_lost_digits", "银行卡号被存成了数字，末尾几位已丢失，请先把该列设为文本格式，再重新填写完整卡号。"
        )
    number = _number_text(raw).replace("-", "")
    return _checked(number, None if identifiers.is_card_form(number) else "card_length")


def phone(raw: Any) -> str:
    """Return a mobile number of eleven digits; a country prefix and hyphens are dropped."""
    number = _MAINLAND.sub("", _number_text(raw).replace("-", ""))
    return _checked(number, identifiers.check_phone(number))


def project_code(raw: Any) -> str:
    """Return a checked investment item code."""
    code = _number_text(raw)
    return _checked(code, identifiers.check_project_code(code))


def credit_code(raw: Any) -> str:
    """Return a checked unified social credit code."""
    code = _number_text(raw)
    return _checked(code, identifiers.check_credit_code(code))


FIXED: dict[Kind, Reader] = {
    Kind.ORDINAL: plain_text,
    Kind.TEXT: plain_text,
    Kind.NAME: person_name,
    Kind.DATE: date_of,
    Kind.MONTH: month_of,
    Kind.MONTH_RANGE: month_range_of,
    Kind.TICK: tick,
    Kind.ID_NUMBER: id_number,
    Kind.PHONE: phone,
    Kind.CARD: card,
    Kind.PROJECT_CODE: project_code,
    Kind.CREDIT_CODE: credit_code,
}
MONEY_UNIT = {Kind.MONEY_YUAN: "元", Kind.MONEY_WAN: "万元"}


def reader_of(column: Column, unit: str = "") -> Reader:
    """Return the function that reads a column's non-blank cells; `unit` is the unit the sender states, if any."""
    kind = column.kind
    if kind in FIXED:
        return FIXED[kind]
    if kind in MONEY_UNIT:
        unit = unit if unit in FEN_IN else MONEY_UNIT[kind]
        return scaled_reader(column, unit, FEN_IN[unit], LARGEST_FEN)
    if kind is Kind.INTEGER:
        return scaled_reader(column, unit, 1, LARGEST_COUNT)
    if kind is Kind.HUNDREDTHS:
        return scaled_reader(column, unit, 100, LARGEST_COUNT)
    return number_reader(column, "%" if kind is Kind.PERCENT else unit)


def blank_of(kind: Kind) -> Any:
    """Return what a blank cell of a kind is: "" for text, False for a tick, None for the rest."""
    if kind is Kind.TICK:
        return False
    return "" if FIXED.get(kind) in _TEXTS else None


_TEXTS = frozenset({plain_text, person_name, id_number, phone, card, project_code, credit_code})


def warning_of(kind: Kind, value: Any) -> tuple[str, str] | None:
    """Return the kind and sentence of a warning a good value still deserves."""
    if kind is Kind.CARD and identifiers.check_card(value) == "card_luhn":
        return "card_luhn", identifiers.SENTENCES["card_luhn"]
    return None
