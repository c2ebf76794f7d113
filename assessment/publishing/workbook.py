"""随文工作簿: places, and every point with its arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assessment.models import IndicatorKind, Scheme
from assessment.publishing.rows import Row
from assessment.scoring import TOTAL_RULE
from assessment.sheets.points import decimal
from assessment.sheets.totals import GROUP_RULE
from documents.workbooks import Column, Kind, Sheet, write_workbook


def _points(key: str, heading: str) -> Column:
    return Column(key=key, heading=f"{heading}（分）", kind=Kind.DECIMAL, places=2, width=12)


PLACES = (
    Column(key="group", heading="排名分组", width=16),
    Column(key="place", heading="名次", kind=Kind.INTEGER, width=8),
    Column(key="unit", heading="单位", width=24),
    _points("got_centi", "指标得分"),
    _points("applicable_centi", "适用分值"),
    _points("bonus_centi", "加分"),
    _points("deducted_centi", "扣分"),
    _points("total_centi", "总分"),
    Column(key="remark", heading="备注", width=10),
)
SCORES = (
    Column(key="unit", heading="单位", width=24),
    Column(key="serial", heading="序号", kind=Kind.INTEGER, width=8),
    Column(key="dimension", heading="一级指标", width=18),
    Column(key="title", heading="指标", width=28),
    Column(key="kind", heading="计分方式", width=12),
    _points("points_centi", "分值"),
    _points("final_centi", "得分"),
    Column(key="told", heading="说明", width=14),
    Column(key="how", heading="计算过程、复核说明或评分规则", width=60),
)


def scores_workbook(scheme: Scheme, rows: Sequence[Row]) -> bytes:
    """The annex of a result: places and totals, then each score of each unit."""
    about = f"{scheme.year}年度考核评价"
    listed = [_place(row) for row in rows]
    scored = [_score(row, score) for row in rows for score in row["scores"]]
    return write_workbook(
        [
            Sheet(title=f"{about}得分和名次", name="名次", columns=PLACES, rows=listed, notes=[TOTAL_RULE, GROUP_RULE]),
            Sheet(title=f"{about}各项指标得分", name="各项得分", columns=SCORES, rows=scored),
        ]
    )


def _place(row: Row) -> dict[str, Any]:
    numbers = ("got_centi", "applicable_centi", "bonus_centi", "deducted_centi", "total_centi")
    named = {key: row[key] for key in ("group", "place", "unit")}
    return named | {key: decimal(row[key]) for key in numbers} | {"remark": "不合格" if row["vetoed"] else ""}


def _score(row: Row, score: Row) -> dict[str, Any]:
    is_veto = score["kind"] == IndicatorKind.VETO
    return {
        **{key: score[key] for key in ("serial", "dimension", "title", "told", "how")},
        "unit": row["unit"],
        "kind": str(IndicatorKind(score["kind"]).label),
        "points_centi": decimal(score["points_centi"]),
        "final_centi": None if is_veto else decimal(score["final_centi"]),
    }
