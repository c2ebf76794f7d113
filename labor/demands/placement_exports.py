"""The list of placements as a workbook: masked, with a reason, watermarked and counted in the audit trail (§6, §12)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from documents.masking import without_numbers
from documents.workbooks import Column, Kind, Sheet, write_workbook
from labor.models import Placement
from labor.taking_out import MASKED, stated_purpose, watermark
from units.audit import record
from units.models import User
from units.refusals import Refusal

TITLE = "用工对接台账"
COLUMNS = (
    Column(key="serial", heading="序号", kind=Kind.INTEGER, width=6),
    Column(key="name", heading="姓名", width=10),
    Column(key="id_number", heading="身份证号", width=20),
    Column(key="phone", heading="电话", width=13),
    Column(key="township", heading="推荐镇街", width=12),
    Column(key="project", heading="项目名称", width=30),
    Column(key="trade", heading="岗位工种", width=12),
    Column(key="starts_on", heading="用工开始", kind=Kind.DATE, width=12),
    Column(key="ends_on", heading="用工结束", kind=Kind.DATE, width=12),
    Column(key="state", heading="状态", width=10),
    Column(key="proposed_on", heading="推荐日期", kind=Kind.DATE, width=12),
    Column(key="decided_on", heading="答复日期", kind=Kind.DATE, width=12),
    Column(key="reason", heading="说明", width=30),
)


@transaction.atomic
def export_placements(
    *, placements: QuerySet[Placement], conditions: Sequence[str], reason: str, by: User, at: datetime
) -> bytes:
    """Return an .xlsx of the listed placements, numbers masked, categories left out.

    Raises:
        Refusal: the reason says too little; or nothing is listed.
    """
    why = stated_purpose(reason, lacking="请写明导出原因，至少四个字，会印在台账的首尾。")
    rows = [_row(number, one) for number, one in enumerate(placements, start=1)]
    if not rows:
        raise Refusal("没有符合条件的推荐，没有导出。请放宽筛选条件。")
    said = without_numbers("；".join(conditions) or "全部")
    record(act="导出用工对接", subject=said, by=by, at=at, rows=len(rows), detail={"reason": why, "conditions": said})
    mark = watermark(by, at, why)
    sheet = Sheet(
        title=TITLE,
        columns=COLUMNS,
        rows=rows,
        preamble=[f"筛选条件：{said}", mark],
        notes=[f"共{len(rows)}条推荐，同一人推荐过两次的列两条。{MASKED}", mark],
    )
    return write_workbook([sheet])


def _row(number: int, one: Placement) -> dict[str, Any]:
    demand = one.demand
    return {
        "serial": number,
        "name": one.response.name,
        "id_number": one.worker.id_masked,
        "phone": one.response.phone_masked,
        "township": str(one.township),
        "project": demand.project.name,
        "trade": demand.trade.name,
        "starts_on": demand.starts_on,
        "ends_on": demand.ends_on,
        "state": one.get_state_display(),
        "proposed_on": timezone.localdate(one.proposed_at),
        "decided_on": timezone.localdate(one.decided_at) if one.decided_at else None,
        "reason": one.reason,
    }
