"""Cells as the file holds them, before any column gives them meaning."""

from datetime import date, datetime, time, timedelta
from typing import Any

BLANKS: frozenset[Any] = frozenset({None, "", "-", "--", "—", "——", "–", "―", "－", "/", "／", "\\", "\u3000"})
# A spreadsheet number is a double: beyond 15 digits it has already been changed.
SAFE_INTEGER = 10**15


def is_blank(value: Any) -> bool:
    """Say whether a cell is empty in the way forms mean it: nothing, spaces, "-", "—" or "/"."""
    return value in BLANKS or (type(value) is str and value.strip() in BLANKS)


def as_text(value: Any) -> str:
    """Return a cell as a person would read it: 20.0 → "20", a date as "2026-11-10"."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < SAFE_INTEGER else format(value, ".15g")
    return _moment(value)


def _moment(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value)
