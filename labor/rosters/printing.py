"""花名册 for printing: numbers masked; head and foot say who took it out, when and what for (§12)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from documents.formats import chinese_date
from documents.workbooks import Column, Kind, Sheet, write_workbook
from labor.exports import MASKED
from labor.masking import without_numbers
from labor.models import Engagement
from labor.numbers import SHORTEST_REASON
from labor.permissions import require_works_on
from projects.models import Project
from units.audit import record
from units.models import User
from units.refusals import Refusal

COLUMNS = (
    Column(key="serial", heading="序号", kind=Kind.INTEGER, width=6),
    Column(key="name", heading="姓名", width=10),
    Column(key="sex", heading="性别", width=6),
    Column(key="id_number", heading="身份证号", width=20),
    Column(key="township", heading="所属镇街", width=12),
    Column(key="trade", heading="工种", width=10),
    Column(key="team", heading="班组单位", width=14),
    Column(key="employer", heading="用人单位", width=20),
    Column(key="relation", heading="用工形式", width=10),
    Column(key="entered_on", heading="进场日期", kind=Kind.DATE, width=12),
    Column(key="left_on", heading="退场日期", kind=Kind.DATE, width=12),
    Column(key="training", heading="培训", width=20),
    Column(key="card", heading="银行账号", width=21),
    Column(key="phone", heading="电话", width=13),
    Column(key="sign", heading="签字", width=12),
)


@transaction.atomic
def roster_sheet(*, project: Project, engagements: QuerySet[Engagement], reason: str, by: User, at: datetime) -> bytes:
    """Return an .xlsx of a project's 花名册: the given stays of this project that are not void, numbers masked.

    Categories and addresses are left out: a label never stands beside a name (§6).

    Raises:
        NotAllowed: the person's post does not handle the project.
        Refusal: the reason says too little; or nobody is on the roster.
    """
    require_works_on(by, project, "导出花名册")
    why = without_numbers(reason.strip())
    if len(why) < SHORTEST_REASON:
        raise Refusal("请写明导出原因，至少四个字，会印在花名册的首尾。")
    stays = list(engagements.filter(project=project, voided_at=None).select_related(
        "worker", "township", "trade", "safety_training__training"
    ))  # fmt: skip
    if not stays:
        raise Refusal("名册里没有符合条件的人，没有导出。请放宽筛选条件，或先办理进场登记。")
    subject = f"{project.code} {project.name}"
    record(act="导出花名册", subject=subject, by=by, at=at, rows=len(stays), detail={"reason": why})
    mark = watermark(by, at, why)
    sheet = Sheet(
        title=f"{project.name}务工人员花名册",
        name="花名册",
        columns=COLUMNS,
        rows=[_row(number, stay) for number, stay in enumerate(stays, start=1)],
        preamble=[f"项目代码：{project.code}", mark],
        notes=[f"共{len(stays)}人。{MASKED}", mark],
    )
    return write_workbook([sheet])


def watermark(by: User, at: datetime, reason: str) -> str:
    """Who took a list of people out of the system, when and what for; it stands at its head and at its foot."""
    moment = timezone.localtime(at)
    return f"{by.name}（{by.username}）于{chinese_date(moment.date())}{moment:%H:%M}导出，用于：{reason}"


def _row(number: int, stay: Engagement) -> dict[str, Any]:
    training = stay.safety_training
    return {
        "serial": number,
        "name": stay.name,
        "sex": stay.worker.get_sex_display(),
        "id_number": stay.worker.id_masked,
        "township": str(stay.township or ""),
        "trade": str(stay.trade),
        "team": stay.team,
        "employer": stay.employer,
        "relation": stay.get_relation_display(),
        "entered_on": stay.entered_on,
        "left_on": stay.left_on,
        "training": f"{training.training.held_on:%Y-%m-%d}安全培训" if training else f"免训：{stay.waiver_reason}",
        "card": stay.card_masked,
        "phone": stay.phone_masked,
    }
