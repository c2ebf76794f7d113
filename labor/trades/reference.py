"""工种 as reference rows (办公室自定): loading again adds what is new and changes nothing the office has changed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from labor.models import Trade
from units.audit import record
from units.models import User
from units.reference import Loaded, fixture


@transaction.atomic
def load_trades(*, by: User | None, at: datetime) -> Loaded:
    """Load `fixtures/trades.json`, known by code or name; safe to repeat."""
    rows = fixture("trades")
    known = Trade.objects.filter(Q(code__in=[row["code"] for row in rows]) | Q(name__in=[row["name"] for row in rows]))
    held = {value for pair in known.values_list("code", "name") for value in pair}
    made = Trade.objects.bulk_create(Trade(**row) for row in rows if held.isdisjoint((row["code"], row["name"])))
    if made:
        record(act="载入基础数据", subject="工种", by=by, at=at, rows=len(made))
    return Loaded(len(made), 0)
