"""One row changed by one person at a time: claimed by the version the person was shown, one version on afterwards."""

from __future__ import annotations

from typing import Any

from django.db.models import F

from labor.models import LaborCompany, WelfarePost
from units.refusals import Refusal

Row = LaborCompany | WelfarePost


class ChangedMeanwhile(Refusal):
    """Somebody else changed the row after this person opened it; nothing was saved."""

    def __init__(self, row: Row, *told: str) -> None:
        super().__init__(f"“{row}”刚被别人改过，这次没有保存。请核对最新情况，需要时再办一次。", *told)


def require_fresh(row: Row, version: int, *told: str) -> None:
    """Refuse what was decided before somebody else's change; `told` says what stands there now.

    Raises:
        ChangedMeanwhile: `version` is not the row's.
    """
    if row.version != version:
        raise ChangedMeanwhile(row, *told)


def claim(row: Row, *, version: int, **stored: Any) -> None:
    """Write `stored` by a one-row update of exactly this version.

    Raises:
        ChangedMeanwhile: the version was taken in the meantime.
    """
    found = type(row)._default_manager.filter(pk=row.pk, version=version)
    if found.update(version=F("version") + 1, **stored) != 1:
        raise ChangedMeanwhile(row)
    for name, value in {**stored, "version": version + 1}.items():
        setattr(row, name, value)
