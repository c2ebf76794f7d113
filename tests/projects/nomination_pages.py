"""Nominations on pages: what a test presses and reads."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from projects.models import Nomination

CODE, OTHER_CODE = "2402-500104-04-01-746747", "2304-500110-04-01-886979"


def said(answer: Any) -> str:
    return str(answer.content.decode())


def press(client: Client, nomination: Nomination, act: str, **typed: str) -> Any:
    address = reverse("nomination_move", args=[nomination.pk])
    return client.post(address, {"act": act, "version": str(nomination.version), **typed})


def state_of(nomination: Nomination) -> str:
    return Nomination.objects.values_list("state", flat=True).get(pk=nomination.pk)
