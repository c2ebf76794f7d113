"""The addresses of slips and ledger, about a line that stands."""

from __future__ import annotations

from typing import Any

from labor.models import WageLine


def keys(*, line: WageLine) -> dict[str, dict[str, Any]]:
    """By page, the arguments of its address."""
    year = {"pk": line.worker_id, "year": line.period.month.year}
    return {
        "wage_ledger": {},
        "wage_ledger_export": {},
        "wage_year": year,
        "wage_year_print": year,
        "slip_year": year,
        "slip_roll": {"pk": line.roll_id},
    }
