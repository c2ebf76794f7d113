"""Rows of a form one adds to: the agenda, the decisions. Empty rows are passed over; what was typed is never lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from django import forms
from django.utils.datastructures import MultiValueDict

MORE = 2  # added by 再加两行
MOST = 30

Row = TypeVar("Row", bound=forms.Form)


def fresh_rows(form: type[Row], prefix: str, known: Sequence[Mapping[str, Any]], *, least: int) -> list[Row]:
    """What is there, and empty rows after it."""
    number = min(max(len(known) + 1, least), MOST)
    return [_row(form, prefix, one, initial=known[one - 1] if one <= len(known) else None) for one in _to(number)]


def posted_rows(form: type[Row], prefix: str, data: MultiValueDict[str, str], *, more: bool = False) -> list[Row]:
    """The rows as sent; with `more` not judged yet, and with further empty ones."""
    said = data.get(f"{prefix}-rows", "") or ""
    number = min(int(said), MOST) if said.isdecimal() and len(said) < 4 else 0
    if not more:
        return [_row(form, prefix, one, data=data) for one in _to(number)]
    kept = [_row(form, prefix, one, initial=_typed(form, data, f"{prefix}{one}")) for one in _to(number)]
    return kept + [_row(form, prefix, one) for one in range(number + 1, min(number + MORE, MOST) + 1)]


def _to(number: int) -> range:
    return range(1, number + 1)


def _row(form: type[Row], prefix: str, number: int, data: Any = None, initial: Any = None) -> Row:
    """A row may stay empty, so the browser must not insist on its fields."""
    return form(
        data, prefix=f"{prefix}{number}", initial=initial, empty_permitted=True, use_required_attribute=False
    )  # fmt: skip


def _typed(form: type[Row], data: MultiValueDict[str, str], prefix: str) -> dict[str, Any]:
    return {name: data[f"{prefix}-{name}"] for name in form.base_fields if f"{prefix}-{name}" in data}


def filled(rows: Sequence[Row]) -> list[Row]:
    """Rows in which something stands."""
    return [row for row in rows if any(_says(row, name) for name in row.fields if name not in QUIET)]


QUIET = ("item", "kind")  # fields that are set without anybody typing


def _says(row: forms.Form, name: str) -> bool:
    return bool(row[name].value())


def row_sentences(rows: Sequence[forms.Form], noun: str) -> list[str]:
    """Every mistake of the rows as a sentence that names row and field."""
    return [
        f"第{number}{noun}“{row.fields[name].label}”：{said}"
        for number, row in enumerate(rows, start=1)
        for name, errors in row.errors.items()
        for said in errors
    ]
