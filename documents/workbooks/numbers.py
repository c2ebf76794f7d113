"""Numbers as people type them: stored as text, full-width, with thousands separators or their unit behind."""

import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from documents.workbooks.columns import Column
from documents.workbooks.problems import BadCell

_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]*)?|[+-]?\.[0-9]+")
_SPACE = re.compile(r"[\s\u200b\ufeff]+")
_MINUS = str.maketrans(dict.fromkeys("−–﹣－", "-"))
FEN_IN = {"元": 100, "千元": 100_000, "万元": 1_000_000, "亿元": 10_000_000_000}
LARGEST_COUNT = 2**31 - 1
LARGEST_FEN = 10**17


def decimal_of(text: str, unit: str = "") -> Decimal | None:
    """Return the number a text states, or None; the column's own unit may stand behind it ("4,200.00元")."""
    plain = _SPACE.sub("", unicodedata.normalize("NFKC", text.translate(_MINUS))).lstrip("¥￥")
    if unit and plain.endswith(unit):
        plain = plain[: -len(unit)]
    return Decimal(plain.replace(",", "")) if _NUMBER.fullmatch(plain) else None


def exact(value: float) -> Decimal:
    """Return the number a double stands for: its 15 significant digits, so that 0.1 + 0.2 is 0.3."""
    return Decimal(format(value, ".15g"))


def number_reader(column: Column, unit: str) -> Callable[[Any], Decimal]:
    """Return a function from a raw cell to a Decimal; it raises BadCell with the column's own kind."""

    def read(raw: Any) -> Decimal:
        number: Decimal | None = None
        if isinstance(raw, float):
            number = exact(raw)
        elif isinstance(raw, str):
            number = decimal_of(raw, unit)
        if number is None or not number.is_finite():
            raise BadCell(column.number_kind, "这里应填数字，请改成阿拉伯数字（例如20或21.5），不带文字。")
        return number

    return read


def scaled_reader(column: Column, unit: str, factor: int, largest: int) -> Callable[[Any], int]:
    """Return a function from a raw cell to an integer of the smallest unit; nothing smaller may be lost."""
    number = number_reader(column, unit)
    places = len(str(factor)) - 1

    def read(raw: Any) -> int:
        if type(raw) is float and raw.is_integer() and abs(raw) * factor <= largest:
            return int(raw) * factor
        value = number(raw)
        if abs(value) * factor > largest:
            raise BadCell("number_too_large", "数字过大，超出可以记录的范围，请核对是否多写了位数或用错了单位。")
        scaled = value * factor
        if scaled != scaled.to_integral_value():
            raise BadCell(*_too_fine(places))
        return int(scaled)

    return read


def _too_fine(places: int) -> tuple[str, str]:
    if not places:
        return "not_an_integer", "这里应填整数，请去掉小数部分。"
    return "too_many_decimals", f"小数超过{places}位，无法准确记录，请四舍五入到{places}位以内后再填。"
