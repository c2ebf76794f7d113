"""Asking for survey pages as somebody, on the day of the tests."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from units.models import User


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def look(user: User, name: str, pk: int | None = None, query: str = "") -> Any:
    """GET a page."""
    return signed_in(user).get(reverse(name, args=[] if pk is None else [pk]) + query)


def act(user: User, name: str, pk: int | None = None, query: str = "", **said: Any) -> Any:
    """POST to a page."""
    return signed_in(user).post(reverse(name, args=[] if pk is None else [pk]) + query, said)


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def cells(content: bytes) -> Iterator[str]:
    """Every word of a workbook."""
    for sheet in load_workbook(io.BytesIO(content)).worksheets:
        for row in sheet.iter_rows(values_only=True):
            yield from (str(value) for value in row if value is not None)
