"""What of a record cannot stand: the model's own checks, each as a sentence at its field."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model

from projects.completeness import Lack


def write(record: Model, values: Mapping[str, Any], allowed: Collection[str]) -> None:
    """Set values on a record in memory, texts without outer spaces.

    Raises:
        ValueError: a key that is none of the `allowed` fields; a fault of the calling code.
    """
    unknown = set(values) - set(allowed)
    if unknown:
        raise ValueError(f"not fields to be written: {sorted(unknown)}")
    for name, value in values.items():
        setattr(record, name, value.strip() if isinstance(value, str) else value)


def lacks_of(record: Model, fields: Collection[str]) -> list[Lack]:
    """Every fault the model finds in these fields, then in its constraints; "" is a field of none."""
    others = {field.name for field in record._meta.fields} - set(fields)
    found = field_faults(record, fields)
    wrong = {lack.field for lack in found}
    try:
        record.validate_constraints(exclude=others | wrong)
    except ValidationError as error:
        found += _told(record, error)
    return found


def field_faults(record: Model, fields: Collection[str]) -> list[Lack]:
    """Every fault the model finds in these fields one by one; no query unless one of them is a foreign key."""
    try:
        record.clean_fields(exclude={field.name for field in record._meta.fields} - set(fields))
    except ValidationError as error:
        return _told(record, error)
    return []


def _told(record: Model, error: ValidationError) -> list[Lack]:
    return [
        Lack("" if name == NON_FIELD_ERRORS else name, _sentence(record, name, message))
        for name, messages in error.message_dict.items()
        for message in messages
    ]


def _sentence(record: Model, name: str, message: str) -> str:
    if name == NON_FIELD_ERRORS:
        return message
    label = getattr(record._meta.get_field(name), "verbose_name", name)
    blank = getattr(record, name, None) in (None, "")
    return f"“{label}”还没有填，请补填。" if blank else f"“{label}”：{message}"
