"""The addresses of the clocks, and a setting and a standard to name in them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from labor.clocks.terms import Term, set_term
from labor.clocks.wages import Stated, add_standard
from labor.models import AlertRule, WageStandard
from projects.models import Project
from tests.labor.conftest import AT
from units.models import User

OF_ALL = (
    "clock_list", "clock_export", "clock_print", "clock_terms", "wage_standard_list", "wage_standard_new",
)  # fmt: skip


def keys(project: Project, lin: User, at: datetime = AT) -> dict[str, dict[str, Any]]:
    """The arguments of each address."""
    term, standard = a_term(lin, at), a_standard(lin, at)
    return {
        **dict.fromkeys(OF_ALL, {}),
        "clock_project": {"pk": project.pk},
        "clock_term_withdraw": {"pk": term.pk},
        "wage_standard_edit": {"pk": standard.pk},
    }


def a_term(lin: User, at: datetime = AT) -> AlertRule:
    """Reminders ten days before, from December on."""
    month = at.date().replace(month=12, day=1)
    return set_term(term=Term.SOON, days=10, starts_on=month, by=lin, at=at)


def a_standard(lin: User, at: datetime = AT, **changed: Any) -> WageStandard:
    """A standard of next year, with which no roll was checked."""
    stated = {
        "starts_on": at.date().replace(year=at.year + 1, month=1, day=1), "month_fen": 2_500_00, "hour_fen": 25_00,
        "usual_day_max_fen": 800_00, "basis": "渝府发〔2026〕9号", "is_official": True,
    }  # fmt: skip
    return add_standard(Stated(**stated | changed), by=lin, at=at)
