"""The past as assessment reads it: the revision in force of each closed month, nothing live."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dispatch.models import FigureRevision, PeriodFigure
from projects.models import Period


@dataclass(frozen=True)
class FrozenMonth:
    """A closed month: its revision in force and that revision's rows."""

    revision: FigureRevision
    rows: Sequence[PeriodFigure]

    @property
    def key(self) -> str:
        """2026-10."""
        return self.revision.period.key


def closed_years() -> list[int]:
    """Years that have a closed month, the newest first."""
    months = Period.objects.filter(revisions__isnull=False).values_list("month", flat=True)
    return sorted({month.year for month in months}, reverse=True)


def frozen_months(year: int) -> Mapping[int, Sequence[PeriodFigure]]:
    """Month number → that month's frozen rows in the latest revision; two queries, however many months."""
    return {made.revision.period.month.month: made.rows for made in frozen_year(year) if made.rows}


def frozen_year(year: int) -> list[FrozenMonth]:
    """The year's closed months in order, each in its revision in force; two queries, however many months."""
    revisions = FigureRevision.objects.filter(period__month__year=year).select_related("period")
    latest = {made.period_id: made for made in revisions.order_by("period__month", "number")}
    rows: dict[int, list[PeriodFigure]] = defaultdict(list)
    in_force = [made.pk for made in latest.values()]
    for row in PeriodFigure.objects.filter(revision_id__in=in_force).order_by("revision", "serial", "project_code"):
        rows[row.revision_id].append(row)
    return [FrozenMonth(made, rows[made.pk]) for made in latest.values()]
