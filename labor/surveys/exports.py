"""Workbooks of a survey: its progress and sums (counts alone), and a township's people, masked and watermarked.

Each says what the page shows and leaves an audit entry with its rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from documents.formats import chinese_date
from documents.workbooks import Column, Kind, Sheet, write_workbook
from labor.models import SurveyPart, SurveyResponse
from labor.surveys.digest import Digest
from labor.surveys.permissions import require_takes_out
from labor.surveys.standing import PartLine, SurveyStanding
from labor.surveys.tables import CATEGORIES, columns_on
from labor.tables import workbook_rows
from labor.taking_out import stated_purpose, watermark
from units.audit import record
from units.models import User
from units.refusals import Refusal

MASKED = "身份证号前2后3位、电话前3后4位以外已隐去；完整号码在系统内按权限查看。"
INSIDE = "本表含人员类别，只供内部核对，不得张贴、公示或转发。"
PROGRESS = (
    Column(key="township", heading="镇街", width=14),
    Column(key="state", heading="状态", width=10),
    Column(key="due_on", heading="截止日期", kind=Kind.DATE, width=12),
    Column(key="people", heading="已登记（人）", kind=Kind.INTEGER, width=12),
    Column(key="finished_by", heading="报送人", width=10),
    Column(key="finished_on", heading="报送日期", kind=Kind.DATE, width=12),
    Column(key="remark", heading="说明", width=36),
)
SUMS = (
    Column(key="title", heading="汇总方式", width=14),
    Column(key="label", heading="分项", width=28),
    Column(key="people", heading="人数（人）", kind=Kind.INTEGER, width=12),
    Column(key="share", heading="占比", width=10),
)


@transaction.atomic
def export_survey(
    *, standing: SurveyStanding, digests: Sequence[Digest], whose: str, people: int, by: User, at: datetime
) -> bytes:
    """Return an .xlsx of a survey: each township's progress, and the sums the page shows. It names nobody.

    Args:
        standing: as `by` sees it.
        digests: the sums of `whose` (全部镇街, or one township) with its `people` (人), the base of the shares.
    """
    rows = [_progress(line) for line in standing.parts]
    sums = [
        {"title": digest.title, "label": row.label, "people": row.people, "share": row.share}
        for digest in digests
        for row in digest.rows
    ]
    survey, day = standing.survey, f"截至{chinese_date(standing.on)}"
    detail = {"survey": survey.pk, "whose": whose}
    record(act="导出摸底汇总", subject=str(survey), by=by, at=at, rows=len(rows) + len(sums), detail=detail)
    progress = Sheet(
        title=f"{survey}各镇街进度",
        name="各镇街进度",
        columns=PROGRESS,
        rows=rows,
        totals={"people": standing.people},
        preamble=[day],
    )
    base = f"占比的分母是登记的{people}人，年龄按导出当天的周岁算。"
    overlaps = list(dict.fromkeys(f"{one.title}：{one.overlaps}" for one in digests if one.overlaps))
    summed = Sheet(
        title=f"{survey}汇总（{whose}）", name="汇总", columns=SUMS, rows=sums, preamble=[day], notes=[base, *overlaps]
    )
    return write_workbook([progress, summed] if sums else [progress])


def _progress(line: PartLine) -> dict[str, object]:
    part = line.part
    return {
        "township": part.township.name,
        "state": line.state,
        "due_on": part.due_on,
        "people": line.people,
        "finished_by": part.finished_by.name if part.finished_by else "",
        "finished_on": timezone.localdate(part.finished_at) if part.finished_at else None,
        "remark": line.remark,
    }


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
    why = stated_purpose(reason, lacking="请写明导出用途，至少四个字，会印在名单的首尾。")
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
