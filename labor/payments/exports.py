"""All payments as a workbook: what the page lists, accounts masked, marked with who took it out and what for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet, Sum

from documents.workbooks import Sheet, write_workbook
from labor.exports import LACKING
from labor.payments.tables import EXPORTED
from labor.taking_out import MASKED, stated_purpose, watermark
from units.audit import record
from units.models import User

TITLE = "劳务报酬支付情况"
RESENT_NOTE = "失败已重报的，金额也列在重报的那一笔里，合计前请先按状态筛选。"


@transaction.atomic
def export_payments(*, payments: QuerySet[Any], said: Sequence[str], reason: str, by: User, at: datetime) -> bytes:
    """Return an .xlsx of the filtered payments with their sum.

    Raises:
        Refusal: the purpose says too little.
    """
    why = stated_purpose(reason, lacking=LACKING)
    mark, filters = watermark(by, at, why), "；".join(said) or "全部"
    rows = [{column.key: column.value(one) for column in EXPORTED} for one in payments]
    detail = {"conditions": list(said), "reason": why}
    record(act="导出支付情况", subject=filters, by=by, at=at, rows=len(rows), detail=detail)
    sheet = Sheet(
        title=TITLE,
        columns=[column.column for column in EXPORTED],
        rows=rows,
        totals=payments.order_by().aggregate(amount_fen=Sum("amount_fen")),
        unit="元",
        preamble=[f"筛选条件：{filters}", mark],
        notes=[MASKED, RESENT_NOTE, mark],
    )
    return write_workbook([sheet])
