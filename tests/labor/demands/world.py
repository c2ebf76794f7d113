"""One demand of each kind that a page is about, made through the actions, and the addresses' arguments."""

from __future__ import annotations

from typing import Any

from labor.demands import actions
from labor.models import LaborDemand, Trade
from labor.trades.reference import load_trades
from projects.models import Project
from tests.labor.conftest import AT
from tests.labor.demands.conftest import said
from units.models import User


def keys(*, project: Project, filer: User, reviewer: User) -> dict[str, dict[str, Any]]:
    """By page, the arguments of its address: a draft where one writes, a published demand where one reads."""
    load_trades(by=None, at=AT)
    trade = Trade.objects.order_by("pk")[0]
    draft = actions.start_demand(project=project, values=said(trade), by=filer, at=AT)
    published = _published(project, trade, filer, reviewer)
    read, written = {"pk": published.pk}, {"pk": draft.pk}
    return {
        "demand_list": {},
        "demand_export": {},
        "demand_form_export": {},
        "demand_new": {},
        "demand_detail": read,
        "demand_notice": read,
        "demand_notice_project": {"pk": project.pk},
        "demand_notice_township": {"pk": published.township_id},
        "demand_edit": written,
        "demand_move": written,
    }


def _published(project: Project, trade: Trade, filer: User, reviewer: User) -> LaborDemand:
    demand = actions.start_demand(project=project, values=said(trade, headcount=3), by=filer, at=AT)
    actions.send(demand=demand, by=filer, at=AT)
    return actions.publish(demand=demand, by=reviewer, at=AT)
