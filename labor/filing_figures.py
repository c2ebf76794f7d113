"""What the rolls tell a monthly filing: people and pay of the year so far, with the page that shows the rolls."""

from __future__ import annotations

from collections.abc import Collection

from django.urls import reverse

from labor.figures import year_figures
from projects.models import Period
from projects.rolled import RolledFigures, register


def told(projects: Collection[int], period: Period) -> dict[int, RolledFigures]:
    """Project key → what its rolls in force say up to this month; two queries for any number of projects."""
    page = reverse("roll_list")
    return {
        key: RolledFigures(heads_year=heads, paid_year_fen=paid, url=f"{page}?project={key}")
        for key, (heads, paid) in year_figures(projects, period).items()
    }


def register_all() -> None:
    register(told)
