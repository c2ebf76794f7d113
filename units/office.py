"""发文机关: the one row of what stands on the paper, the office's own to change (◇)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction

from units.audit import record
from units.models import IssuingOffice, Role, User
from units.refusals import NotAllowed
from units.scope import scope_of


def issuing_office() -> IssuingOffice:
    """The office's row; before the reference data are loaded, what `fixtures/issuing_office.json` says, not saved."""
    return IssuingOffice.objects.order_by("pk").first() or _usual()


def _usual() -> IssuingOffice:
    rows = json.loads((settings.BASE_DIR / "fixtures" / "issuing_office.json").read_text("utf-8"))
    return IssuingOffice(**rows[0])


@transaction.atomic
def begin_office() -> IssuingOffice:
    """The office's row, made at need; safe to repeat."""
    office = issuing_office()
    if office.pk is None:
        office.save(force_insert=True)
    return office


@transaction.atomic
def change_office(*, values: Mapping[str, str], by: User, at: datetime) -> IssuingOffice:
    """Change what future reports say of their issuer; issued ones keep what they said.

    Raises:
        NotAllowed: `by` is not an office administrator.
    """
    if not scope_of(by).has(Role.OFFICE_ADMIN):
        raise NotAllowed("只有办公室管理员可以修改发文机关的设置。")
    office = begin_office()
    before = {name: getattr(office, name) for name in values}
    IssuingOffice.objects.filter(pk=office.pk).update(**values)
    changed = {name: [before[name], value] for name, value in values.items() if before[name] != value}
    record(act="修改发文机关", subject=office.issuer, by=by, at=at, detail=changed)
    office.refresh_from_db()
    return office
