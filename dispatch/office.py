"""发文机关: the one row of what stands on the paper, the office's own to change (◇)."""

from __future__ import annotations

import json

from django.conf import settings
from django.db import transaction

from dispatch.models import IssuingOffice


@transaction.atomic
def issuing_office() -> IssuingOffice:
    """The office's row; the first time it is made from `fixtures/issuing_office.json`."""
    office = IssuingOffice.objects.order_by("pk").first()
    if office is not None:
        return office
    rows = json.loads((settings.BASE_DIR / "fixtures" / "issuing_office.json").read_text("utf-8"))
    return IssuingOffice.objects.create(**rows[0])
