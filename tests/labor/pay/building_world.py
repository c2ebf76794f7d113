"""One row of 计时计件, and the addresses' arguments of what is built from attendance."""

from __future__ import annotations

from datetime import date
from typing import Any

from labor.models import Engagement, Measure, WageRoll
from labor.pay.quantities import record_quantity
from projects.periods import open_period
from tests.labor.conftest import AT
from units.models import User

NOVEMBER = date(2026, 11, 1)
OF_MONTH = ("quantity_list", "quantity_new", "quantity_export")
OF_ROW = ("quantity_edit", "quantity_void")
HOURS = {"measure": Measure.HOUR, "item": "夜间看护", "quantity_centi": 1250, "rate_fen": 30_00}


def keys(*, stay: Engagement, roll: WageRoll, filer: User, month: date = NOVEMBER) -> dict[str, dict[str, Any]]:
    """The arguments of each address; `stay` touches the month, `filer` keeps its project's attendance and pay."""
    period, values = open_period(month=month, by=None, at=AT), {**HOURS, "engagement": stay}
    row = record_quantity(project=stay.project, period=period, values=values, by=filer, at=AT)
    of_month = {"pk": stay.project_id, "month": period.key}
    of_rolls = {"roll_new": {}, "supplement_new": {"pk": roll.pk}}
    return {**of_rolls, **dict.fromkeys(OF_MONTH, of_month), **dict.fromkeys(OF_ROW, {"pk": row.pk})}
