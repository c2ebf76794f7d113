"""The rows behind one figure as a workbook, each with where it came from, and what makes the figure of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from dispatch.definitions import Definition
from dispatch.figures import Scope
from dispatch.measures import Measure, Raw
from dispatch.models import FigureRevision
from dispatch.rows_behind import rows_behind
from documents.workbooks import Column, Kind, Sheet, write_workbook
from units.audit import record
from units.models import User

KINDS = {Raw.FEN: (Kind.MONEY_WAN, "万元"), Raw.CENTIDAYS: (Kind.HUNDREDTHS, "工日")}


@transaction.atomic
def export_rows(
    *, revision: FigureRevision, scope: Scope, made: Definition, by: User, at: datetime
) -> tuple[bytes, str]:
    """The workbook and its name; recorded like every export."""
    told = rows_behind(by, scope, made)
    name = f"{revision.period.label}{told['scope_label']}{made.label}"
    rows = [_row(line, made) for line in told["rows"]]
    content = write_workbook([_rows_sheet(name, made, rows, told), _about_sheet(revision, made, told)])
    record(act="导出数字依据", subject=name, by=by, at=at, rows=len(rows), detail={"revision": revision.pk})
    return content, f"{name}-依据.xlsx"


def _rows_sheet(name: str, made: Definition, rows: list[dict[str, Any]], told: dict[str, Any]) -> Sheet:
    columns = [
        Column(key="month", heading="月份", width=12),
        Column(key="code", heading="项目代码", width=24),
        Column(key="project", heading="项目", width=36),
        Column(key="unit", heading="行业主管部门", width=20),
        Column(key="township", heading="责任镇街", width=14),
        _column("above", made.above),
        *([_column("below", made.below)] if made.below else []),
        Column(key="source", heading="来源", width=18),
    ]
    return Sheet(title=f"{name}　{told['value'].said}", name="依据", columns=columns, rows=rows)


def _column(key: str, measure: Measure) -> Column:
    kind, unit = KINDS.get(measure.raw, (Kind.INTEGER, measure.raw.value))
    return Column(key=key, heading=f"{measure.label}（{unit}）", kind=kind, width=18)


def _row(line: Any, made: Definition) -> dict[str, Any]:
    row = line.row
    said = {"month": line.month, "code": row.project_code, "project": row.project_name, "unit": row.unit_name}
    said |= {"township": row.township_name, "above": made.above.of(row), "source": line.source}
    return {**said, "below": made.below.of(row)} if made.below else said


def _about_sheet(revision: FigureRevision, made: Definition, told: dict[str, Any]) -> Sheet:
    pairs = [
        ("数字", f"{told['scope_label']}{made.label}"),
        ("值", told["value"].said),
        ("口径", made.formula),
        ("基数", told["value"].base or "无"),
        ("算式", told["arithmetic"] or "各行相加"),
        ("定稿", f"{revision}（{revision.reason}）"),
    ]
    if told["is_distinct"]:
        pairs.append(("去重", f"各项目合计{told['counted']}，按身份证号去重后{told['above']}，不能由各行相加"))
    columns = [Column(key="item", heading="项", width=10), Column(key="said", heading="内容", width=80)]
    rows = [{"item": item, "said": said} for item, said in pairs]
    return Sheet(title="说明", name="说明", columns=columns, rows=rows)
