"""What a model finds wrong with its values, as sentences that name the column."""

from __future__ import annotations

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model

from units.refusals import Refusal


def refuse_invalid(thing: Model, *more: str) -> None:
    """Check an object not yet saved and refuse with everything wrong at once, `more` added at the end.

    Raises:
        Refusal: a sentence for each fault.
    """
    sentences = [*faults_of(thing), *more]
    if sentences:
        raise Refusal(*sentences)


def faults_of(thing: Model) -> list[str]:
    """Everything wrong with an object, each sentence with the column it belongs to."""
    try:
        thing.full_clean()
    except ValidationError as error:
        return [
            _at_column(thing, name, message) for name, messages in error.message_dict.items() for message in messages
        ]
    return []


def _at_column(thing: Model, name: str, message: str) -> str:
    if name == NON_FIELD_ERRORS:
        return message
    label = getattr(thing._meta.get_field(name), "verbose_name", name)
    return f"“{label}”：{message}"
