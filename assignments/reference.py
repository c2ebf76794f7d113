"""任务分工 of the founding notice (大渡口府办发〔2022〕86号 二至五) as reference rows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models, transaction

from assignments.models import Duty
from units.audit import record
from units.models import Unit, User
from units.reference import Loaded, fixture

WORDING = ["clause", "text", "remark"]


@transaction.atomic
def load_duties(*, by: User | None, at: datetime) -> Loaded:
    """Load the notice's duties from `fixtures/duties.json`, known by their number; safe to repeat."""
    rows = fixture("duties")
    known = {duty.number: duty for duty in Duty.objects.all()}
    fresh = [row for row in rows if row["number"] not in known]
    made = Duty.objects.bulk_create(
        Duty(number=row["number"], **{field: row[field] for field in WORDING}) for row in fresh
    )
    _link(Duty.leads.through, made, [row["leads"] for row in fresh])
    _link(Duty.supports.through, made, [row["supports"] for row in fresh])
    reworded = [known[row["number"]] for row in rows if row["number"] in known and _reword(known[row["number"]], row)]
    Duty.objects.bulk_update(reworded, WORDING)
    loaded = Loaded(len(made), len(reworded))
    if loaded.created or loaded.updated:
        record(act="载入基础数据", subject="任务分工", by=by, at=at, rows=loaded.created + loaded.updated)
    return loaded


def _reword(duty: Duty, row: dict[str, Any]) -> bool:
    changed = {field: row[field] for field in WORDING if getattr(duty, field) != row[field]}
    for field, value in changed.items():
        setattr(duty, field, value)
    return bool(changed)


def _link(through: type[models.Model], duties: Iterable[Duty], codes: Iterable[list[str]]) -> None:
    ids = dict(Unit.objects.values_list("code", "pk"))
    through._default_manager.bulk_create(
        through(duty_id=duty.pk, unit_id=ids[code])
        for duty, unit_codes in zip(duties, codes, strict=True)
        for code in unit_codes
    )
