"""How figures, dates and personal numbers are written for people. The only place that knows 万元.

Money comes in as integer 分 (fen) and is rounded once, half up, at the last step. No thousands separators:
official forms carry none. A missing figure is an em dash, never a zero.
"""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from django.utils import timezone

MISSING = "—"
FEN_PER_YUAN = 100
FEN_PER_WAN = 1_000_000
HUNDREDTHS = 100

Number = int | Decimal | Fraction


def rounded(value: Number, places: int) -> Decimal:
    """Round an exact number half up (四舍五入, away from zero) to `places` decimals; never returns a negative zero."""
    scaled = abs(Fraction(value)) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(-whole if value < 0 else whole).scaleb(-places) if whole else Decimal(0).scaleb(-places)


def ratio(numerator: Number | None, denominator: Number | None) -> Fraction | None:
    """Return the exact quotient, or None when either side is missing or the base is zero."""
    if numerator is None or not denominator:
        return None
    return Fraction(numerator) / Fraction(denominator)


def wan(fen: int | None) -> str:
    """Write 分 as 万元 with two decimals: 123456789 → "123.46"; None → "—"."""
    return MISSING if fen is None else str(rounded(Fraction(fen, FEN_PER_WAN), 2))


def yuan(fen: int | None) -> str:
    """Write 分 as 元 with two decimals: 123450 → "1234.50"; None → "—"."""
    return MISSING if fen is None else str(rounded(Fraction(fen, FEN_PER_YUAN), 2))


def percent(numerator: Number | None, denominator: Number | None, places: int = 2) -> str:
    """Write a ratio as "44.60%"; a missing or zero base gives "—". Divides exactly, then rounds once."""
    quotient = ratio(numerator, denominator)
    return MISSING if quotient is None else f"{rounded(quotient * 100, places)}%"


def completion(numerator: Number | None, denominator: Number | None) -> str:
    """Write a completion rate, which carries one decimal: "98.8%"."""
    return percent(numerator, denominator, places=1)


def points(value: Number | None) -> str:
    """Write a lead or lag in percentage points: 7.13 → "超7.1个百分点", −3 → "欠3.0个百分点", 0 → "与序时持平"."""
    if value is None:
        return MISSING
    size = rounded(value, 1)
    if not size:
        return "与序时持平"
    return f"{'超' if size > 0 else '欠'}{abs(size)}个百分点"


def days(hundredths: int | None) -> str:
    """Write hundredths of a day (工日) without idle zeros: 2150 → "21.5", 2000 → "20"."""
    if hundredths is None:
        return MISSING
    text = str(rounded(Fraction(hundredths, HUNDREDTHS), 2))
    return text.rstrip("0").rstrip(".")


def count(value: int | None) -> str:
    """Write a count (人, 人次, 个); None → "—"."""
    return MISSING if value is None else str(value)


def month_label(day: date | None) -> str:
    """Write the month of a date: "2026年10月"."""
    return MISSING if day is None else f"{day.year}年{day.month}月"


def chinese_date(day: date | None) -> str:
    """Write a date as official documents do, without zero padding: "2026年11月5日" (GB/T 9704-2012, 7.3.5.4)."""
    return MISSING if day is None else f"{day.year}年{day.month}月{day.day}日"


def chinese_moment(at: datetime) -> str:
    """Write an aware moment by the office's clock, to the minute: "2026年11月5日14:05"."""
    moment = timezone.localtime(at)
    return f"{chinese_date(moment.date())}{moment:%H:%M}"


def _exact(value: Decimal, factor: int, sentence: str) -> int:
    if not value.is_finite():
        raise ValueError("金额不是一个确定的数，请填写数字。")
    product = Fraction(value) * factor
    if product.denominator != 1:
        raise ValueError(sentence)
    return product.numerator


def fen_from_yuan(value: Decimal) -> int:
    """Return 元 as integer 分; raises ValueError with a Chinese sentence when a part of a 分 would be lost."""
    return _exact(value, FEN_PER_YUAN, f"金额{value}元不足一分的部分无法记账，请保留到分（两位小数）。")


def fen_from_wan(value: Decimal) -> int:
    """Return 万元 as integer 分; raises ValueError with a Chinese sentence when a part of a 分 would be lost."""
    return _exact(value, FEN_PER_WAN, f"金额{value}万元不足一分的部分无法记账，请保留到分（最多六位小数）。")


def hundredths(value: Decimal) -> int:
    """Return a number of days as integer hundredths; raises ValueError when more than two decimals are given."""
    return _exact(value, HUNDREDTHS, f"{value}的小数超过两位，请保留两位小数。")


def yuan_from_fen(fen: int) -> Decimal:
    """Return 分 as an exact Decimal of 元, for cells and calculations rather than for reading."""
    return Decimal(fen).scaleb(-2)


def wan_from_fen(fen: int) -> Decimal:
    """Return 分 as an exact Decimal of 万元, for cells and calculations rather than for reading."""
    return Decimal(fen).scaleb(-6)


def _mask(text: str | None, first: int, last: int) -> str:
    if not text:
        return MISSING
    hidden = len(text) - first - last
    if hidden <= 0:
        return "*" * len(text)
    return f"{text[:first]}{'*' * hidden}{text[len(text) - last :]}"


def mask_phone(text: str | None) -> str:
    """Write a mobile number as "138****1234"."""
    return _mask(text, 3, 4)


def mask_id(text: str | None) -> str:
    """Write an identity number with its first two and last three characters, all others hidden.

    The usual "first six, last four" can be undone with the age and the check digit, so it is not used.
    """
    return _mask(text, 2, 3)


def mask_card(text: str | None) -> str:
    """Write a bank card number with its last four digits only."""
    return _mask(text, 0, 4)


FILTERS: dict[str, Callable[..., str]] = {
    made.__name__: made
    for made in (
        wan, yuan, percent, completion, points, days, count,
        month_label, chinese_date, mask_phone, mask_id, mask_card,
    )
}  # fmt: skip
