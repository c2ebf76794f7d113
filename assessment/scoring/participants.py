"""Which units a scheme scores, and for which projects each of them answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Q

from assessment.models import Audience, Indicator, Scheme
from assignments.models import Duty
from dispatch.models import PeriodFigure
from units.models import Membership, Unit, UnitKind

Parts = dict[tuple[str, str], list[PeriodFigure]]

SCORED_KINDS = (UnitKind.SECTOR_DEPARTMENT, UnitKind.DEPARTMENT, UnitKind.TOWNSHIP)
CAPACITIES = {
    UnitKind.SECTOR_DEPARTMENT: "本单位作为行业主管部门的项目",
    UnitKind.TOWNSHIP: "本镇街作为责任镇街的项目",
    UnitKind.DEPARTMENT: "不主管项目，公式指标不适用",
}


def participants(scheme: Scheme) -> list[Unit]:
    """被考核单位, by code: units with a duty of the notice or a seat in the year; one query.

    Without the office's own unit (who judges is not judged) and those the scheme exempts (区政府办公室 at first; ◇).
    """
    first, last = date(scheme.year, 1, 1), date(scheme.year, 12, 31)
    seats = Membership.objects.filter(unit=OuterRef("pk"), starts_on__lte=last)
    seated = Exists(seats.filter(Q(ends_on=None) | Q(ends_on__gte=first)))
    bound = Exists(Duty.objects.filter(Q(leads=OuterRef("pk")) | Q(supports=OuterRef("pk"))))
    scored = Unit.objects.filter(seated | bound, kind__in=SCORED_KINDS, is_office=False)
    return list(scored.exclude(pk__in=scheme.exempt.values("pk")).order_by("code"))


def applies(indicator: Indicator, unit: Unit) -> bool:
    """Whether an indicator is for units of this kind."""
    return indicator.audience == Audience.ALL or indicator.audience == unit.kind


def parted(rows: Iterable[PeriodFigure]) -> Parts:
    """A month's rows by the department that leads each project and by the township it lies in."""
    parts: Parts = defaultdict(list)
    for row in rows:
        parts[UnitKind.SECTOR_DEPARTMENT, row.unit_code].append(row)
        parts[UnitKind.TOWNSHIP, row.township_name].append(row)
    return parts


def rows_of(unit: Unit, parts: Parts) -> list[PeriodFigure]:
    """The projects a unit answers for: a sector department's its own, a township's those in its territory.

    Frozen rows hold the department's code and the township's name as it was; other names of the township count too.
    """
    names = unit.names if unit.kind == UnitKind.TOWNSHIP else [unit.code]
    return [row for name in names for row in parts.get((unit.kind, name), [])]
