"""The past as assessment reads it: the revision in force of each closed month, nothing live."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from dispatch.models import FigureRevision, PeriodFigure
from projects.models import Period


def closed_years() -> list[int]:
    """Years that have a closed month, the newest first."""
    months = Period.objects.filter(revisions__isnull=False).values_list("month", flat=True)
    return sorted({month.year for month in months}, reverse=True)


def frozen_months(year: int) -> Mapping[int, Sequence[PeriodFigure]]:
    """Month number → that month's frozen rows in the latest revision; three queries at most, however many months."""
    revisions = FigureRevision.objects.filter(period__month__year=year).select_related("period")
    latest = {revision.period_id: revision for revision in revisions.order_by("period", "number")}
    months: dict[int, list[PeriodFigure]] = defaultdict(list)
    in_force = {revision.pk: revision.period.month.month for revision in latest.values()}
    for row in PeriodFigure.objects.filter(revision_id__in=in_force).order_by("revision", "serial", "project_code"):
        months[in_force[row.revision_id]].append(row)
    return dict(months)
