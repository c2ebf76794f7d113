"""The sheet of nominations as a year's empty workbook offers it: with the names to choose from."""

from __future__ import annotations

from dataclasses import replace

from documents.workbooks import Form
from projects.models import GuidanceItem
from projects.nominations.intake import NOMINATIONS
from projects.nominations.intake_picks import PICKS
from units.models import Sector, Unit


def form_of_year(year: int) -> Form:
    """项目申报表 with drop-downs: sectors, departments in charge, townships, and the year's catalog in force."""
    departments = Unit.objects.filter(sectors__isnull=False).distinct()
    offered = {
        "sector": Sector.objects.values_list("name", flat=True),
        "department": departments.values_list("name", flat=True),
        "township": Unit.objects.townships().values_list("name", flat=True),
        PICKS: [str(item) for item in GuidanceItem.objects.of_year(year).in_force()],
    }
    columns = [
        replace(column, choices=tuple(offered[column.key])) if column.key in offered else column
        for column in NOMINATIONS.columns
    ]
    return replace(NOMINATIONS, title=f"{year}年度{NOMINATIONS.title}", columns=columns)
