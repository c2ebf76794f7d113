"""最低工资标准 (R14) as reference rows; what the office has since changed is left as it is."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from labor.models import WageStandard
from units.audit import record
from units.models import User
from units.reference import Loaded, fixture


@transaction.atomic
def load_wage_standards(*, by: User | None, at: datetime) -> Loaded:
    """Load `fixtures/wage_standards.json`, known by the day of coming into force; safe to repeat."""
    known = set(WageStandard.objects.values_list("starts_on", flat=True))
    rows = [row | {"starts_on": date.fromisoformat(row["starts_on"])} for row in fixture("wage_standards")]
    made = WageStandard.objects.bulk_create(WageStandard(**row) for row in rows if row["starts_on"] not in known)
    if made:
        record(act="载入基础数据", subject="最低工资标准", by=by, at=at, rows=len(made))
    return Loaded(len(made), 0)
