"""What waits for a person, as every floor tells it to the home page."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of a person's desk: how many wait, and the list (its URL name, arguments and query) that shows them."""

    label: str
    number: int
    unit: str
    page: str
    tone: str
    query: str = ""
    argument: int | None = None
    note: str = ""
