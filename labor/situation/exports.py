"""供求研判 as a workbook: the tables of the page, numbers alone, with an audit entry that counts the rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from documents.workbooks import Column, Kind, Sheet, write_workbook
from labor.situation.assessing import Situation
from labor.situation.grids import Cell, Grid, grids
from labor.situation.links import Links
from labor.situation.telling import NOTES
from units.audit import record
from units.models import User


@transaction.atomic
def export_situation(*, said: Situation, conditions: Sequence[str], by: User, at: datetime) -> bytes:
    """Return an .xlsx of all tables; `conditions` are the filters in words, written above each."""
    tables = grids(said, Links(said.question, {}))
    filters = "；".join(conditions) or "全部"
    rows = sum(len(grid.lines) for grid in tables)
    subject = f"{said.month.label}供求研判（{filters}）"
    record(act="导出供求研判", subject=subject, by=by, at=at, rows=rows, detail={"conditions": list(conditions)})
    top = [f"筛选条件：{filters}", f"{said.reach.said}摸底人员{said.asked}人（{'、'.join(said.surveys) or '没有'}）。"]
    return write_workbook([_sheet(grid, said.month.label, top) for grid in tables])


def _sheet(grid: Grid, month: str, top: Sequence[str]) -> Sheet:
    return Sheet(
        title=f"{month}供求研判（{grid.title}）",
        name=grid.title,
        columns=[Column(key="name", heading=grid.head, width=18), *_columns(grid)],
        rows=[{"name": line.label, **_values(line.cells)} for line in grid.lines],
        totals=_values(grid.totals) if grid.totals else None,
        unit="人",
        preamble=top,
        notes=[grid.note, *NOTES] if grid.note else NOTES,
    )


def _columns(grid: Grid) -> list[Column]:
    """Headings with the band above them, for a workbook has one row of headings."""
    bands = [band for band, width in grid.bands for _ in range(width)]
    return [
        Column(
            key=f"c{place}",
            heading=f"{band.removesuffix('（人）')}：{heading}（人）" if band else heading,
            kind=Kind.TEXT if place in grid.words else Kind.INTEGER,
        )
        for place, (band, heading) in enumerate(zip(bands, grid.headings, strict=True))
    ]


def _values(cells: Sequence[Cell]) -> dict[str, Any]:
    return {f"c{place}": None if cell.value == "" else cell.value for place, cell in enumerate(cells)}
