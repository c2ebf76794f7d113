"""A township's surveyed people as a workbook: what the page shows, masked, watermarked, with an audit entry."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from documents.workbooks import Sheet, write_workbook
from labor.masking import without_numbers
from labor.models import SurveyPart, SurveyResponse
from labor.numbers import SHORTEST_REASON
from labor.rosters.printing import watermark
from labor.surveys.permissions import require_takes_out
from labor.surveys.tables import CATEGORIES, columns_on
from labor.tables import workbook_rows
from units.audit import record
from units.models import User
from units.refusals import Refusal

MASKED = "身份证号前2后3位、电话前3后4位以外已隐去；完整号码在系统内按权限查看。"
INSIDE = "本表含人员类别，只供内部核对，不得张贴、公示或转发。"


@transaction.atomic
def export_part(
    *,
    part: SurveyPart,
    people: QuerySet[SurveyResponse],
    said: Sequence[str],
    reason: str,
    with_categories: bool,
    by: User,
    at: datetime,
) -> bytes:
    """Return an .xlsx of a township's people (all, or those filtered), ages as of the day, numbers masked.

    Args:
        said: the filters in force, in words, without numbers of people.
        with_categories: put the category beside the name, for checking inside the offices alone (§6); the head says so.

    Raises:
        NotAllowed: neither the township's own people nor the office.
        Refusal: the reason says too little; or nobody is listed.
    """
    require_takes_out(by, part)
    why = without_numbers(reason.strip())
    if len(why) < SHORTEST_REASON:
        raise Refusal("请写明导出用途，至少四个字，会印在名单的首尾。")
    rows = list(people.filter(part=part))
    if not rows:
        raise Refusal("没有符合条件的人，没有导出。请放宽筛选条件。")
    columns = columns_on(timezone.localdate(at)) + ((CATEGORIES,) if with_categories else ())
    detail = {"part": part.pk, "reason": why, "conditions": list(said), "categories": with_categories}
    record(act="导出摸底名单", subject=str(part), by=by, at=at, rows=len(rows), detail=detail)
    mark = watermark(by, at, why)
    sheet = Sheet(
        title=f"{part.survey} {part.township}名单",
        name="摸底名单",
        columns=[column.column for column in columns],
        rows=workbook_rows(columns, rows),
        preamble=[mark, *([f"筛选条件：{'；'.join(said)}"] if said else []), *([INSIDE] if with_categories else [])],
        notes=[f"共{len(rows)}人。{MASKED}", *([INSIDE] if with_categories else []), mark],
    )
    return write_workbook([sheet])
