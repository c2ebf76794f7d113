"""计分测算 as a workbook: a sheet per kind of unit, points as numbers, the rules below."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from assessment.models import Scheme
from assessment.schemes.boards import Board, Line
from assessment.scoring import TOTAL_RULE
from assessment.scoring.points import RULE
from assessment.sheets.points import decimal
from documents.formats import days
from documents.workbooks import Column, Kind, Sheet, write_workbook
from units.audit import record
from units.models import User


@transaction.atomic
def export_boards(
    *, scheme: Scheme, span: str, boards: Sequence[Board], with_places: bool, by: User, at: datetime
) -> bytes:
    """The scores shown to this person; recorded like every export."""
    content = write_workbook([_sheet(scheme, span, board, with_places) for board in boards])
    rows = sum(len(board.lines) for board in boards)
    record(act="导出计分测算", subject=str(scheme), by=by, at=at, rows=rows)
    return content


def _sheet(scheme: Scheme, span: str, board: Board, with_places: bool) -> Sheet:
    kept = range(len(board.indicators))
    columns = [
        Column(key="name", heading="单位", width=22),
        *(Column(key=f"i{n}", heading=_heading(board, n), kind=Kind.DECIMAL, places=2, width=14) for n in kept),
        Column(key="got", heading="公式得分（分）", kind=Kind.DECIMAL, places=2, width=12),
        Column(key="most", heading="适用分值（分）", kind=Kind.DECIMAL, places=2, width=12),
        Column(key="points", heading="折算（百分制）", kind=Kind.DECIMAL, places=2, width=12),
    ]
    columns += [Column(key="place", heading="同类名次", kind=Kind.INTEGER, width=8)] if with_places else []
    return Sheet(
        title=f"{scheme.title}计分测算（{board.audience.label}，{span or '还没有定稿数字'}）",
        name=str(board.audience.label),
        columns=columns,
        rows=[_row(line) for line in board.lines],
        notes=(TOTAL_RULE, RULE, "只含公式计分的指标，材料评分、加分、扣分不在内；不是考核结果。空格为不适用。"),
    )


def _heading(board: Board, number: int) -> str:
    one = board.indicators[number]
    return f"{one.title}（{days(one.points_centi)}分）"


def _row(line: Line) -> dict[str, Any]:
    cells = {f"i{n}": decimal(scored.points_centi) for n, (_, scored) in enumerate(line.cells)}
    made = line.total
    return {
        "name": line.unit.name,
        **cells,
        "got": decimal(made.got_centi if made.applicable_centi else None),
        "most": decimal(made.applicable_centi),
        "points": decimal(made.points_centi),
        "place": line.place,
    }
