"""What the tests of the demands' pages share: a clock that stands still, and a form as a browser sends it."""

from __future__ import annotations

from typing import Any

from labor.demands.fields import FIELDS
from labor.models import LaborDemand, Trade


def typed(trade: Trade, **changed: Any) -> dict[str, Any]:
    """A whole demand as the form sends it."""
    return {
        "task": "路基开挖", "trade": trade.pk, "headcount": "2", "starts_on": "2026-12-01", "ends_on": "2027-03-31",
        "skills": "无", "day_rate_fen": "260", "contact": "周工", "phone": "13800001234", "place": "建胜镇四民村",
        "act": "save",
    } | changed  # fmt: skip


def sent_back(demand: LaborDemand, **changed: Any) -> dict[str, Any]:
    """The form of a saved demand, as its page shows it, with changes."""
    shown = {field.name: getattr(demand, field.name) for field in FIELDS}
    links = {name: shown[name].pk if shown[name] else "" for name in ("work_item", "trade", "township")}
    rest = {"day_rate_fen": f"{demand.day_rate_fen / 100:.2f}", "version": demand.version, "act": "save"}
    whole = shown | links | rest | changed
    return {name: value for name, value in whole.items() if value is not False}
