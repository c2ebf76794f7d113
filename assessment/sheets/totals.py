"""A sheet's total and the places of a year. Departments in charge, others and townships are ranked apart (◇)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from assessment.models import Audience, Scheme, Score, Scoresheet, SheetState
from assessment.scoring import Total, places, total
from assessment.sheets.points import standing

GROUP_RULE = "行业主管部门、其他区级部门、镇街分别排名，得分相同的名次并列；一票否决的不合格、不排名（◇办公室自定）。"


def group_of(sheet: Scoresheet) -> str:
    """Among whom a unit is ranked: 行业主管部门, 其他区级部门, 镇街."""
    return str(Audience(sheet.unit.kind).label)


def total_of(scores: Iterable[Score]) -> Total:
    """What the scores of one sheet add up to as they stand."""
    return total((score.indicator, standing(score)) for score in scores)


def retotal(sheet: Scoresheet) -> Total:
    """Write a sheet's total anew from its scores, and the places of its year."""
    made = total_of(sheet.scores.select_related("indicator"))
    Scoresheet.objects.filter(pk=sheet.pk).update(total_centi=made.points_centi, vetoed=made.vetoed)
    renew_places(sheet.scheme)
    return made


def renew_places(scheme: Scheme, *, publishes: bool = False) -> list[Scoresheet]:
    """Place all sheets that have a total, each among its own; return those whose place changed.

    What is published keeps its place until the next edition `publishes` another.
    """
    sheets = list(Scoresheet.objects.filter(scheme=scheme).select_related("unit"))
    found = placed(sheets)
    open_ = [sheet for sheet in sheets if publishes or sheet.state != SheetState.PUBLISHED]
    moved = [sheet for sheet in open_ if sheet.place != found.get(sheet.pk)]
    for sheet in moved:
        sheet.place = found.get(sheet.pk)
        Scoresheet.objects.filter(pk=sheet.pk).update(place=sheet.place)
    return moved


def placed(sheets: Iterable[Scoresheet]) -> dict[int, int]:
    """Sheet's key → its place among its own."""
    groups: dict[str, dict[int, Total]] = defaultdict(dict)
    for sheet in sheets:
        groups[sheet.unit.kind][sheet.pk] = Total(sheet.total_centi, 0, 0, 0, 0, sheet.vetoed)
    return {key: place for group in groups.values() for key, place in places(group).items()}
