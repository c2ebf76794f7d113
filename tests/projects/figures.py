"""A complete month of one project, in the types the actions take (money in 分), and filings made of it."""

from __future__ import annotations

from typing import Any

from projects import filings
from projects.models import Period, ProgressFiling, Project
from tests.projects.samples import AT
from units.models import User

WAN = 1_000_000


def complete(**changed: Any) -> dict[str, Any]:
    """Everything a 重推 project must state."""
    return {
        "year_task": "完成路基",
        "invested_before_fen": 300 * WAN,
        "invested_new_fen": 40 * WAN,
        "allocated_before_fen": 280 * WAN,
        "allocated_new_fen": 30 * WAN,
        "look": "main_work",
        "workers_on_day": 8,
        "workers_year": 12,
        "rural_workers_year": 6,
        "remuneration_year_fen": 120 * WAN,
        **changed,
    }


RELIEF = {
    "relief_issued_fen": 320 * WAN,
    "relief_paid_fen": 190 * WAN,
    "relief_remuneration_fen": 99 * WAN,
    "relief_rural_workers": 6,
    "relief_posts": 2,
    "relief_trained": 10,
}


def start(project: Project, period: Period, by: User, **values: Any) -> ProgressFiling:
    """A filing begun by a person, with the values if any."""
    filing = filings.start_filing(project=project, period=period, by=by, at=AT)
    return filings.save_filing(filing=filing, values=values, by=by, at=AT) if values else filing


def submitted(project: Project, period: Period, filer: User, reviewer: User) -> ProgressFiling:
    """A complete filing, submitted to the office."""
    filing = start(project, period, filer, **complete())
    filings.send_to_review(filing=filing, by=filer, at=AT)
    return filings.submit(filing=filing, by=reviewer, at=AT)
