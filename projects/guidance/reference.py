"""The catalog the house starts with: common work of the seven sectors, written by the office itself (办公室自定)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from projects.guidance.items import create_all, require_catalog_year
from projects.guidance.permissions import require_guidance_keeper
from projects.models import GuidanceItem
from units.audit import record
from units.models import Sector, User
from units.reference import Loaded, fixture


@transaction.atomic
def load_guidance(*, year: int, by: User | None, at: datetime) -> Loaded:
    """Begin a year's catalog from `fixtures/guidance.json`; safe to repeat.

    A catalog once begun is the office's: entries it renamed, retired or left out never come back by loading.
    Sectors must be there already (`units.reference.load_reference`). `by` is None when the system sets itself up.
    """
    require_guidance_keeper(by)
    require_catalog_year(year)
    if GuidanceItem.objects.of_year(year).exists():
        return Loaded(0, 0)
    sectors = {sector.code: sector for sector in Sector.objects.all()}
    items = [GuidanceItem(year=year, **{**row, "sector": sectors[row["sector"]]}) for row in fixture("guidance")]
    create_all(items)
    record(act="载入基础数据", subject=f"{year}年度指导目录", by=by, at=at, rows=len(items))
    return Loaded(len(items), 0)


def begin_guidance(*, by: User | None, at: datetime) -> Loaded:
    """Give a new house its first catalog, for the year of `at`; a house that has any year's catalog keeps its own.

    Next year's begins as a copy of this year's (`copy_year`), not from the file: what the office retired stays out.
    """
    if GuidanceItem.objects.exists():
        return Loaded(0, 0)
    return load_guidance(year=timezone.localdate(at).year, by=by, at=at)
