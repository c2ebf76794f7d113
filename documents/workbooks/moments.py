"""Dates and months as people type them."""

import re
import unicodedata
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from documents.workbooks.problems import BadCell

_SPACE = re.compile(r"\s+")
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]?\d{1,2}:\d{2}(?::\d{2})?)?")
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MONTH = re.compile(r"(\d{4})[-/.年](\d{1,2})月?份?")
_COMPACT_MONTH = re.compile(r"(\d{4})(\d{2})")
_YEAR = re.compile(r"(\d{4})年?")
_RANGE = re.compile(r"\s*(?:至|到|~|—{1,2}|–)\s*")
_HYPHEN_RANGE = re.compile(r"(?<=\d{2})-(?=\d{4})|(?<=[年月日份])-(?=\d)|(?<=[./]\d)-(?=\d{4})")
FIRST_SERIAL, LAST_SERIAL = 36526, 73050  # 2000-01-01 … 2099-12-31: no other number is taken for a date
EPOCH = date(1899, 12, 30)
DATE_SENTENCE = "日期看不懂或不存在，请写成“2026-11-10”的样式。"
MONTH_SENTENCE = "月份看不懂，请写成“2026-10”的样式。"
RANGE_SENTENCE = "起止年月看不懂，请写成“2026.01-2026.12”的样式。"


@lru_cache(maxsize=2048)  # a long list repeats a few dates
def date_of(raw: Any) -> date:
    """Return the date in a cell: a real date, a serial number, or text in one of the usual forms."""
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    if isinstance(raw, float):
        return _date_of_number(raw)
    found = _date_of_text(_plain(raw)) if isinstance(raw, str) else None
    if found is None:
        raise BadCell("date_invalid", DATE_SENTENCE)
    return found


@lru_cache(maxsize=2048)
def month_of(raw: Any) -> date:
    """Return the first day of the month in a cell; a range of days within one month counts as that month."""
    if isinstance(raw, float):
        return _month_of_number(raw)
    if isinstance(raw, date):
        return date(raw.year, raw.month, 1)
    first, last = _ends(raw)
    if first is None or first != last:
        raise BadCell("month_invalid", MONTH_SENTENCE)
    return first


def month_range_of(raw: Any) -> tuple[date, date]:
    """Return the first days of the first and last month: "2024.03-2027.06", "2024-2027年", "2026年3月"."""
    first, last = _ends(raw if isinstance(raw, str) else _month_text(raw), years=True)
    if first is None or last is None or first > last:
        raise BadCell("month_range_invalid", RANGE_SENTENCE)
    return first, last


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _safe(year: str | int, month: str | int, day: str | int = 1) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _date_of_text(text: str) -> date | None:
    match = _DATE.fullmatch(_SPACE.sub("", text)) or _DATE.fullmatch(text) or _COMPACT_DATE.fullmatch(text)
    return _safe(*match.groups()) if match else None


def _date_of_number(raw: float) -> date:
    if FIRST_SERIAL <= raw <= LAST_SERIAL:
        return EPOCH + timedelta(days=int(raw))
    found = _date_of_text(str(int(raw))) if raw.is_integer() else None
    if found is None:
        raise BadCell("date_invalid", DATE_SENTENCE)
    return found


def _month_of_number(raw: float) -> date:
    if FIRST_SERIAL <= raw <= LAST_SERIAL:
        return date_of(raw).replace(day=1)
    text = format(raw, ".15g")
    if re.fullmatch(r"\d{4}\.1", text):
        raise BadCell(
            "month_invalid", f"{text}存成了数字，分不清是1月还是10月，请改成文本“{text[:4]}-10”或“{text[:4]}-01”。"
        )
    found = _month_of_text(text)
    if found is None:
        raise BadCell("month_invalid", MONTH_SENTENCE)
    return found


def _month_text(raw: Any) -> str:
    if isinstance(raw, float) and not re.fullmatch(r"\d{4}", format(raw, ".15g")):
        return _month_of_number(raw).strftime("%Y-%m")
    return format(raw, ".15g") if isinstance(raw, float) else date_of(raw).strftime("%Y-%m")


def _month_of_text(text: str) -> date | None:
    match = _MONTH.fullmatch(text) or _COMPACT_MONTH.fullmatch(text)
    if match:
        return _safe(*match.groups())
    day = _date_of_text(text)
    return day.replace(day=1) if day else None


def _ends(raw: Any, *, years: bool = False) -> tuple[date | None, date | None]:
    text = _SPACE.sub("", _plain(raw)) if isinstance(raw, str) else ""
    parts = _RANGE.split(text) if _RANGE.search(text) else _HYPHEN_RANGE.split(text)
    if len(parts) == 1 and not years:
        only = _month_of_text(text)
        return only, only
    first, last = parts[0], parts[-1]
    return _end(first, first, 1, years=years), _end(last, first, 12, years=years)


def _end(text: str, first: str, month: int, *, years: bool) -> date | None:
    """Return the month one end of a range names; a later end may leave out the year the first one gave."""
    if years and (match := _YEAR.fullmatch(text)):
        return _safe(match.group(1), month)
    found = _month_of_text(text)
    if found is None and (year := re.match(r"\d{4}", first)):
        found = _borrowed(text, first, year.group())
    return found


def _borrowed(text: str, first: str, year: str) -> date | None:
    if match := re.fullmatch(r"(\d{1,2})[-/.月](?:\d{1,2}日?|份)?", text):
        return _safe(year, match.group(1))
    start = _month_of_text(first)
    if start and (match := re.fullmatch(r"(\d{1,2})日?", text)):
        # "2026年10月1日至31日" ends in the month it began, "2024.3-6" in June
        day = _date_of_text(first)
        return start if day else _safe(year, match.group(1))
    return None
