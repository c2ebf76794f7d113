"""The documents the system's rules stand on, as reference rows; what the office has since changed stays as it is."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from assignments.models import Policy, PolicyCitation
from units.audit import record
from units.models import User
from units.reference import Loaded, fixture

DAYS = ("issued_on", "effective_on", "expires_on")


@transaction.atomic
def load_policies(*, by: User | None, at: datetime) -> Loaded:
    """Load `fixtures/policies.json`; a document known by its number or its title is passed over. Safe to repeat."""
    numbers = set(Policy.objects.exclude(document_number="").values_list("document_number", flat=True))
    titles = set(Policy.objects.values_list("title", flat=True))
    fresh = [row for row in fixture("policies") if row["title"] not in titles and row["document_number"] not in numbers]
    made = Policy.objects.bulk_create(_policy(row, by, at) for row in fresh)
    PolicyCitation.objects.bulk_create(
        PolicyCitation(policy=policy, rule=cited["rule"], clause=cited["clause"])
        for policy, row in zip(made, fresh, strict=True)
        for cited in row["citations"]
    )
    if made:
        record(act="载入基础数据", subject="政策文件", by=by, at=at, rows=len(made))
    return Loaded(len(made), 0)


def _policy(row: dict[str, Any], by: User | None, at: datetime) -> Policy:
    days = {name: date.fromisoformat(row[name]) for name in DAYS if row.get(name)}
    texts = {name: row[name] for name in ("title", "document_number", "level", "issuer", "summary", "source")}
    return Policy(registered_at=at, registered_by=by, **texts, **days)
