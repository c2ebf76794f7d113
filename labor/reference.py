"""最低工资标准 (R14) and generic bank forms as reference rows; what the office has since changed is left as it is."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from labor.models import BankForm, WageStandard
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


@transaction.atomic
def load_bank_forms(*, by: User | None, at: datetime) -> Loaded:
    """Load `fixtures/bank_forms.json`, one generic form per channel (办公室自定), known by name; safe to repeat."""
    known = set(BankForm.objects.values_list("name", flat=True))
    made = BankForm.objects.bulk_create(BankForm(**row) for row in fixture("bank_forms") if row["name"] not in known)
    if made:
        record(act="载入基础数据", subject="支付文件格式", by=by, at=at, rows=len(made))
    return Loaded(len(made), 0)
