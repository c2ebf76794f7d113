"""The pages of a month as tests open, type into and read them."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client
from django.urls import reverse

from labor.models import Engagement
from projects.models import Project
from units.models import User

MONTH = "2026-10"
LONG_NUMBER = re.compile(r"(?<![0-9a-zA-Z])[0-9]{17}[0-9X](?![0-9a-zA-Z])")


class Pages:
    """One person's browser on one project's month."""

    def __init__(self, client: Client, user: User, project: Project) -> None:
        client.force_login(user)
        self.client, self.project = client, project

    def address(self, name: str = "sheet", month: str = MONTH) -> str:
        return reverse(f"attendance_{name}", args=[self.project.pk, month])

    def get(self, name: str = "sheet", **query: str) -> Any:
        return self.client.get(self.address(name), query)

    def shown(self, **query: str) -> str:
        answer = self.get(**query)
        assert answer.status_code == 200
        text = answer.content.decode()
        assert not LONG_NUMBER.search(re.sub(r"csrf\S+", "", text))
        return text

    def save(self, marks: dict[tuple[Engagement, int], str], version: object = 0, **query: str) -> Any:
        cells = {f"c{stay.pk}-{day}": text for (stay, day), text in marks.items()}
        return self.client.post(self.address(), {"version": version, **cells}, query_params=query)

    def post(self, name: str, **values: str) -> Any:
        return self.client.post(self.address(name), values)


def value_of(text: str, stay: Engagement, day: int) -> str | None:
    """What a cell's input holds; None where there is none."""
    found = re.search(rf'name="c{stay.pk}-{day}" value="([^"]*)"', text)
    return found[1] if found else None


def plain(text: str) -> str:
    """A page's words, without markup and blanks."""
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", text))
