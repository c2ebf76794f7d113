"""Rolls as the floor above tells them: a teller whose answers a test sets."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from projects import rolled
from projects.models import Project
from projects.rolled import RolledFigures

Say = Callable[[Project, int, int], None]


@pytest.fixture
def rolls_say(monkeypatch: pytest.MonkeyPatch) -> Say:
    """`rolls_say(road, 12, 24 * WAN)`: from now on the road's rolls name 12 people, 24 万元 paid this year."""
    known: dict[int, RolledFigures] = {}
    monkeypatch.setattr(rolled, "_TELLERS", [lambda keys, _: {key: known[key] for key in keys if key in known}])

    def say(project: Project, heads: int, paid_fen: int) -> None:
        known[project.pk] = RolledFigures(heads_year=heads, paid_year_fen=paid_fen, url=f"/rolls/?project={project.pk}")

    return say
