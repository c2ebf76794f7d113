"""The first 日程规则 as reference rows; what the office has since set is left as it is."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from projects.models import RoundRule
from units.audit import record
from units.models import User
from units.reference import Loaded, fixture


@transaction.atomic
def load_round_rules(*, by: User | None, at: datetime) -> Loaded:
    """Load `fixtures/round_rules.json`, known by kind and first day; safe to repeat."""
    known = set(RoundRule.objects.values_list("kind", "starts_on"))
    rows = [row | {"starts_on": date.fromisoformat(row["starts_on"])} for row in fixture("round_rules")]
    fresh = [row for row in rows if (row["kind"], row["starts_on"]) not in known]
    made = RoundRule.objects.bulk_create(RoundRule(**row, set_at=at, set_by=by) for row in fresh)
    if made:
        record(act="载入基础数据", subject="调度日程规则", by=by, at=at, rows=len(made))
    return Loaded(len(made), 0)
