"""The first 预警规则 as reference rows; what the office has since set is left as it is."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from labor.models import AlertRule
from units.audit import record
from units.models import User
from units.reference import Loaded, fixture


@transaction.atomic
def load_alert_rules(*, by: User | None, at: datetime) -> Loaded:
    """Load `fixtures/alert_rules.json`, known by check and first day; safe to repeat."""
    known = set(AlertRule.objects.values_list("code", "starts_on"))
    rows = [_typed(row) for row in fixture("alert_rules")]
    fresh = [row for row in rows if (row["code"], row["starts_on"]) not in known]
    made = AlertRule.objects.bulk_create(AlertRule(**row, set_at=at, set_by=by) for row in fresh)
    if made:
        record(act="载入基础数据", subject="预警规则", by=by, at=at, rows=len(made))
    return Loaded(len(made), 0)


def _typed(row: dict[str, Any]) -> dict[str, Any]:
    threshold = None if row["threshold"] is None else Decimal(row["threshold"])
    return row | {"starts_on": date.fromisoformat(row["starts_on"]), "threshold": threshold}
