"""Sending the forms of these ledgers, which have a field called name."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from tests.labor.surveys.pages import signed_in
from units.models import User


def act(user: User, address: str, pk: int | None = None, query: str = "", **said: Any) -> Any:
    """POST to the page of this URL name."""
    return signed_in(user).post(reverse(address, args=[] if pk is None else [pk]) + query, said)
